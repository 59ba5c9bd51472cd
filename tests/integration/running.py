"""Helpers for tests of background work: start runs, register people, make jobs fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.policy.roles import Role
from models.operations.job import Job
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import jobs
from services.foundation.context import Context
from services.foundation.jobs import MAX_ATTEMPTS, Claim
from services.matching_runs import runs
from services.matching_runs.runs import MatchingRunProgress
from services.operations import schedule
from tests.factories import FOUND, OTHER, Installation
from workers.execution import run_jobs
from workers.handlers import HANDLERS
from workers.runtime import Runtime


def start(one: Installation, kind: str = "crossmatch") -> UUID:
    with one.database.transaction() as session:
        return runs.start_matching_run(session, one.context, schedule.SCHEDULER, kind=kind)


def crossmatch(one: Installation) -> None:
    """Compare all records with all others."""
    start(one)
    one.work()


def plan_due(session: Session, context: Context) -> list[str]:
    """Start every kind that is due (see `schedule.start_if_due`); return the started kinds."""
    return [kind for kind in schedule.SCHEDULES if schedule.start_if_due(session, context, kind)]


def progress(one: Installation, matching_run_id: UUID) -> MatchingRunProgress:
    with one.database.transaction(is_read_only=True) as session:
        return runs.matching_run_progress(session, one.context, schedule.SCHEDULER, matching_run_id)


def register_people(one: Installation, count: int = 6) -> list[int]:
    """Register people and match each at once; return their record ids."""
    for number in range(count):
        one.register({**FOUND, "record_ref": f"R-{number}"}, one.actor(Role.CASEWORKER))
    one.work()
    return one.read_all(select(Record.id).order_by(Record.id))


def register_alternately(one: Installation, count: int) -> list[int]:
    """Register two people in turn without matching; return the ids of all records."""
    actor = one.actor(Role.CASEWORKER)
    for number in range(count):
        one.register({**(FOUND, OTHER)[number % 2], "record_ref": f"A-{number}"}, actor)
    return one.read_all(select(Record.id).order_by(Record.id))


def runtime_of(one: Installation) -> Runtime:
    runtime = Runtime(one.context.settings)
    runtime.__dict__.update(
        context=one.context, database=Database(one.app.url, door=DatabaseRole.WORKER)
    )
    return runtime


def owner_runtime_of(one: Installation) -> Runtime:
    """Return a worker's runtime that connects as the tables' owner."""
    runtime = Runtime(one.context.settings)
    runtime.__dict__.update(context=one.context, database=one.database)
    return runtime


def job_of(one: Installation, job_id: int) -> Job:
    with one.database.transaction(is_read_only=True) as session:
        return session.get_one(Job, job_id)


def finish(runtime: Runtime, claimed: Claim) -> None:
    """A job handler that only marks the job as done."""
    with runtime.database.transaction() as session:
        jobs.finish(session, runtime.context, claimed)


def jobs_of(one: Installation, kind: str) -> Sequence[Job]:
    return one.read_all(select(Job).where(Job.kind == kind).order_by(Job.id))


def put(one: Installation, table: Any, record_id: int, **values: object) -> None:
    key = Record.id if table is Record else table.record_id
    one.change(update(table).where(key == record_id).values(**values))


def do(one: Installation, kind: str, count: int = 1) -> None:
    """Run the given number of queued jobs of a kind, as a worker does."""
    runtime = runtime_of(one)
    run_jobs(runtime, [job.id for job in jobs_of(one, kind) if job.state == "queued"][:count])
    runtime.database.dispose()


def poison(
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    is_poison: Callable[[Claim], bool],
) -> Callable[[], None]:
    """Let jobs of a kind fail until they are quarantined; return a function that repairs the
    handler.
    """
    real = HANDLERS[kind]

    def handler(runtime: Runtime, claimed: Claim) -> None:
        if is_poison(claimed):
            raise RuntimeError("poison")
        real(runtime, claimed)

    monkeypatch.setitem(HANDLERS, kind, handler)
    runtime = runtime_of(installation)
    for _ in range(MAX_ATTEMPTS + 1):
        run_jobs(runtime, [job.id for job in jobs_of(installation, kind) if job.state == "queued"])
        installation.clock.move(timedelta(seconds=30))
    runtime.database.dispose()
    return lambda: monkeypatch.setitem(HANDLERS, kind, real)
