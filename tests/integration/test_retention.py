"""Retention over six years: notifications about reviews, and tombstones of closed records.

Records under a hold are kept.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from core.clock import add_months
from core.codes.data_rights import DataRight
from core.codes.review import MatchState, ReviewCause
from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy.clock_steps import STEP_LIMITS, ClockStep, StepLimit
from core.policy.records.retention import (
    NOTIFICATION_BEFORE_REVIEW_DAYS,
    OVERDUE_AGAIN_DAYS,
    REVIEW_MONTHS,
    REVIEW_NOTIFICATIONS,
    UNSOLVED_CLOSURES,
    ReviewOutcome,
)
from core.policy.roles import Role
from core.policy.sharing.events import EVENT_RULES
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.agencies.user import UserAccount
from models.consent.written_consent import RiskAssessment
from models.matching_runs.match import Match
from models.oversight.alert import Alert
from models.oversight.approval import Approval
from models.oversight.audit import Audit
from models.oversight.decoy import Decoy
from models.records.facts import DataKey, Feature
from models.records.notification import Notification
from models.records.record import Record
from models.records.tombstone import Tombstone
from models.row_security.database_roles import DatabaseRole
from models.search.stored_searches import Search
from services.agencies import accounts, agency_register
from services.agencies.accounts import UserForm
from services.approval_decisions import approval_list
from services.approvals.approval_requests import Decision
from services.data_rights import data_requests, retention, retention_reviews
from services.data_rights.data_requests import DataRequestForm
from services.foundation.actor import Actor
from services.records import register
from tests.factories import CHECKED, FOUND, MISSING, NOW, OTHER, Installation
from tests.integration.records.steps import close, edit
from tests.integration.search_steps import ask
from tests.integration.steps import approval_of, decide

pytestmark = pytest.mark.late

MORNING = timedelta(days=1)
# before the review, after both notifications of it
AFTER_NOTIFICATIONS = timedelta(days=NOTIFICATION_BEFORE_REVIEW_DAYS[1]) - MORNING


def _turn(one: Installation) -> None:
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        retention.run_retention(session, one.context)


def _walk(one: Installation, until: datetime, *, days: int = 5) -> None:
    """Move the clock to a time; run the scheduler after every `days` days."""
    while one.clock.now() < until:
        one.clock.move(min(timedelta(days=days), until - one.clock.now()))
        _turn(one)


def _notifications(one: Installation, record: UUID) -> list[tuple[str, datetime]]:
    with one.database.transaction(is_read_only=True) as session:
        rows = session.execute(
            select(Notification.kind, Notification.created_at)
            .join(Record, Record.id == Notification.record_id)
            .where(Record.public_id == record, Notification.kind.in_(REVIEW_NOTIFICATIONS.values()))
            .order_by(Notification.id)
        )
        return [(row.kind, row.created_at) for row in rows]


def _second_supervisor(one: Installation, agency: str = "DE-JUG") -> Actor:
    with one.database.transaction() as session:
        found = agency_register.find_agency(session, agency)
        form = UserForm(f"second.{agency}", "Second", Role.SUPERVISOR, "")
        user = accounts.add_account(session, one.context, found, form, password_hash="x")
        return accounts.actor_of_user(session, user)


def _propose(one: Installation, actor: Actor, record: UUID, outcome: ReviewOutcome) -> None:
    one.do(actor, retention_reviews.propose_review, record, outcome, reason="looked at")


def test_every_notification_of_a_review_has_a_recipient() -> None:
    assert list(REVIEW_NOTIFICATIONS) == sorted(REVIEW_NOTIFICATIONS, reverse=True) == [120, 15, 0]
    assert set(REVIEW_NOTIFICATIONS.values()) <= EVENT_RULES.keys()


@pytest.mark.late
def test_six_years_of_clock(installation: Installation) -> None:
    police = installation.actor(Role.CASEWORKER, "GR-CPA")
    caseworker = installation.actor(Role.CASEWORKER)
    missing = installation.register(MISSING, police, CHECKED)
    found = installation.register(FOUND, caseworker)
    tracing = installation.register({**OTHER, "kind": "tracing", "record_ref": "T-1"}, caseworker)
    solved = installation.register({**OTHER, "record_ref": "S-1"}, caseworker)
    installation.work()
    installation.clock.move(timedelta(days=10))
    closed_at = installation.clock.now()
    close(installation, installation.actor(Role.SUPERVISOR), solved, "care_elsewhere")

    _walk(installation, add_months(closed_at, 6) - MORNING)
    assert installation.row_of(solved).status == "closed"
    _walk(installation, add_months(closed_at, 6))
    assert installation.row_of(solved).status == "erased"

    due = add_months(NOW, REVIEW_MONTHS["found"])
    assert installation.row_of(found).review_at == due
    _walk(installation, due + timedelta(days=OVERDUE_AGAIN_DAYS) - MORNING)
    kinds = [kind for kind, _ in _notifications(installation, found)]
    assert kinds == ["review_ahead", "review_soon", "review_overdue"]
    for (_, at), days in zip(_notifications(installation, found), (120, 15, 0), strict=True):
        assert timedelta(0) <= at - (due - timedelta(days=days)) < timedelta(days=6)
    assert installation.row_of(found).status == "open"
    _walk(installation, due + timedelta(days=4 * OVERDUE_AGAIN_DAYS))
    again = [kind for kind, _ in _notifications(installation, found)[3:]]
    assert again == ["review_overdue"] * 3  # again after each 30 days, counted from the last one
    first, second = installation.actor(Role.SUPERVISOR), _second_supervisor(installation)
    _propose(installation, first, found, ReviewOutcome.ARCHIVE)
    decide(installation, second, found)
    archived = installation.row_of(found)
    assert (archived.status, archived.closure) == ("closed", "unsolved_archived")
    _walk(installation, add_months(installation.clock.now(), 6))
    assert installation.row_of(found).status == "erased"

    later = add_months(NOW, REVIEW_MONTHS["other"])
    assert installation.row_of(tracing).review_at == later
    _walk(installation, NOW + timedelta(days=6 * 366), days=15)
    assert installation.row_of(tracing).status == "open"  # until two people decide
    child = installation.row_of(missing)
    assert (child.status, child.review_at) == ("open", later)
    kinds = [kind for kind, _ in _notifications(installation, missing)]
    assert kinds[:3] == ["review_ahead", "review_soon", "review_overdue"]
    assert set(kinds[3:]) == {"review_overdue"}
    assert ("sex", "F") in {
        (one.field, one.value)
        for one in installation.do(
            installation.actor(Role.SUPERVISOR, "GR-CPA"), register.read_record, missing
        ).statements
    }
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Feature)) == 2
        assert set(session.scalars(select(Tombstone.public_id))) == {found, solved}
        assert {session.get(DataKey, one) for one in (found, solved)} == {None}
        acts = session.execute(
            select(Audit.action, Audit.role).where(Audit.action.like("%by_clock"))
        ).all()
    assert sorted(map(tuple, acts)) == [("erase_by_clock", "matcher")] * 2


@pytest.mark.parametrize("closure", sorted(UNSOLVED_CLOSURES))
def test_a_missing_report_that_was_closed_unsolved_is_erased_only_by_two_people(
    installation: Installation, closure: str
) -> None:
    # one of the closures needs a person who is an adult
    birth = {"birth_date": "1990-04-02"} if closure == "adult_established" else {}
    caseworker = installation.actor(Role.CASEWORKER, "GR-CPA")
    missing = installation.register({**MISSING, **birth}, caseworker, CHECKED)
    first = installation.actor(Role.SUPERVISOR, "GR-CPA")
    second = _second_supervisor(installation, "GR-CPA")
    close(installation, first, missing, closure)
    _walk(installation, NOW + timedelta(days=4 * 366), days=30)
    assert installation.row_of(missing).status == "closed"
    with pytest.raises(Conflict, match="fit"):
        _propose(installation, first, missing, ReviewOutcome.ARCHIVE)
    _propose(installation, first, missing, ReviewOutcome.ERASE)
    with pytest.raises(Conflict, match="did not decide before"):
        decide(installation, first, missing)
    assert installation.row_of(missing).status == "closed"
    decide(installation, second, missing)
    assert installation.row_of(missing).status == "erased"
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Approval)).all() == []


def test_two_people_extend_a_record_and_are_notified_of_the_next_review(
    installation: Installation,
) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    first, second = installation.actor(Role.SUPERVISOR), _second_supervisor(installation)
    with pytest.raises(Conflict, match="due soon"):
        _propose(installation, first, found, ReviewOutcome.KEEP)
    due = add_months(NOW, 12)
    _walk(installation, due - timedelta(days=100))
    _propose(installation, first, found, ReviewOutcome.KEEP)
    replaced = approval_of(installation, found)
    _propose(installation, second, found, ReviewOutcome.ARCHIVE)
    with pytest.raises(Conflict, match="replaced by another one"):
        installation.do(
            first,
            approval_list.decide_approval,
            replaced,
            Decision(is_approved=True, reason="in order"),
        )
    with pytest.raises(Conflict, match="did not decide before"):
        decide(installation, second, found)
    decide(installation, first, found)
    assert installation.row_of(found).status == "closed"
    other = installation.register(
        {**OTHER, "record_ref": "K-1"}, installation.actor(Role.CASEWORKER)
    )
    registered = installation.clock.now()
    _walk(installation, add_months(registered, REVIEW_MONTHS["found"]) - AFTER_NOTIFICATIONS)
    assert [kind for kind, _ in _notifications(installation, other)] == [
        "review_ahead",
        "review_soon",
    ]
    _propose(installation, first, other, ReviewOutcome.ARCHIVE)
    decide(installation, second, other, is_approved=False)
    assert installation.row_of(other).status == "open"
    assert installation.do(second, retention_reviews.read_review, other).outcome is None
    _propose(installation, first, other, ReviewOutcome.KEEP)
    decided_at = installation.clock.now()
    decide(installation, second, other)
    review_at = installation.row_of(other).review_at
    assert review_at == add_months(decided_at, REVIEW_MONTHS["found"])
    _walk(installation, add_months(decided_at, REVIEW_MONTHS["found"]) - AFTER_NOTIFICATIONS)
    assert [kind for kind, _ in _notifications(installation, other)] == [
        "review_ahead",
        "review_soon",
    ] * 2
    with pytest.raises(InvalidInput, match="reason"):
        installation.do(
            first, retention_reviews.propose_review, other, ReviewOutcome.KEEP, reason=" "
        )
    abroad = installation.actor(Role.SUPERVISOR, "GR-CPA")
    with pytest.raises(NotFound):
        _propose(installation, abroad, other, ReviewOutcome.KEEP)
    _propose(installation, first, other, ReviewOutcome.KEEP)
    with pytest.raises(NotFound):
        decide(installation, abroad, other)


def test_an_archive_needs_what_every_closure_needs(installation: Installation) -> None:
    one, desk = installation, "GR-CPA"
    missing = one.register(MISSING, one.actor(Role.CASEWORKER, desk), CHECKED)
    one.register(FOUND, one.actor(Role.CASEWORKER))
    one.work()
    _walk(one, add_months(NOW, REVIEW_MONTHS["other"]) - AFTER_NOTIFICATIONS, days=2000)
    first, second = one.actor(Role.SUPERVISOR, desk), _second_supervisor(one, desk)
    with one.database.transaction() as session:
        match = session.scalars(select(Match)).one()
        match.state, match.low_review = MatchState.CONFIRMED, ReviewCause.EVIDENCE_CHANGED
        assert match.low == one.row_of(missing).id
    with pytest.raises(Conflict) as refused:
        _propose(one, first, missing, ReviewOutcome.ARCHIVE)
    assert refused.value.refusal is Refusal.REVIEW_IS_NEEDED
    one.change(update(Match).values(low_review=ReviewCause.NONE))
    with pytest.raises(Conflict) as refused:
        _propose(one, first, missing, ReviewOutcome.ARCHIVE)
    assert refused.value.refusal is Refusal.SENTENCE_IS_NOT_APPROVED
    one.change(update(Match).values(state=MatchState.OPEN))
    _propose(one, first, missing, ReviewOutcome.ARCHIVE)
    one.change(update(Match).values(state=MatchState.CONFIRMED))
    with pytest.raises(Conflict) as refused:
        decide(one, second, missing)
    assert refused.value.refusal is Refusal.SENTENCE_IS_NOT_APPROVED
    assert one.row_of(missing).status == "open"


def test_restricted_records_and_those_with_open_requests_are_kept(
    installation: Installation,
) -> None:
    worker, supervisor = installation.actor(Role.CASEWORKER), installation.actor(Role.SUPERVISOR)
    made = [installation.register({**OTHER, "record_ref": f"W-{n}"}, worker) for n in range(2)]
    for record in made:
        close(installation, supervisor, record, "care_elsewhere")
    for record, kind in zip(made, (DataRight.RESTRICT, DataRight.ACCESS), strict=True):
        asking = DataRequestForm(kind, "person", "card seen", installation.clock.now())
        line = installation.do(worker, data_requests.propose_request, record, asking)
        if kind is DataRight.RESTRICT:
            installation.do(
                supervisor, data_requests.decide_request, line.id, refusal=None, reason="in order"
            )
    _walk(installation, NOW + timedelta(days=300), days=30)
    assert [installation.row_of(record).status for record in made] == ["closed", "closed"]
    installation.do(
        supervisor, data_requests.decide_request, line.id, refusal=None, reason="in order"
    )
    _turn(installation)
    assert [installation.row_of(record).status for record in made] == ["closed", "erased"]


def test_a_record_at_risk_is_reviewed_a_year_after_the_assessment(
    installation: Installation,
) -> None:
    missing = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    _turn(installation)
    assert installation.row_of(missing).review_at == add_months(NOW, 36)
    with installation.database.transaction() as session:
        user = session.scalars(select(UserAccount.id)).first()
        record = session.scalars(select(Record).where(Record.public_id == missing)).one()
        session.add(
            RiskAssessment(
                public_id=uuid4(),
                record_id=record.id,
                sealed=b"",
                assessed_by=user,
                assessed_at=NOW,
                act_by=NOW + timedelta(hours=24),
            )
        )
    _turn(installation)
    assert installation.row_of(missing).review_at == add_months(NOW, 12)


PREVENTIVE = {name: MISSING[name] for name in ("full_name", "birth_date", "sex", "relatives")}


def test_an_alert_stated_before_the_registration_is_reviewed_before_its_record(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER, "GR-CPA")
    first = installation.actor(Role.SUPERVISOR, "GR-CPA")
    second = _second_supervisor(installation, "GR-CPA")
    alert = {"kind": "preventive", "sis_category": "32(1)(c)", "sis_decision": "TJ 31/26"}
    row = {**PREVENTIVE, **alert, "record_ref": "P-1", "sis_category@stated_on": "2025-04-02"}
    record = installation.register(row, responsible, CHECKED)
    due = datetime(2026, 4, 2, tzinfo=UTC)  # NOW is eleven months after the category was stated
    assert installation.row_of(record).review_at == due
    _walk(installation, due + MORNING)
    assert [(kind, at <= due) for kind, at in _notifications(installation, record)] == [
        ("review_ahead", True),
        ("review_soon", True),
        ("review_overdue", False),
    ]
    _propose(installation, first, record, ReviewOutcome.KEEP)
    decide(installation, second, record)
    review_at = installation.row_of(record).review_at
    assert review_at == add_months(installation.clock.now(), 12)
    edit(installation, responsible, record, {"description": "Asked at school."})
    assert installation.row_of(record).review_at == review_at  # that review of the alert is over


def test_an_edit_with_an_older_alert_moves_the_review_forward(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER, "GR-CPA")
    missing = installation.register(MISSING, responsible, CHECKED)
    alert = {"sis_category": "32(1)(a)(i)", "sis_category@stated_on": "2022-03-02"}
    edit(installation, responsible, missing, alert)
    assert installation.row_of(missing).review_at == datetime(2027, 3, 2, tzinfo=UTC)
    newer = {"sis_category": "32(1)(a)(i)", "sis_category@stated_on": "2026-03-02"}
    edit(installation, responsible, missing, newer)
    # only two people move it back
    assert installation.row_of(missing).review_at == datetime(2027, 3, 2, tzinfo=UTC)


def test_a_category_of_a_found_person_archives_no_record_early(installation: Installation) -> None:
    alert = {"sis_category": "32(1)(a)(i)", "sis_category@stated_on": "2020-03-02"}
    found = installation.register({**FOUND, **alert}, installation.actor(Role.CASEWORKER))
    assert installation.row_of(found).review_at == add_months(NOW, 12)


def test_a_decoy_has_no_review_notification(
    installation: Installation,
) -> None:
    found, other = (
        installation.register(
            {**OTHER, "record_ref": f"Y-{n}"}, installation.actor(Role.CASEWORKER)
        )
        for n in range(2)
    )
    with installation.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == found)).one()
        session.add(Decoy(record_id=record.id, planted_at=NOW))
    _walk(installation, NOW + timedelta(days=420), days=30)
    assert _notifications(installation, found) == []
    assert _notifications(installation, other) != []


def test_searched_facts_cannot_be_decrypted_after_three_years(installation: Installation) -> None:
    ask(installation, installation.actor(Role.CASEWORKER))

    def has_key() -> bool:
        with installation.database.transaction(is_read_only=True) as session:
            subject = session.scalars(select(Search.public_id)).one()
            return session.get(DataKey, subject) is not None

    installation.clock.move(add_months(NOW, 36) - NOW - MORNING)
    _turn(installation)
    assert has_key()
    installation.clock.move(MORNING)
    _turn(installation)
    assert not has_key()


@pytest.mark.parametrize(
    "role", [Role.CASEWORKER, Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR, Role.SYSTEM]
)
def test_a_review_is_for_those_who_may_extend(installation: Installation, role: Role) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    agency = installation.read_one(select(Agency).where(Agency.code == "DE-JUG"))
    actor = Actor(role, agency.id, agency.kind, agency.state)
    with pytest.raises(Refused):
        _propose(installation, actor, found, ReviewOutcome.KEEP)


def test_only_the_second_person_reads_the_first_decision(
    installation: Installation,
) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER, "DE-JUG"))
    first, second = installation.actor(Role.SUPERVISOR, "DE-JUG"), _second_supervisor(installation)
    assert installation.do(first, retention_reviews.read_review, record).is_near is False
    _walk(installation, installation.row_of(record).review_at - timedelta(days=20))
    _propose(installation, first, record, ReviewOutcome.KEEP)
    own, second_view = (
        installation.do(one, retention_reviews.read_review, record) for one in (first, second)
    )
    assert (own.outcome, own.reason, own.is_own) == (ReviewOutcome.KEEP, "looked at", True)
    assert own.refusal is Refusal.SECOND_PERSON_REVIEWS
    assert (second_view.outcome, second_view.reason, second_view.is_own) == (
        ReviewOutcome.KEEP,
        "looked at",
        False,
    )
    assert second_view.refusal is None
    with pytest.raises(Refused):
        installation.do(
            installation.actor(Role.CASEWORKER, "DE-JUG"), retention_reviews.read_review, record
        )
    with pytest.raises(NotFound):
        installation.do(
            installation.actor(Role.SUPERVISOR, "GR-CPA"), retention_reviews.read_review, record
        )


def test_a_day_erases_a_few_and_alerts_the_auditor_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(STEP_LIMITS, ClockStep.ERASE, StepLimit(2))
    boss = installation.actor(Role.SUPERVISOR)
    for number in range(5):
        record = installation.register(
            {**FOUND, "record_ref": f"F-{number}"}, installation.actor(Role.CASEWORKER)
        )
        close(installation, boss, record, "care_elsewhere")
    installation.clock.moment = add_months(installation.clock.now(), 24 * 12)
    left = []
    for hours in (0, 1, 24, 24):
        installation.clock.move(timedelta(hours=hours))
        _turn(installation)
        with installation.database.transaction(is_read_only=True) as session:
            is_erased = select(func.count()).where(Record.status == "erased")
            left.append((session.scalar(is_erased), session.scalar(select(func.count(Alert.id)))))
    assert left == [(2, 1), (2, 1), (4, 2), (5, 2)]
