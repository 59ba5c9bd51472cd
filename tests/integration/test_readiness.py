from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from core.policy.roles import Role
from models.operations.job import Job
from models.oversight.audit import Audit
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import checkpoints
from services.operations.readiness import (
    OLDEST_JOB_S,
    SCHEDULE_LATE_S,
    Readiness,
    Work,
    readiness,
    work,
)
from services.oversight import audit_verification
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.running import plan_due


def _word(installation: Installation) -> Readiness:
    return readiness(installation.app, installation.context)


def _timely(installation: Installation) -> Work:
    return work(installation.app, installation.context)


def _wait(installation: Installation, kind: str = "match") -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.change(update(Job).values(kind=kind))
    installation.clock.move(timedelta(seconds=OLDEST_JOB_S + 1))


def test_an_installation_at_work_is_ready(installation: Installation) -> None:
    assert _word(installation) is Readiness.READY


def test_a_record_that_waits_over_two_minutes_is_late_and_one_that_was_matched_is_not(
    installation: Installation,
) -> None:
    _wait(installation)
    assert _timely(installation) is Work.MATCHING_LATE
    installation.work()
    assert _timely(installation) is Work.ON_TIME


def test_late_work_does_not_keep_a_process_from_serving(installation: Installation) -> None:
    _wait(installation)
    assert _word(installation) is Readiness.READY


def test_background_work_may_wait_as_long_as_it_takes(installation: Installation) -> None:
    _wait(installation, kind="shard")
    assert _timely(installation) is Work.ON_TIME


def test_recurring_work_without_a_scheduler_is_reported_as_late(
    installation: Installation,
) -> None:
    with installation.database.transaction() as session:
        plan_due(session, installation.context)
    _wait(installation)
    installation.clock.move(timedelta(minutes=5))
    assert _timely(installation) is Work.MATCHING_LATE
    installation.clock.move(timedelta(seconds=SCHEDULE_LATE_S))
    assert _timely(installation) is Work.SCHEDULE_LATE
    with installation.database.transaction() as session:
        plan_due(session, installation.context)
    assert _timely(installation) is Work.MATCHING_LATE


def test_tables_of_another_version_are_named(installation: Installation) -> None:
    installation.change(text("UPDATE alembic_version SET version_num = '0000'"))
    assert _word(installation) is Readiness.OTHER_VERSION


def test_a_audit_log_that_takes_no_row_is_worse_than_being_late(installation: Installation) -> None:
    _wait(installation)
    installation.refuse_rows("audit")
    assert _word(installation) is Readiness.AUDIT_UNAVAILABLE


def test_a_database_that_does_not_answer_is_named(installation: Installation) -> None:
    gone = Database("postgresql://nobody@127.0.0.1:1/nowhere", door=DatabaseRole.SIGN_IN)
    assert readiness(gone, installation.context) is Readiness.DATABASE_UNAVAILABLE
    assert work(gone, installation.context) is Work.DATABASE_UNAVAILABLE
    gone.dispose()


def test_readiness_checks_are_not_audited(installation: Installation) -> None:
    before = installation.read_all(select(Audit.id).order_by(Audit.id))
    for _ in range(3):
        assert _word(installation) is Readiness.READY
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    with installation.database.transaction(is_read_only=True) as session:
        after = session.scalars(select(Audit.id).order_by(Audit.id)).all()
        _, findings = audit_verification.walk_rows(
            session,
            installation.context.keys,
            installation.context.settings.root / checkpoints.CHECKPOINTS,
            now=installation.clock.now(),
        )
    assert after == [*before, before[-1] + 1]  # no number was drawn from the sequence
    assert findings == []


@pytest.mark.parametrize("word", [*Readiness, *Work])
def test_a_word_says_no_number(word: Readiness | Work) -> None:
    assert word.value.replace("_", "").isalpha()
