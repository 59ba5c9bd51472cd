"""Runs job ids one after the other: claim, heartbeat, handler, and what becomes of a failure."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator, Sequence

from sqlalchemy.exc import SQLAlchemyError

from core.errors import JobLost
from core.logs import event
from services import jobs, runs
from services.jobs import HEARTBEAT_S, Claim
from workers.handlers import HANDLERS
from workers.runtime import Runtime


def run_jobs(runtime: Runtime, job_ids: Sequence[int]) -> int:
    """Do these jobs as far as they are still to be done; return how many this process did."""
    return sum(_run_one(runtime, job_id) for job_id in job_ids)


def _run_one(runtime: Runtime, job_id: int) -> bool:
    with runtime.database.transaction() as session:
        claimed = jobs.claim(session, runtime.context, job_id, owner=runtime.owner)
    if claimed is None:
        return False
    try:
        with _heartbeat(runtime, claimed):
            HANDLERS[claimed.kind](runtime, claimed)
    except JobLost:
        event("job.lost", level=logging.WARNING, job=claimed.id, kind=claimed.kind)
        return False
    except Exception as error:  # noqa: BLE001 - whatever a record does to a handler is counted, never spread
        _fail(runtime, claimed, error)
        return False
    event("job.done", level=logging.DEBUG, job=claimed.id, kind=claimed.kind)
    return True


def _fail(runtime: Runtime, claimed: Claim, error: Exception) -> None:
    name = type(error).__name__
    event("job.failed", level=logging.ERROR, job=claimed.id, kind=claimed.kind, attempt=claimed.attempts, error=error)
    with contextlib.suppress(JobLost), runtime.database.transaction() as session:
        is_poison = jobs.fail(session, runtime.context, claimed, error=name)
        if is_poison and claimed.run_id is not None:
            runs.fail(session, runtime.context, claimed.run_id)


@contextlib.contextmanager
def _heartbeat(runtime: Runtime, claimed: Claim) -> Iterator[None]:
    """Renew the lease every three seconds while the work goes on; a lost lease is found out at the end."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(HEARTBEAT_S):
            try:
                with runtime.database.transaction() as session:
                    jobs.renew(session, runtime.context, claimed)
            except JobLost:
                return
            except SQLAlchemyError:
                event("heartbeat.failed", level=logging.WARNING, job=claimed.id)

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
