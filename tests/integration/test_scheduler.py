"""Steps of the scheduler: recurring work and deadlines do not depend on broker or matching."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import InvalidInput
from core.policy.roles import Role
from models.operations.job import Job, Schedule
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation.context import Context
from services.operations import schedule
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.running import plan_due
from workers.runtime import Runtime
from workers.scheduler import run_deadline_jobs, start_due_work


@pytest.fixture
def runtime(installation: Installation) -> Runtime:
    """The runtime of the installation's scheduler."""
    made = Runtime(installation.context.settings)
    worker = Database(installation.app.url, door=DatabaseRole.WORKER)
    made.__dict__.update(context=installation.context, database=worker)
    return made


def _states(installation: Installation) -> dict[str, str]:
    return {job.kind: job.state for job in installation.read_all(select(Job))}


@pytest.mark.both
def test_deadlines_are_looked_at_while_matching_waits(
    installation: Installation, runtime: Runtime
) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    start_due_work(runtime)
    installation.clock.move(timedelta(minutes=5))
    start_due_work(runtime)
    run_deadline_jobs(runtime)
    states = _states(installation)
    assert (states["match"], states["deadlines"]) == ("queued", "done")
    runtime.database.dispose()


def _broken(_session: Session, _context: Context) -> None:
    raise InvalidInput("schedule", "broken")


def test_a_kind_that_fails_holds_up_no_other(
    installation: Installation, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_due_work(runtime)
    installation.clock.move(timedelta(minutes=5))
    kinds = dict(schedule.SCHEDULES)
    monkeypatch.setitem(schedule.SCHEDULES, "referral", schedule.Plan(5, _broken))
    assert list(kinds).index("referral") < list(kinds).index("deadlines")
    start_due_work(runtime)
    assert _states(installation)["deadlines"] == "queued"
    runtime.database.dispose()


def test_a_next_time_that_a_wrong_clock_set_is_brought_back(installation: Installation) -> None:
    installation.clock.move(timedelta(days=200))
    with installation.database.transaction() as session:
        plan_due(session, installation.context)
    installation.clock.move(timedelta(days=-200))
    with installation.database.transaction() as session:
        plan_due(session, installation.context)
        for row in session.scalars(select(Schedule)):
            period = timedelta(minutes=row.every_minutes)
            assert row.next_at == installation.clock.now() + period
