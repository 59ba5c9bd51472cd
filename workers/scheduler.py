"""The scheduler process. Its threads: schedule, deadlines, relay, sweep, audit checkpoints,
anchors.

The schedule and the deadline jobs run here and not in a worker. They never wait behind matching or
for a broker. Two schedulers at once are harmless. A job that was published twice is claimed once, a
sweep is one statement, checkpoints are only added, and one process at a time sends them to anchors.
"""

from __future__ import annotations

import logging
import sys
import time
from functools import partial

from celery import Celery

from core.logs import log_event
from core.process.heartbeat import Heartbeat
from core.settings import Settings
from core.tracing import start_traces
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
CUT_TURNS = 120  # of the checkpoint thread: one hour
RELAY_LIMIT = 200
IDS_A_MESSAGE = 5
STOP_S = 8.0  # below the ten seconds that container engines wait, and the twelve of our supervisor
# seconds; the relay publishes unread messages again, and without a worker they must not pile up
EXPIRES_S = 60


def publish_jobs(runtime: Runtime, app: Celery) -> None:
    """Publish jobs to the broker, then mark them as published, in one transaction for all.

    They are new jobs, overdue jobs, and jobs of a dead worker. On SQLite each transaction waits for
    the imports and workers that write. A crash before the mark publishes jobs twice, not never.
    """
    with runtime.database.transaction(is_read_only=True) as session:
        job_ids = jobs.unpublished_jobs(session, runtime.context, limit=RELAY_LIMIT)
        background_ids = jobs.background_jobs(session, job_ids)
    sent: list[int] = []
    try:
        for batch in _batches(job_ids, background_ids):
            app.send_task(RUN_JOBS, args=[batch], retry=False, expires=EXPIRES_S)
            sent += batch
    finally:
        if sent:
            with runtime.database.transaction() as session:
                jobs.mark_published(session, runtime.context, sent)


def _batches(job_ids: list[int], background_ids: set[int]) -> list[list[int]]:
    """Split job ids into messages.

    A worker takes a whole message. Each background job gets its own message, so that other workers
    get a share of the long work.
    """
    short = [job_id for job_id in job_ids if job_id not in background_ids]
    batches = [
        short[start : start + IDS_A_MESSAGE] for start in range(0, len(short), IDS_A_MESSAGE)
    ]
    return batches + [[job_id] for job_id in job_ids if job_id in background_ids]


def start_due_work(runtime: Runtime) -> None:
    """Start each kind of recurring work that is due, each in its own transaction.

    A kind that fails does not block the others.
    """
    for kind in schedule.SCHEDULES:
        try:
            with runtime.database.transaction() as session:
                check_clock(session, runtime.context.clock)
                schedule.start_if_due(session, runtime.context, kind)
        except TRANSIENT_ERRORS as error:
            log_event("schedule.failed", level=logging.ERROR, kind=kind, error=error)


def run_deadline_jobs(runtime: Runtime) -> None:
    """Run a few due jobs that no other work may delay.

    Few, so that the thread writes its heartbeat in between.
    """
    with runtime.database.transaction(is_read_only=True) as session:
        due = jobs.due_of(session, runtime.context, jobs.DEADLINE_KINDS)
    run_jobs(runtime, due[:DEADLINES_A_TURN])


def sweep_leases(runtime: Runtime) -> None:
    """Quarantine jobs whose worker died in the last attempt; count them as lost in their runs."""
    with runtime.database.transaction() as session:
        swept = jobs.quarantine_abandoned(session, runtime.context)
        for matching_run_id in (
            matching_run_id for matching_run_id in swept if matching_run_id is not None
        ):
            runs.record_lost_job(session, runtime.context, matching_run_id)
    if swept:
        log_event("jobs.quarantined", level=logging.ERROR, count=len(swept))


class CheckpointSigner:
    """Signs the newest audit row and stores the signature outside the database.

    About once an hour it deletes audit rows older than `AUDIT_RETENTION_YEARS`.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime, self._after, self._turn = runtime, 0, 0

    def step(self) -> None:
        """Sign the newest audit row unless it is signed.

        Every `CUT_TURNS` calls, delete the old audit rows first.
        """
        if self._turn % CUT_TURNS == 0:
            with self._runtime.database.transaction() as session:
                if audit_retention.cut_audit_log(session, self._runtime.context):
                    self._after = 0
        self._turn += 1
        with self._runtime.database.transaction(is_read_only=True) as session:
            self._after = checkpoints.sign_newest(session, self._runtime.context, after=self._after)


def run_scheduler(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, then stop within STOP_S even if a thread hangs.

    After a crash, exit with code 1. Raise SettingsError if the broker refuses the sign-in, or if
    this process must not work on the database.
    """
    broker.check_broker(settings, waits=False)  # deadlines do not wait for the broker
    start_traces(settings.traces_url, "scheduler")
    runtime = Runtime(settings)
    app = make_celery(runtime)
    heartbeat = Heartbeat(settings.runtime, "scheduler")
    heartbeat.clear()
    loops = PeriodicThreads(heartbeat)
    watch = Watch(runtime.database, runtime.context, end_process)
    watch.start()
    send_anchors = partial(checkpoint_anchors.send_checkpoints, runtime.context)
    loops.repeat("plan", PLAN_S, partial(start_due_work, runtime))
    loops.repeat("deadlines", DEADLINES_S, partial(run_deadline_jobs, runtime))
    loops.repeat("relay", RELAY_S, partial(publish_jobs, runtime, app))
    loops.repeat("sweep", SWEEP_S, partial(sweep_leases, runtime))
    loops.repeat("checkpoint", CHECKPOINT_S, CheckpointSigner(runtime).step)
    loops.repeat("anchor", ANCHOR_S, send_anchors)
    if broker.is_redis(settings):
        loops.once(lambda: broker.warn_of_lossy_settings(app))
    loops.wait()
    deadline = time.monotonic() + STOP_S
    runtime.stopping.begin()
    if loops.join(deadline):
        for last_step in (CheckpointSigner(runtime).step, send_anchors):
            loops.once(last_step)
            loops.join(deadline)
    if watch.reason is not None:
        raise watch.reason
    if loops.has_crashed:
        sys.exit(1)
