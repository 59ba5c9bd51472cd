"""Run jobs by id: claim, renew the lease, call the handler, handle failures and interruptions."""

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
from core.logs import log_event, within_request
from core.tracing import job_span
from models.sql.connection_errors import is_outage
from services.foundation import jobs
from services.foundation.jobs import HEARTBEAT_S, Claim
from services.matching_runs import runs
from services.operations import job_interruptions
from services.operations.store_check import check_clock
from workers.handlers import HANDLERS, match_records
from workers.runtime import Runtime
from workers.shutdown import FINISH_S, POLL_S

OUTAGE_POLL_S = 0.5
# Kinds that change records because time has passed. They never run with a wrong clock.
CLOCK_KINDS = jobs.DEADLINE_KINDS | {JobKind.THIN}
# kind -> kind of the follow-up job, which would otherwise wait for the relay behind other jobs
FOLLOW_UP_KINDS: dict[str, str] = {JobKind.MATCH: JobKind.NOTIFY}


def run_jobs(
    runtime: Runtime, job_ids: Sequence[int], *, has_registered_first: bool = False
) -> int:
    """Run the given jobs that are not done yet, and return how many jobs this process did.

    With `has_registered_first`, before each job also run the waiting jobs of records that a person
    registered, because a queue of the broker has no priorities. Follow-up jobs run at once. A
    worker that is stopping starts no further job; the relay publishes the rest again.
    """
    done = 0
    first, waiting = deque[int](), deque(job_ids)
    tried: set[int] = set()
    while (first or waiting) and not runtime.stopping.has_begun:
        if not first and has_registered_first:
            first.extend(_registered_jobs(runtime, tried))
        job_id = first.popleft() if first else waiting.popleft()
        finished = _run_one(runtime, job_id)
        done += len(finished)
        for claimed in reversed(finished):
            queue = first if claimed.priority == jobs.REGISTERED else waiting
            queue.extendleft(reversed(_following(runtime, claimed)))
    return done


def _registered_jobs(runtime: Runtime, tried: set[int]) -> list[int]:
    """Return a list with the oldest waiting job of a record that a person registered.

    The list is empty without such a job, during an outage of the database, and if the id is in
    `tried`. Otherwise the id is added to `tried`.
    """
    with _outage_ignored():
        with runtime.database.transaction(is_read_only=True) as session:
            job_id = jobs.registered_job(session, runtime.context)
        if job_id is None or job_id in tried:
            return []
        tried.add(job_id)
        return [job_id]
    return []  # an outage; `_run_one` waits until the database answers


def _following(runtime: Runtime, claimed: Claim) -> list[int]:
    """Return the ids of the follow-up jobs of a finished job; empty during an outage.

    They run at once in this process, which has its caches filled.
    """
    kind = FOLLOW_UP_KINDS.get(claimed.kind)
    if kind is None or claimed.record_id is None:
        return []
    with _outage_ignored(), runtime.database.transaction(is_read_only=True) as session:
        return jobs.waiting_job_ids(session, kind, claimed.record_id)
    return []  # an outage; the relay publishes them


def _run_one(runtime: Runtime, job_id: int) -> list[Claim]:
    """Run a job, and bulk matching jobs like it together with it; return those that were done."""
    batch: list[Claim] = []
    try:
        batch = _claim(runtime, job_id)
        return _run_batch(runtime, batch)
    except SQLAlchemyError as error:
        if not is_outage(error):
            raise
        _wait_out_outage(runtime, [claimed.id for claimed in batch] or [job_id], error)
        return []


def _claim(runtime: Runtime, job_id: int) -> list[Claim]:
    with runtime.database.transaction() as session:
        claimed = jobs.claim(session, runtime.context, job_id, owner=runtime.owner)
        if claimed is None:
            return []
        if claimed.kind in CLOCK_KINDS:
            check_clock(session, runtime.context.clock)
        return [claimed, *jobs.claim_bulk(session, runtime.context, claimed)]


