"""Steps of the clock: one limit a day for each, with one alert; none while the clock is doubted."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.clock import add_months
from core.policy.clock_steps import IDLE_DAYS, STEP_LIMITS, ClockStep, StepLimit
from core.policy.exchange import FILE_KEPT_DAYS
from core.policy.records.retention import SEARCH_MONTHS
from core.policy.roles import Role
from models.consent.written_consent import Consent
from models.imports.import_batch import ImportBatch, ImportFile
from models.oversight.alert import Alert
from models.records.draft import Draft
from models.records.facts import DataKey
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.agencies.accounts import INSTALLER
from services.foundation import clock_steps
from services.imports import files
from services.operations import store_check
from services.operations.metrics import take_snapshot
from services.records.intake import drafts
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.consent_steps import put_in_force
from tests.integration.consents.looking import register_found
from tests.integration.records.steps import close
from tests.integration.search_steps import ask
from tests.integration.test_retention import _turn
from tests.integration.test_store_check import Skewed, check

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for step, limit in list(STEP_LIMITS.items()):
        monkeypatch.setitem(STEP_LIMITS, step, StepLimit(2, limit.is_destructive))


def _count(one: Installation, *where: object) -> int:
    with one.database.transaction(is_read_only=True) as session:
        return session.scalar(select(func.count()).where(*where)) or 0  # type: ignore[arg-type]


def _alerts(one: Installation) -> list[str]:
    return one.read_all(select(Alert.kind).order_by(Alert.id))


def _accept(one: Installation) -> None:
    with one.database.transaction(door=DatabaseRole.OFFICE) as session:
        store_check.accept_clock(session, one.context, INSTALLER)


@pytest.mark.both
def test_consents_expire_up_to_the_limit_of_a_day(installation: Installation) -> None:
    for number in range(3):
        record = register_found(
            installation, record_ref=f"C-{number}", birth_date=f"201{number}-05-02"
        )
        put_in_force(installation, record)
    installation.clock.move(366 * DAY)
    left = []
    for _ in range(2):
        installation.pass_deadlines()
        left.append(_count(installation, Consent.state == "active"))
    assert (left, _alerts(installation)) == ([1, 1], ["many_reviews_due"])
    installation.clock.move(DAY)
    installation.pass_deadlines()
    assert _count(installation, Consent.state == "active") == 0


@pytest.mark.both
def test_searches_are_forgotten_up_to_the_limit_of_a_day(installation: Installation) -> None:
    for _ in range(3):
        ask(installation, installation.actor(Role.CASEWORKER))
    installation.clock.moment = add_months(installation.clock.now(), SEARCH_MONTHS)
    left = []
    for _ in range(2):
        _turn(installation)
        left.append(_count(installation, DataKey.scope == "search"))
    assert (left, _alerts(installation)) == ([1, 1], ["many_reviews_due"])
    installation.clock.move(DAY)
    _turn(installation)
    assert _count(installation, DataKey.scope == "search") == 0


@pytest.mark.both
def test_files_are_deleted_up_to_the_limit_of_a_day(installation: Installation) -> None:
    data = b"record_ref,kind,full_name\nA-1,found,Zahra Husaini\n"
    for _ in range(3):
        installation.do(
            installation.actor(Role.CASEWORKER), files.upload_file, data=data, form="csv"
        )
    installation.clock.move(timedelta(days=FILE_KEPT_DAYS + 1))
    left = []
    for _ in range(2):
        _turn(installation)
        left.append(_count(installation, ImportFile.batch_id > 0))
    assert (left, _alerts(installation)) == ([1, 1], ["many_reviews_due"])
    installation.clock.move(DAY)
    _turn(installation)
    assert _count(installation, ImportFile.batch_id > 0) == 0
    assert _count(installation, ImportBatch.id > 0) == 3


@pytest.mark.both
def test_drafts_are_deleted_up_to_the_limit_of_a_day(installation: Installation) -> None:
    for kind in ("found", "missing", "tracing"):
        installation.do(
            installation.actor(Role.CASEWORKER), drafts.save_draft, kind, [("sex", "F")]
        )
    installation.clock.move(2 * DAY)
    left = []
    for _ in range(2):
        _turn(installation)
        left.append(
            (_count(installation, Draft.id > 0), _count(installation, DataKey.scope == "draft"))
        )
    assert (left, _alerts(installation)) == ([(1, 1), (1, 1)], ["many_reviews_due"])
    installation.clock.move(DAY)
    _turn(installation)
    assert _count(installation, DataKey.scope == "draft") == 0


@pytest.mark.both
def test_a_clock_that_is_ahead_erases_nothing_until_it_is_accepted(
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # as on one machine: PostgreSQL's clock is ahead by the same time
    monkeypatch.setattr(store_check, "difference", lambda *_: timedelta())
    installation.clock.moment = datetime.now(UTC)
    _accept(installation)  # the first entries of the fixture are older
    closed = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    close(installation, installation.actor(Role.SUPERVISOR), closed, "care_elsewhere")
    put_in_force(installation, register_found(installation, record_ref="C-1"))
    check(installation, clock=Skewed(timedelta(days=IDLE_DAYS - 1)))
    assert _alerts(installation) == ["clock_confirmed"]
    ahead = Skewed(timedelta(days=380))  # before the found child would be archived
    for _ in range(2):
        check(installation, clock=ahead)  # as each process does at its start
    assert _alerts(installation) == ["clock_confirmed", "clock_unconfirmed"]
    installation.clock.moment = ahead.now()
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    for _ in range(2):
        _turn(installation)
        installation.pass_deadlines()
        assert installation.row_of(closed).status == "closed"
        assert _count(installation, Consent.state == "active") == 1
    _accept(installation)
    assert _alerts(installation) == ["clock_confirmed", "clock_unconfirmed", "clock_confirmed"]
    check(installation, clock=ahead)
    _turn(installation)
    installation.pass_deadlines()
    assert installation.row_of(closed).status == "erased"
    assert _count(installation, Consent.state == "active") == 0
    assert _count(installation, Record.status == "open") == 2


def test_the_table_of_steps_is_total_and_as_agreed() -> None:
    assert STEP_LIMITS.keys() == set(ClockStep)
    assert {step for step, limit in STEP_LIMITS.items() if not limit.is_destructive} == {
        ClockStep.OPEN_PLAN
    }


@pytest.mark.both
def test_a_gap_between_two_rows_holds_a_step_although_newer_rows_follow(
    installation: Installation,
) -> None:
    installation.clock.moment = datetime.now(UTC)
    _accept(installation)  # the first entries of the fixture are older
    ahead = Skewed(timedelta(days=200))
    installation.clock.moment = ahead.now()
    for number in range(3):  # written before any process compared its clock
        installation.register(
            FOUND | {"record_ref": f"N-{number}"}, installation.actor(Role.CASEWORKER)
        )
    context = dataclasses.replace(installation.context, clock=ahead)

    def erasures() -> int:
        with installation.app.transaction(door=DatabaseRole.WORKER) as session:
            return clock_steps.permitted(session, context, ClockStep.ERASE, 1)

    def seen() -> tuple[bool, int]:
        with installation.app.transaction(door=DatabaseRole.WORKER) as session:
            snapshot = take_snapshot(session, context)
        return snapshot.is_clock_unconfirmed, snapshot.clock_steps[ClockStep.ERASE]

    assert [erasures() for _ in range(2)] == [0, 0]
    assert (_alerts(installation), seen()) == (["clock_confirmed", "clock_unconfirmed"], (True, 0))
    installation.register(
        FOUND | {"record_ref": "N-9"}, installation.actor(Role.CASEWORKER)
    )  # does not lift it
    assert erasures() == 0
    _accept(installation)
    assert (erasures(), erasures(), erasures()) == (1, 1, 0)  # the limit of a day
    assert seen() == (False, 2)
