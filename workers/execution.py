"""Runs job ids one after the other: claim, heartbeat, handler, and what becomes of a failure or of
an interruption.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence

from sqlalchemy.exc import SQLAlchemyError

from core.codes.operations import JobKind
from core.errors import JobLost
from core.logs import log_event
from models.sql.connection_errors import is_outage
from services.foundation import jobs
from services.foundation.jobs import HEARTBEAT_S, Claim
from services.matching_runs import runs
from services.operations import job_interruptions
from services.operations.store_check import check_clock
from workers.handlers import HANDLERS
from workers.runtime import Runtime
from workers.shutdown import FINISH_S, POLL_S

OUTAGE_POLL_S = 0.5
# what time alone does to records: never by a wrong clock
CLOCK_KINDS = jobs.DEADLINE_KINDS | {JobKind.THIN}
FOLLOW_UP_KINDS: dict[str, str] = {
    JobKind.MATCH: JobKind.NOTIFY
}  # kind -> what it leaves that would otherwise wait for the relay and behind others


def run_jobs(runtime: Runtime, job_ids: Sequence[int]) -> int:
    """Do these jobs as far as they are still to be done; return how many this process did.

    A worker that is told to stop begins none of the rest: they are told again, to another one.
    """
    done = 0
    waiting = deque(job_ids)
    while waiting and not runtime.stopping.has_begun:
        claimed = _run_one(runtime, waiting.popleft())
        if claimed is not None:
            done += 1
            waiting.extendleft(_following(runtime, claimed))
    return done


def _following(runtime: Runtime, claimed: Claim) -> list[int]:
    """Return the jobs that a finished one left and that somebody waits for: done at once, by who is
    warm already.
    """
    kind = FOLLOW_UP_KINDS.get(claimed.kind)
    if kind is None or claimed.record_id is None:
        return []
    try:
        with runtime.database.transaction(is_read_only=True) as session:
            return jobs.waiting_job_ids(session, kind, claimed.record_id)
    except SQLAlchemyError as error:
        if not is_outage(error):
            raise
        return []  # the relay tells of them


def _run_one(runtime: Runtime, job_id: int) -> Claim | None:
    try:
        return _attempt(runtime, job_id)
    except SQLAlchemyError as error:
        if not is_outage(error):
            raise
        _wait_out_outage(runtime, job_id, error)
        return None


def _attempt(runtime: Runtime, job_id: int) -> Claim | None:
    with runtime.database.transaction() as session:
        claimed = jobs.claim(session, runtime.context, job_id, owner=runtime.owner)
        if claimed is not None and claimed.kind in CLOCK_KINDS:
            check_clock(session, runtime.context.clock)
    if claimed is None:
        return None
    try:
        with _heartbeat(runtime, claimed):
            HANDLERS[claimed.kind](runtime, claimed)
    except JobLost:
        log_event("job.lost", level=logging.WARNING, job=claimed.id, kind=claimed.kind)
        return None
    except Exception as error:
        if is_outage(error):
            raise
        _fail(
            runtime, claimed, error
        )  # whatever a record does to a handler is counted, never spread
        return None
    log_event("job.done", level=logging.DEBUG, job=claimed.id, kind=claimed.kind)
    return claimed


def _fail(runtime: Runtime, claimed: Claim, error: Exception) -> None:
    name = type(error).__name__
    log_event(
        "job.failed",
        level=logging.ERROR,
        job=claimed.id,
        kind=claimed.kind,
        attempt=claimed.attempts,
        error=error,
    )
    with contextlib.suppress(JobLost), runtime.database.transaction() as session:
        is_poison = jobs.fail(session, runtime.context, claimed, error=name)
        if is_poison and claimed.run_id is not None:
            runs.record_lost_job(session, runtime.context, claimed.run_id)


def _wait_out_outage(runtime: Runtime, job_id: int, error: SQLAlchemyError) -> None:
    """Wait until the database answers again, then give back what was held: the job failed by no
    fault of its own.
    """
    log_event("job.interrupted", level=logging.WARNING, job=job_id, error=error)
    while not runtime.stopping.has_begun:
        try:
            with runtime.database.transaction() as session:
                job_interruptions.release_after_outage(
                    session, runtime.context, job_id, owner=runtime.owner
                )
            return
        except SQLAlchemyError as second_error:
            if not is_outage(second_error):
                raise
            time.sleep(OUTAGE_POLL_S)


@contextlib.contextmanager
def _heartbeat(runtime: Runtime, claimed: Claim) -> Iterator[None]:
    """Renew the lease while the work goes on, or give it back when the worker stops and the work
    does not end.
    """
    done = threading.Event()
    thread = threading.Thread(
        target=_hold, args=(runtime, claimed, done), name="heartbeat", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _hold(runtime: Runtime, claimed: Claim, done: threading.Event) -> None:
    """Hold a lease until `done`; one that is lost or given back is found out when the work ends."""
    renew_at = time.monotonic() + HEARTBEAT_S
    while not done.wait(POLL_S):
        try:
            if runtime.stopping.has_lasted(FINISH_S):
                with runtime.database.transaction() as session:
                    job_interruptions.release_job(session, claimed)
                log_event(
                    "job.given_back", level=logging.WARNING, job=claimed.id, kind=claimed.kind
                )
                return
            if time.monotonic() >= renew_at:
                renew_at += HEARTBEAT_S
                with runtime.database.transaction() as session:
                    jobs.renew(session, runtime.context, claimed)
        except JobLost:
            return
        except SQLAlchemyError:
            log_event("heartbeat.failed", level=logging.WARNING, job=claimed.id)
