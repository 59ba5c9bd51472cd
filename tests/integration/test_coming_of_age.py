"""A found child turns eighteen: the clock notifies the responsible agency, and a person ends the
protection.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from core.errors import InvalidInput
from core.policy.case.closures import LACKING, needs_of
from core.policy.clock_steps import STEP_LIMITS, ClockStep, StepLimit
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.views import View
from models.case.contact import Guardian
from models.case.transfer import Transfer
from models.operations.job import Job, Schedule
from models.oversight.alert import Alert
from models.oversight.audit import Audit
from models.oversight.decoy import Decoy
from models.records.facts import RecordFacts
from models.records.notification import Notification
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.case import consent_form, guardians
from services.consent import coming_of_age, written_consent
from services.records import register
from services.records.closing import closure_facts
from services.review import release
from services.sharing import permissions, visibility
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration import consent_steps
from tests.integration.consent_steps import put_in_force
from tests.integration.consents.looking import decide_adulthood, state_of
from tests.integration.records.steps import edit
from tests.integration.running import plan_due
from tests.integration.steps import notified_records

pytestmark = pytest.mark.late

START = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
# Stated birth -> the first day on which the person is certainly of age.
BIRTHS: dict[str, tuple[dict[str, str], date]] = {
    "certain": ({"birth_date": "2008-07-10"}, date(2026, 7, 10)),
    "august": ({"birth_date": "2008-08"}, date(2026, 8, 31)),
    "month": ({"birth_date": "2008-07"}, date(2026, 7, 31)),
    "year": ({"birth_date": "2008"}, date(2026, 12, 31)),
}


def _walk(one: Installation, until: date) -> None:
    """Move the clock to a morning; run scheduler and worker on each of the last three days."""
    one.clock.move(max(timedelta(), timedelta(days=(until - one.clock.now().date()).days - 3)))
    while one.clock.now().date() < until:
        one.clock.move(timedelta(days=1))
        _turn(one)


def _turn(one: Installation) -> None:
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        coming_of_age.plan_checks(session, one.context)
    one.pass_deadlines()


def _notifications(one: Installation, record: UUID) -> list[tuple[int, date]]:
    with one.database.transaction(is_read_only=True) as session:
        query = select(Notification.agency_id, Notification.created_at).join(
            Record, Record.id == Notification.record_id
        )
        rows = session.execute(
            query.where(Record.public_id == record, Notification.kind == "came_of_age")
        )
        return [(row.agency_id, row.created_at.date()) for row in rows]


def _sees(one: Installation, record: UUID, role: Role, agency: str) -> View:
    with one.database.transaction(is_read_only=True) as session:
        visible = visibility.visible_records(
            session, one.actor(role, agency), now=one.clock.now(), public_ids=[record]
        )
        return visible[0].view if visible else View.NONE


@pytest.fixture
def one(installation: Installation) -> Installation:
    installation.clock.move(START - installation.clock.now())
    return installation


@pytest.mark.parametrize("known", ["certain", "month", "year"])
def test_on_the_latest_possible_birthday_the_responsible_is_notified_and_a_person_ends_sharing(
    one: Installation, known: str
) -> None:
    birth, day = BIRTHS[known]
    responsible = one.actor(Role.SUPERVISOR)
    child = one.register({**FOUND, **birth}, responsible)
    _walk(one, day - timedelta(days=1))
    assert _notifications(one, child) == []
    assert _sees(one, child, Role.LIAISON_OFFICER, "GR-POL") is View.LINK
    _walk(one, day + timedelta(days=2))
    assert _notifications(one, child) == [(responsible.agency_id, day)]
    assert _sees(one, child, Role.LIAISON_OFFICER, "GR-POL") is View.LINK
    decide_adulthood(one, child)
    assert _notifications(one, child) == [(responsible.agency_id, day)]
    assert _sees(one, child, Role.LIAISON_OFFICER, "GR-POL") is View.NONE
    assert _sees(one, child, Role.SUPERVISOR, "DE-JUG") is View.FULL
    assert notified_records(one, responsible, "came_of_age") == [child]


def test_no_notification_of_unknown_births_adults_missing_reports_and_decoys(
    one: Installation,
) -> None:
    responsible = one.actor(Role.SUPERVISOR)
    without_birth = {name: value for name, value in FOUND.items() if name != "birth_date"}
    unknown = one.register({**without_birth, "record_ref": "F-2"}, responsible)
    adult = one.register({**FOUND, "birth_date": "2008-02-29", "record_ref": "F-3"}, responsible)
    decoy = one.register({**FOUND, "birth_date": "2008-07-10", "record_ref": "F-4"}, responsible)
    police = one.actor(Role.LIAISON_OFFICER, "GR-POL")
    missing = one.register({**MISSING, "birth_date": "2008-07-10"}, police, CHECKED)
    with one.database.transaction() as session:
        record_id = session.scalars(select(Record.id).where(Record.public_id == decoy)).one()
        session.add(Decoy(record_id=record_id, planted_at=one.clock.now()))
    _walk(one, date(2026, 7, 14))
    assert [_notifications(one, each) for each in (unknown, adult, decoy, missing)] == [
        [],
        [],
        [],
        [],
    ]
    assert _sees(one, unknown, Role.LIAISON_OFFICER, "GR-POL") is View.LINK
    assert _sees(one, missing, Role.SUPERVISOR, "DE-JUG") is View.IDENTITY


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_daily_check_is_divided_into_slices_without_gaps(
    one: Installation, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(coming_of_age, "SLICE_SIZE", size)
    monkeypatch.setattr(coming_of_age, "BATCH_SIZE", 2)
    responsible = one.actor(Role.SUPERVISOR)
    children = [
        one.register(
            {**FOUND, "birth_date": "2008-07-10", "record_ref": f"F-{number}"}, responsible
        )
        for number in range(6)
    ]
    _walk(one, date(2026, 7, 12))
    assert [_notifications(one, child) for child in children] == [
        [(responsible.agency_id, date(2026, 7, 10))]
    ] * 6
    with one.database.transaction(is_read_only=True) as session:
        last = session.scalar(select(func.max(Record.id))) or 0
        shards = session.scalars(
            select(Job.shard).where(Job.kind == "coming_of_age").order_by(Job.id)
        ).all()
    assert shards == [*range(last // size + 1)] * 3


def test_a_record_that_cannot_be_read_holds_up_no_other(one: Installation) -> None:
    responsible = one.actor(Role.SUPERVISOR)
    torn = one.register({**FOUND, "birth_date": "2008-07-10", "record_ref": "F-2"}, responsible)
    child = one.register({**FOUND, "birth_date": "2008-07-10"}, responsible)
    record_id = one.read_one(select(Record.id).where(Record.public_id == torn))
    one.change(update(RecordFacts).where(RecordFacts.record_id == record_id).values(sealed=b"torn"))
    _walk(one, date(2026, 7, 10))
    assert (_notifications(one, torn), len(_notifications(one, child))) == ([], 1)


FORM = dataclasses.replace(consent_steps.FORM, scopes=frozenset({"identity", "place"}))
OWN = dataclasses.replace(FORM, giver="person", appointment=None)


def _permitted(one: Installation, child: UUID) -> frozenset[str]:
    with one.database.transaction(is_read_only=True) as session:
        record = session.scalars(select(Record).where(Record.public_id == child)).one()
        statements = register.open_statements(
            session, one.context, [(record, frozenset(FieldClass))]
        )[record.id]
        ages = consent_form.ages_in(statements, "found")
        return permissions.permitted_scopes(session, one.context, record, state="GR", ages=ages)


@pytest.mark.parametrize("known", ["certain", "august"])
def test_a_guardians_consent_ends_at_the_earliest_birthday_and_the_appointment_at_the_latest(
    one: Installation, known: str
) -> None:
    birth, latest = BIRTHS[known]
    earliest = date(2026, 7, 10) if known == "certain" else date(2026, 8, 1)
    child = one.register({**FOUND, **birth}, one.actor(Role.CASEWORKER))
    appointed = guardians.GuardianForm("Marlene Vogt", "court", START, "F 12/26")
    guardian, _ = one.do(one.actor(Role.SUPERVISOR), guardians.store_appointment, child, appointed)
    given = put_in_force(one, child, FORM)
    assert _permitted(one, child) == {"identity", "place"}
    _walk(one, earliest - timedelta(days=1))
    assert (state_of(one, given), _permitted(one, child)) == ("active", {"identity", "place"})
    _walk(one, earliest)
    # the clock only stops releases on a guardian's consent; a person ends the consent
    assert (state_of(one, given), _permitted(one, child)) == ("active", frozenset())
    _walk(one, max(earliest, latest - timedelta(days=1)))
    decide_adulthood(one, child)
    assert (state_of(one, given), _permitted(one, child)) == ("aged_out", frozenset())
    assert _ended(one, guardian) == (known == "certain")
    _walk(one, latest + timedelta(days=1))
    assert _ended(one, guardian)
    assert _notifications(one, child) == [(one.actor(Role.SUPERVISOR).agency_id, latest)]
    assert _sees(one, child, Role.LIAISON_OFFICER, "GR-POL") is View.NONE
    with pytest.raises(InvalidInput, match="may be of age"):
        one.do(one.actor(Role.CASEWORKER), written_consent.record_consent, child, FORM)
    put_in_force(one, child, OWN)
    assert _permitted(one, child) == {"identity", "place"}
    assert _sees(one, child, Role.LIAISON_OFFICER, "GR-POL") is View.LINK


def _ended(one: Installation, guardian: UUID) -> bool:
    return one.read_one(select(Guardian.ended_at).where(Guardian.public_id == guardian)) is not None


@pytest.mark.both
@pytest.mark.parametrize("is_decided_before", [True, False])
def test_no_clock_ends_the_rules_of_a_child_by_itself(
    one: Installation, *, is_decided_before: bool
) -> None:
    responsible = one.actor(Role.SUPERVISOR)
    child = one.register({**FOUND, "birth_date": "2008-07-10"}, one.actor(Role.CASEWORKER))
    appointed = guardians.GuardianForm("Marlene Vogt", "court", START, "F 12/26")
    guardian, _ = one.do(responsible, guardians.store_appointment, child, appointed)
    _walk(one, date(2026, 7, 5))
    if is_decided_before:
        decide_adulthood(one, child)
        assert _rules(one, child, guardian) == CHILD_RULES
    _walk(one, date(2026, 7, 11))
    if not is_decided_before:
        assert _rules(one, child, guardian) == CHILD_RULES
        # an edit of something else does not end them either
        edit(one, one.actor(Role.CASEWORKER), child, {"description": "Likes music"})
        _walk(one, date(2026, 12, 24))
        assert _rules(one, child, guardian) == CHILD_RULES
        assert _count_overdue(one, child)
        decide_adulthood(one, child)
    assert _rules(one, child, guardian) == ADULT_RULES


# shared with police abroad, guardian appointed, child rules of release, guards of a return abroad
CHILD_RULES = (View.LINK, True, True, {"closure_needs_best_interests", "closure_needs_risk"})
ADULT_RULES = (View.NONE, False, False, {"closure_needs_risk"})


def _rules(one: Installation, child: UUID, guardian: UUID) -> tuple[View, bool, bool, set[str]]:
    """Return what protects a child that was located."""
    with one.database.transaction(is_read_only=True) as session:
        record = session.scalars(select(Record).where(Record.public_id == child)).one()
        is_child = release.release_state(session, one.context, record).is_child
        held, has_child_guards = closure_facts.held_facts(session, one.context, record)
    needs = needs_of("returned_to_origin", is_child=has_child_guards)
    lacking = {LACKING[fact].code for fact in needs if fact not in held}
    return (
        _sees(one, child, Role.LIAISON_OFFICER, "GR-POL"),
        not _ended(one, guardian),
        is_child,
        lacking - {"closure_needs_located"},
    )


def _count_overdue(one: Installation, child: UUID) -> int:
    """Count the notifications to the responsible agency that the task is overdue."""
    with one.database.transaction(is_read_only=True) as session:
        query = (
            select(func.count())
            .select_from(Notification)
            .join(Record, Record.id == Notification.record_id)
        )
        kinds = Notification.kind.in_(("deadline_passed", "overdue"))
        return session.scalar(query.where(Record.public_id == child, kinds)) or 0


def test_the_offer_of_a_child_found_by_police_ends_when_they_come_of_age(
    one: Installation,
) -> None:
    child = one.register(
        {**FOUND, "birth_date": "2008-07-02"}, one.actor(Role.LIAISON_OFFICER, "GR-POL")
    )
    assert _sees(one, child, Role.SUPERVISOR, "GR-CPA") is View.LINK
    _walk(one, date(2026, 7, 2))
    assert _sees(one, child, Role.SUPERVISOR, "GR-CPA") is View.LINK
    decide_adulthood(one, child, "GR-POL")
    assert _sees(one, child, Role.SUPERVISOR, "GR-CPA") is View.NONE
    assert one.read_all(select(Transfer.status)) == ["withdrawn"]
    assert one.read_one(select(Record.hand_over_due_at).where(Record.public_id == child)) is None


def test_the_look_is_planned_once_a_day_by_the_scheduler(one: Installation) -> None:
    def planned() -> int:
        with one.database.transaction() as session:
            session.execute(
                update(Schedule)
                .where(Schedule.kind == "coming_of_age")
                .values(next_at=one.clock.now())
            )
            plan_due(session, one.context)
        return len(one.read_all(select(Job.id).where(Job.kind == "coming_of_age")))

    # the first call only creates the schedule
    assert [planned(), planned(), planned()] == [
        0,
        1,
        1,
    ]
    one.clock.move(timedelta(hours=15, minutes=59))
    assert planned() == 1
    one.clock.move(timedelta(minutes=1))  # midnight, local time
    assert planned() == 2


def test_the_decrypted_birth_date_is_stored_nowhere_else(one: Installation) -> None:
    child = one.register({**FOUND, "birth_date": "2008-07-10"}, one.actor(Role.SUPERVISOR))
    _walk(one, date(2026, 7, 10))
    noted = one.read_all(select(Audit).where(Audit.action == "came_of_age"))
    assert [(row.subject, row.user_id) for row in noted] == [(child, None)]


def test_more_than_some_at_once_alert_the_auditor_and_wait_for_the_next_day(
    one: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in (ClockStep.COME_OF_AGE, ClockStep.OPEN_PLAN):
        monkeypatch.setitem(STEP_LIMITS, step, StepLimit(2))
    monkeypatch.setattr(coming_of_age, "SLICE_SIZE", 1)  # each record has a job of its own
    worker = one.actor(Role.CASEWORKER)
    facts, day = BIRTHS["certain"]
    children = [one.register({**FOUND, **facts, "record_ref": f"C-{n}"}, worker) for n in range(3)]
    _walk(one, day)
    assert [bool(_notifications(one, child)) for child in children].count(True) == 2
    # of the plans four months ahead, and of the birthdays
    assert one.read_all(select(Alert.kind)) == ["many_reviews_due", "many_reviews_due"]
    one.clock.move(timedelta(days=1))
    _turn(one)
    assert all(_notifications(one, child) for child in children)