def _run_batch(runtime: Runtime, batch: Sequence[Claim]) -> list[Claim]:
    """Run claimed jobs together. If one fails, run each on its own, so that only that one fails."""
    if len(batch) > 1:
        try:
            with _heartbeat(runtime, batch), job_span(batch[0].kind):
                match_records(runtime, batch)
        except Exception as error:
            if is_outage(error):
                raise
            log_event("job.batch_failed", level=logging.WARNING, job=batch[0].id, error=error)
        else:
            return _done(batch)
    done = list[Claim]()
    for claimed in batch:
        with within_request(claimed.request_id):
            done += _attempt(runtime, claimed)
    return done


def _attempt(runtime: Runtime, claimed: Claim) -> list[Claim]:
    try:
        with _heartbeat(runtime, [claimed]), job_span(claimed.kind):
            HANDLERS[claimed.kind](runtime, claimed)
    except JobLost:
        log_event("job.lost", level=logging.WARNING, job=claimed.id, kind=claimed.kind)
        return []
    except Exception as error:
        if is_outage(error):
            raise
        # any error of a handler is counted for its job and does not stop the worker
        _fail(runtime, claimed, error)
        return []
    return _done([claimed])


def _done(batch: Sequence[Claim]) -> list[Claim]:
    for claimed in batch:
        log_event("job.done", level=logging.DEBUG, job=claimed.id, kind=claimed.kind)
    return list(batch)


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
        if is_poison and claimed.matching_run_id is not None:
            runs.record_lost_job(session, runtime.context, claimed.matching_run_id)


def _wait_out_outage(runtime: Runtime, job_ids: Sequence[int], error: SQLAlchemyError) -> None:
    """Wait until the database answers again, then release the jobs.

    The attempt is not counted as a failure.
    """
    log_event("job.interrupted", level=logging.WARNING, job=job_ids[0], error=error)
    while not runtime.stopping.has_begun:
        with _outage_ignored():
            with runtime.database.transaction() as session:
                for job_id in job_ids:
                    job_interruptions.release_after_outage(
                        session, runtime.context, job_id, owner=runtime.owner
                    )
            return
        time.sleep(OUTAGE_POLL_S)


@contextlib.contextmanager
def _outage_ignored() -> Iterator[None]:
    """Leave the context without an error if the database does not answer."""
    try:
        yield
    except SQLAlchemyError as error:
        if not is_outage(error):
            raise


@contextlib.contextmanager
def _heartbeat(runtime: Runtime, batch: Sequence[Claim]) -> Iterator[None]:
    """Renew the leases of jobs during the work.

    If the worker stops and the work does not end, release the jobs.
    """
    done = threading.Event()
    thread = threading.Thread(
        target=_hold, args=(runtime, batch, done), name="heartbeat", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _hold(runtime: Runtime, batch: Sequence[Claim], done: threading.Event) -> None:
    """Renew leases until `done` is set.

    Release the jobs if the worker has been stopping for `FINISH_S`. A lost lease ends the function
    without an error; the job finds it when its work ends.
    """
    renew_at = time.monotonic() + HEARTBEAT_S
    while not done.wait(POLL_S):
        try:
            if runtime.stopping.has_lasted(FINISH_S):
                with runtime.database.transaction() as session:
                    for claimed in batch:
                        job_interruptions.release_job(session, claimed)
                log_event(
                    "job.given_back", level=logging.WARNING, job=batch[0].id, kind=batch[0].kind
                )
                return
            if time.monotonic() >= renew_at:
                renew_at += HEARTBEAT_S
                with runtime.database.transaction() as session:
                    for claimed in batch:
                        jobs.renew(session, runtime.context, claimed)
        except JobLost:
            return
        except SQLAlchemyError:
            log_event("heartbeat.failed", level=logging.WARNING, job=batch[0].id)
