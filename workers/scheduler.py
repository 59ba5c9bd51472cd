"""The scheduler process, in threads: schedule, deadlines, relay, sweep, audit checkpoint and its
anchors.

The schedule and the jobs of deadlines run here, not in a worker: they never wait behind matching,
nor for a broker.

Two of them at once are harmless: a job told twice is claimed once, a sweep is one statement,
checkpoints only add, and one process at a time sends them to anchors.
"""

from __future__ import annotations

import logging
import sys
import time

from celery import Celery

from core.logs import log_event
from core.process.heartbeat import Heartbeat
from core.settings import Settings
from services.foundation import checkpoints, jobs
from services.matching_runs import runs
from services.operations import schedule
from services.operations.store_check import Watch, check_clock, end_process
from services.oversight import audit_retention, checkpoint_anchors
from workers import broker
from workers.app import RUN_JOBS, make_celery
from workers.execution import run_jobs
from workers.periodic_threads import TRANSIENT_ERRORS, PeriodicThreads
from workers.runtime import Runtime

PLAN_S = 5.0
DEADLINES_S = 2.0
DEADLINES_A_TURN = 10
RELAY_S = 0.2
SWEEP_S = 2.0
CHECKPOINT_S = 30.0
ANCHOR_S = 30.0
CUT_TURNS = 120  # of the checkpoint's: an hour
RELAY_LIMIT = 200
IDS_A_MESSAGE = 5
STOP_S = 8.0  # below the ten seconds that container engines wait, and the supervisor's twelve
EXPIRES_S = (
    60  # a message nobody took is told again anyway; a broker without worker must not fill up
)


class JobRelay:
    """Tells the broker of jobs: new ones, overdue ones, those of a dead worker."""

    def __init__(self, runtime: Runtime, app: Celery) -> None:
        self._runtime, self._app = runtime, app

    def step(self) -> None:
        """Publish what is to be published, then remember it: told twice rather than never."""
        with self._runtime.database.transaction(is_read_only=True) as session:
            job_ids = jobs.unpublished_jobs(session, self._runtime.context, limit=RELAY_LIMIT)
            background_ids = jobs.background_jobs(session, job_ids)
        for batch in _batches(job_ids, background_ids):
            self._app.send_task(RUN_JOBS, args=[batch], retry=False, expires=EXPIRES_S)
            with self._runtime.database.transaction() as session:
                jobs.mark_published(session, self._runtime.context, batch)


def _batches(job_ids: list[int], background_ids: set[int]) -> list[list[int]]:
    """Cut into messages: a worker takes a whole one, so long work goes alone and other workers get
    their share.
    """
    short = [job_id for job_id in job_ids if job_id not in background_ids]
    batches = [
        short[start : start + IDS_A_MESSAGE] for start in range(0, len(short), IDS_A_MESSAGE)
    ]
    return batches + [[job_id] for job_id in job_ids if job_id in background_ids]


class SchedulePlanner:
    """Starts recurring work that is due. A kind that fails holds up no other."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def step(self) -> None:
        """Look at each kind once, in a transaction of its own."""
        for kind in schedule.SCHEDULES:
            try:
                with self._runtime.database.transaction() as session:
                    check_clock(session, self._runtime.context.clock)
                    schedule.start_if_due(session, self._runtime.context, kind)
            except TRANSIENT_ERRORS as error:
                log_event("schedule.failed", level=logging.ERROR, kind=kind, error=error)


class DeadlineWorker:
    """Does the jobs that no other work may hold up."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def step(self) -> None:
        """Do some that are due; few, so that the thread gives signs of life meanwhile."""
        with self._runtime.database.transaction(is_read_only=True) as session:
            due = jobs.due_of(session, self._runtime.context, jobs.DEADLINE_KINDS)
        run_jobs(self._runtime, due[:DEADLINES_A_TURN])


class LeaseSweep:
    """Quarantines jobs whose last attempt died with its worker."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def step(self) -> None:
        """Sweep once."""
        with self._runtime.database.transaction() as session:
            swept = jobs.quarantine_abandoned(session, self._runtime.context)
            for run_id in (run_id for run_id in swept if run_id is not None):
                runs.record_lost_job(session, self._runtime.context, run_id)
        if swept:
            log_event("jobs.quarantined", level=logging.ERROR, count=len(swept))


class CheckpointSigner:
    """Signs the newest audit row outside the database; about once an hour cuts off what is three
    years old.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime, self._after, self._turn = runtime, 0, 0

    def step(self) -> None:
        """Sign once, if there is anything new."""
        if self._turn % CUT_TURNS == 0:
            with self._runtime.database.transaction() as session:
                if audit_retention.cut_audit_log(session, self._runtime.context):
                    self._after = 0
        self._turn += 1
        with self._runtime.database.transaction(is_read_only=True) as session:
            self._after = checkpoints.sign_newest(session, self._runtime.context, after=self._after)


class AnchorSender:
    """Sends what was signed to the anchors outside this machine."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def step(self) -> None:
        """Send once what is not sent yet."""
        checkpoint_anchors.send_checkpoints(self._runtime.context)


def run_scheduler(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, then stop within STOP_S whatever hangs; exit code 1 after a
    crash.

    `SettingsError` if the broker refuses the sign-in, or the store turns out to be one that this
    process must not work on.
    """
    broker.check_broker(settings, waits=False)  # deadlines do not wait for it
    runtime = Runtime(settings)
    app = make_celery(runtime)
    heartbeat = Heartbeat(settings.runtime, "scheduler")
    heartbeat.clear()
    loops = PeriodicThreads(heartbeat)
    watch = Watch(runtime.database, runtime.context, end_process)
    watch.start()
    loops.repeat("plan", PLAN_S, SchedulePlanner(runtime).step)
    loops.repeat("deadlines", DEADLINES_S, DeadlineWorker(runtime).step)
    loops.repeat("relay", RELAY_S, JobRelay(runtime, app).step)
    loops.repeat("sweep", SWEEP_S, LeaseSweep(runtime).step)
    loops.repeat("checkpoint", CHECKPOINT_S, CheckpointSigner(runtime).step)
    loops.repeat("anchor", ANCHOR_S, AnchorSender(runtime).step)
    if broker.is_redis(settings):
        loops.once(lambda: broker.warn_of_lossy_settings(app))
    loops.wait()
    deadline = time.monotonic() + STOP_S
    runtime.stopping.begin()
    if loops.join(deadline):
        for last_step in (CheckpointSigner(runtime).step, AnchorSender(runtime).step):
            loops.once(last_step)
            loops.join(deadline)
    if watch.reason is not None:
        raise watch.reason
    if loops.has_crashed:
        sys.exit(1)
