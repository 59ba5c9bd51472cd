"""Each row of the table of deadlines: it opens, ends by its fact or act, and notifies its
responsible agency and then the supervisors when it is overdue.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.codes.case import DeadlineEnd, DeadlineKind
from core.codes.notifications import NotificationKind
from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy.case.deadlines import (
    CASE_DEADLINES,
    DEADLINES,
    DeadlineFact,
    DeadlineStart,
    hours_of,
    rules_from,
)
from core.policy.roles import Role
from core.policy.sharing.disclosure import ESCALATE_AFTER_HOURS
from core.refusals import Refusal
from matching import parse_row
from models.case.deadline import CaseDeadline
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.agencies import system_tokens
from services.case import deadlines, episodes, record_deadlines
from services.case.care import missing_from_care, reopening
from services.case.care.missing_from_care import MissingFromCareForm
from services.case.record_deadlines import RecordDeadline
from services.consent import coming_of_age
from services.foundation.facts.age_range import AgeRange
from tests import factories
from tests.factories import FOUND, NOW, Installation
from tests.integration import case_facts
from tests.integration.case_facts import DEADLINE_FACTS, DESK, report, silent_child
from tests.integration.records.steps import close, edit
from tests.integration.steps import decide

pytestmark = pytest.mark.both
REPORTED = rules_from(DeadlineStart.REPORTED)


def _rows(one: Installation, record: UUID) -> dict[str, CaseDeadline]:
    """Return the newest row of each kind of a record."""
    with one.database.transaction(is_read_only=True) as session:
        rows = session.scalars(
            select(CaseDeadline)
            .join(Record, Record.id == CaseDeadline.record_id)
            .where(Record.public_id == record)
            .order_by(CaseDeadline.id)
        )
        return {row.kind: row for row in rows}


def _list(one: Installation, record: UUID, role: Role = Role.SUPERVISOR) -> list[RecordDeadline]:
    return one.do(one.actor(role, DESK), record_deadlines.list_of_record, record)


def _escalate(one: Installation) -> None:
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        deadlines.escalate_overdue(session, one.context)


def _overdue_notifications(one: Installation, role: Role, record: UUID) -> list[str]:
    """Return the notifications about overdue deadlines of a record, oldest first."""
    shown = one.notifications(one.actor(role, DESK))
    kinds = (NotificationKind.DEADLINE_PASSED, NotificationKind.OVERDUE)
    return [kind for kind, about in reversed(shown) if kind in kinds and about == record]


def _left(one: Installation, reference: str) -> UUID:
    """Return the report of a child missing from care and was located since."""
    desk = one.actor(Role.CASEWORKER, DESK)
    child = one.register({**FOUND, "record_ref": reference}, desk)
    left = MissingFromCareForm(NOW - timedelta(hours=1), record_ref=f"{reference}-left")
    made = one.do(desk, missing_from_care.report_missing_from_care, child, left)
    one.do(desk, episodes.record_step, child, episodes.NewEpisode("located", NOW, {}))
    return made.report


def _withdrawn(one: Installation, reference: str) -> UUID:
    """Return the report of a child missing from care, which a second person refused.

    The police of the state were sent it.
    """
    desk = one.actor(Role.CASEWORKER, DESK)
    child = one.register({**FOUND, "record_ref": reference}, desk)
    left = MissingFromCareForm(NOW - timedelta(hours=1), record_ref=f"{reference}-withdrawn")
    made = one.do(desk, missing_from_care.report_missing_from_care, child, left)
    decide(one, one.actor(Role.SUPERVISOR, DESK), made.report, is_approved=False)
    return made.report


def _started(one: Installation) -> dict[DeadlineKind, UUID]:
    """Return for each deadline of single records a record for which it runs."""
    record = report(one, "R-1")
    DEADLINE_FACTS[DeadlineFact.TRAFFICKING_PRESUMED](one, record, DESK)
    found = dict.fromkeys(REPORTED, record)
    desk = one.actor(Role.CASEWORKER, DESK)
    child = one.register({**FOUND, "record_ref": "F-gone"}, desk)
    for days in (3, 2, 1):
        left = MissingFromCareForm(NOW - timedelta(days=days), record_ref=f"F-gone-{days}")
        one.do(desk, missing_from_care.report_missing_from_care, child, left)
        back = episodes.Return(NOW - timedelta(days=days - 0.5), "care_elsewhere", {})
        one.do(desk, episodes.record_return, child, back)
    found[DeadlineKind.REPEAT_CONFERENCE] = found[DeadlineKind.RETURN_INTERVIEW] = child
    away = _left(one, "F-away")
    found[DeadlineKind.SUPERVISOR_CALL] = found[DeadlineKind.CONSULTATION] = away
    found[DeadlineKind.DELETION_CALL] = _withdrawn(one, "F-refused")
    found[DeadlineKind.SHARING_QUESTIONS] = silent_child(one, "F-silent")
    born = "2008-07-20"  # of age in July: four months ahead is March
    nearly = one.register({**FOUND, "record_ref": "F-17", "birth_date": born}, desk)
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        coming_of_age.plan_checks(session, one.context)
    one.work()
    return found | {DeadlineKind.ADULTHOOD_PLAN: nearly}


def test_every_deadline_opens_with_its_hours_and_for_no_other_agency(
    installation: Installation,
) -> None:
    started = _started(installation)
    assert started.keys() == CASE_DEADLINES
    for kind, record in started.items():
        row = _rows(installation, record)[kind]
        hours = timedelta(hours=hours_of(DEADLINES[kind]))
        assert (row.met_at, row.due_at - row.started_at) == (None, hours), kind
    bare = _rows(installation, report(installation, "R-bare"))
    assert bare.keys() == {kind for kind, rule in REPORTED.items() if rule.opened_by is None}
    adult = report(installation, "R-adult", birth_date=case_facts.ADULT_BIRTH)
    assert set(_rows(installation, adult)) == {
        kind
        for kind, rule in REPORTED.items()
        if rule.opened_by is None and not rule.is_of_children
    }
    stranger = installation.actor(Role.SUPERVISOR, "FR-116")
    with pytest.raises(NotFound):
        installation.do(stranger, record_deadlines.list_of_record, started[DeadlineKind.PHOTO])
    assert installation.do(stranger, record_deadlines.list_running) == []
    listed = installation.do(installation.actor(Role.AUDITOR), record_deadlines.list_running)
    assert not CASE_DEADLINES & {one.kind for one in listed}


REGISTER = {
    DeadlineStart.REPORTED: report,
    DeadlineStart.MISSING_FROM_CARE: _left,
    DeadlineStart.WITHDRAWN: _withdrawn,
    DeadlineStart.LOCATED: _left,
    DeadlineStart.FOUND: silent_child,
}


def test_every_fact_ends_its_deadline_without_a_click(installation: Installation) -> None:
    ended_by = {fact: kind for kind, rule in DEADLINES.items() for fact in rule.fulfilled_by}
    wrong = {}
    for fact, kind in ended_by.items():
        record = REGISTER[DEADLINES[kind].start](installation, f"R-{fact}")
        if rule_opens := DEADLINES[kind].opened_by:
            DEADLINE_FACTS[rule_opens](installation, record, DESK)
        before = _rows(installation, record)[kind].met_at
        DEADLINE_FACTS[fact](installation, record, DESK)
        after = _rows(installation, record)[kind]
        if (before, after.ended_by, after.user_id) != (None, DeadlineEnd.FACT, None):
            wrong[fact] = (before, after.ended_by, after.user_id)
    assert wrong == {}


def test_what_a_report_holds_at_its_registration_is_never_due(installation: Installation) -> None:
    police = installation.actor(Role.CASEWORKER, "GR-POL")
    held = {"clothing": "red anorak", "phones": ["own:+93 70 123 4567"], "recipients": ["FR"]}
    record = installation.register({**case_facts.BARE, **held}, police)
    ended = {kind for kind, row in _rows(installation, record).items() if row.met_at}
    assert ended == {"police_report", "clothing", "phone", "likely_states"}
    own_state = installation.register(
        {**case_facts.BARE, "record_ref": "R-own", "recipients": ["GR"]}, police
    )
    assert _rows(installation, own_state)["likely_states"].met_at is None
    relatives = {"phones": ["relative:+93 70 123 4567"], "relatives": ["mother:Golchehra"]}
    other = installation.register({**case_facts.BARE, "record_ref": "R-2", **relatives}, police)
    rows = _rows(installation, other)
    assert (rows["phone"].met_at, rows["siblings"].met_at) == (None, None)


def test_an_overdue_deadline_notifies_its_responsible_and_then_the_supervisors(
    installation: Installation,
) -> None:
    one, started = installation, _started(installation)
    moments: dict[DeadlineKind, list[datetime]] = {}
    for kind, record in started.items():
        due = _rows(one, record)[kind].due_at
        wait = ESCALATE_AFTER_HOURS["urgent" if hours_of(DEADLINES[kind]) <= 1 else "ordinary"]
        moments[kind] = [due - timedelta(minutes=1), due, due + timedelta(hours=wait)]
    states: dict[datetime, dict[DeadlineKind, tuple[bool, int]]] = {}
    for moment in sorted({moment for each in moments.values() for moment in each}):
        one.clock.moment = moment
        _escalate(one)
        rows = {record: _rows(one, record) for record in set(started.values())}
        states[moment] = {
            kind: (rows[record][kind].role_notified_at is not None, rows[record][kind].level)
            for kind, record in started.items()
        }
    states_by_kind = {kind: [states[moment][kind] for moment in moments[kind]] for kind in started}
    by_role = {
        Role.CASEWORKER: [(False, 0), (True, 0), (True, 1)],
        Role.SUPERVISOR: [(False, 0), (False, 1), (False, 1)],
    }
    expected = {kind: by_role[DEADLINES[kind].role] for kind in started}
    expected[DeadlineKind.POLICE_REPORT] = [(False, 0)] * 3  # a task of the list only
    assert states_by_kind == expected


def test_the_responsible_hears_first_and_the_supervisors_an_hour_later(
    installation: Installation,
) -> None:
    one, record = installation, report(installation, "R-1")
    _escalate(one)  # the police report is due at once, and the form has asked for it
    assert _overdue_notifications(one, Role.CASEWORKER, record) == []
    assert _list(one, record)[0].kind == DeadlineKind.POLICE_REPORT
    one.clock.move(timedelta(hours=1))
    _escalate(one)  # four are due: one notification
    assert _overdue_notifications(one, Role.CASEWORKER, record) == ["deadline_passed"]
    one.clock.move(timedelta(hours=1))
    _escalate(one)
    assert _overdue_notifications(one, Role.SUPERVISOR, record) == ["deadline_passed", "overdue"]
    for desk in ("DE-JUG", "GR-POL"):
        assert one.notifications(one.actor(Role.SUPERVISOR, desk)) == []


def test_hours_of_a_report_from_a_file_count_from_its_event_and_old_ones_give_no_notification(
    installation: Installation,
) -> None:
    one = installation
    live = report(one, "R-live")
    with one.database.transaction() as session:
        token = factories.software_token(session, one.context, DESK)
        software = system_tokens.resolve_token(session, one.context, token)
    days = {"R-old": NOW - timedelta(days=200), "R-fresh": NOW - timedelta(days=2)}
    old, fresh = (
        one.register({**case_facts.BARE, "record_ref": ref, "event_date": f"{day:%F}"}, software)
        for ref, day in days.items()
    )
    rows = _rows(one, old)
    over = {kind for kind, row in rows.items() if row.due_at <= NOW}
    assert over == set(rows)
    assert {kind: row.escalate_at for kind, row in rows.items() if row.escalate_at} == {}
    assert rows["police_report"].due_at == NOW
    rows = _rows(one, fresh)
    assert rows["review_72_hours"].escalate_at == rows["review_72_hours"].due_at > NOW
    assert rows["photo"].escalate_at is None
    one.clock.move(timedelta(hours=3))
    _escalate(one)
    _escalate(one)
    for record in (old, fresh):
        assert _overdue_notifications(one, Role.SUPERVISOR, record) == []
    listed = one.do(one.actor(Role.SUPERVISOR, DESK), record_deadlines.list_running)
    places = {(view.record, view.kind): place for place, view in enumerate(listed)}
    assert places[live, "photo"] < places[fresh, "photo"]
    assert places[live, "review_90_days"] < places[old, "photo"]
    # the import has asked for it: reports from a file hide no task of a live report
    assert places[live, "review_90_days"] < places[old, "police_report"]
    paged: list[UUID] = []
    while page := one.do(
        one.actor(Role.SUPERVISOR, DESK),
        record_deadlines.list_running,
        after=listed[len(paged) - 1].position if paged else 0,
        limit=5,
    ):
        paged += [view.id for view in page]
    assert paged == [view.id for view in listed]


def test_the_report_to_the_police_ends_its_deadline_by_an_answer_in_the_form_or_later(
    installation: Installation,
) -> None:
    one = installation
    answered = report(one, "R-1", police_report="2026-02-28:Police of Athens:A-77")
    assert _rows(one, answered)["police_report"].ended_by == DeadlineEnd.FACT
    unanswered = report(one, "R-2")
    row = _rows(one, unanswered)["police_report"]
    assert (row.met_at, row.due_at, row.escalate_at) == (None, one.clock.now(), None)
    desk = one.actor(Role.CASEWORKER, DESK)
    edit(one, desk, unanswered, {"police_report": "2026-03-01"})
    assert _rows(one, unanswered)["police_report"].ended_by == DeadlineEnd.FACT
    unread = report(one, "R-3", police_report="by telephone")
    assert _rows(one, unread)["police_report"].met_at is None


def _end(one: Installation, role: Role, deadline: UUID, end: str, note: str = "") -> None:
    one.do(one.actor(role, DESK), record_deadlines.end_deadline, deadline, end=end, note=note)


def test_every_deadline_ends_by_an_act_of_its_responsible_or_names_why_not(
    installation: Installation,
) -> None:
    one, started = installation, _started(installation)
    for kind, record in started.items():
        rule, row = DEADLINES[kind], _rows(one, record)[kind]
        if rule.role is Role.SUPERVISOR:
            with pytest.raises(Refused) as refused:
                _end(one, Role.CASEWORKER, row.public_id, "act")
            assert refused.value.refusal is Refusal.DEADLINE_IS_A_SUPERVISORS, kind
        if not rule.may_be_impossible:
            _refused(one, row, Refusal.DEADLINE_IS_POSSIBLE, "not_possible", "none")
        if not rule.is_ended_by_act:
            _refused(one, row, Refusal.DEADLINE_ENDS_BY_FACT, "act")
        ends = [end for end in ("act", "not_possible") if _may(rule, end)]
        assert [list(view.ends) for view in _list(one, record) if view.id == row.public_id] == [
            ends
        ]
        if not ends:
            continue
        _end(one, rule.role, row.public_id, ends[-1], "as agreed")
        ended = _rows(one, record)[kind]
        assert (ended.ended_by, ended.met_at) == (ends[-1], one.clock.now())
        assert ended.user_id is not None
        (view,) = (view for view in _list(one, record) if view.id == row.public_id)
        assert (view.note, view.user) == ("as agreed", ended.user_id)
        _refused(one, row, Refusal.DEADLINE_HAS_ENDED, ends[-1], "again")


def _may(rule: object, end: str) -> bool:
    flag = "is_ended_by_act" if end == "act" else "may_be_impossible"
    return bool(getattr(rule, flag))


def _refused(
    one: Installation, row: CaseDeadline, refusal: Refusal, end: str, note: str = ""
) -> None:
    with pytest.raises(Conflict) as refused:
        _end(one, Role.SUPERVISOR, row.public_id, end, note)
    assert refused.value.refusal is refusal, row.kind


def test_an_end_needs_its_words_and_an_own_deadline(installation: Installation) -> None:
    row = _rows(installation, report(installation, "R-1"))["photo"]
    with pytest.raises(InvalidInput):
        _end(installation, Role.SUPERVISOR, row.public_id, "not_possible", " ")
    for end in ("fact", "lapsed", "done"):
        with pytest.raises(InvalidInput):
            _end(installation, Role.SUPERVISOR, row.public_id, end)
    for desk in ("FR-116", "GR-POL"):
        with pytest.raises(NotFound):
            installation.do(
                installation.actor(Role.SUPERVISOR, desk),
                record_deadlines.end_deadline,
                row.public_id,
                end="not_possible",
                note="none",
            )


def test_the_deadlines_of_a_search_end_with_it_and_begin_again_with_the_next(
    installation: Installation,
) -> None:
    one, record = installation, report(installation, "R-1")
    boss = one.actor(Role.SUPERVISOR, DESK)
    for times in (1, 2):
        version = one.row_of(record).version
        close(one, boss, record, "withdrawn", "x")
        rows = _rows(one, record)
        assert {row.ended_by for row in rows.values()} == {DeadlineEnd.LAPSED}
        one.do(boss, reopening.reopen_record, record, expected_version=version, reason="seen again")
        rows = _rows(one, record)
        assert rows["photo"].met_at is None
        assert ("repeat_conference" in rows) is (times == 2)


def test_a_return_leaves_an_interview_that_outlives_the_closed_report(
    installation: Installation,
) -> None:
    one, record = installation, report(installation, "R-1")
    desk, boss = one.actor(Role.CASEWORKER, DESK), one.actor(Role.SUPERVISOR, DESK)
    one.do(desk, episodes.record_return, record, episodes.Return(NOW, "care_elsewhere", {}))
    close(one, boss, record, "care_elsewhere", "home")
    running = [kind for kind, row in _rows(one, record).items() if row.met_at is None]
    assert running == ["return_interview"]
    assert [one.kind for one in one.do(desk, record_deadlines.list_running)] == running


def test_a_report_of_a_child_that_missing_from_care_has_the_photo_and_guardian_of_its_found_record(
    installation: Installation,
) -> None:
    one, desk = installation, installation.actor(Role.CASEWORKER, DESK)
    child = one.register(FOUND, desk)
    for fact in (DeadlineFact.PHOTO_HELD, DeadlineFact.GUARDIAN_APPOINTED):
        DEADLINE_FACTS[fact](one, child, DESK)
    left = one.do(desk, missing_from_care.report_missing_from_care, child, MissingFromCareForm(NOW))
    rows = _rows(one, left.report)
    assert {kind for kind in ("photo", "guardian") if rows[kind].ended_by == "fact"} == {
        "photo",
        "guardian",
    }
    assert rows["risk_assessment"].met_at is None
    DEADLINE_FACTS[DeadlineFact.RISK_ASSESSED](one, child, DESK)
    assert _rows(one, left.report)["risk_assessment"].ended_by == "fact"


@pytest.mark.parametrize(
    ("born", "today", "is_open"),
    [
        ("2008-07-01", (2026, 3, 1), True),
        ("2008-07-31", (2026, 3, 1), True),
        ("2008-08-01", (2026, 3, 31), False),
        ("2008-08-01", (2026, 4, 1), True),
        ("2008", (2026, 7, 31), False),  # born until 31 December
        ("2008", (2026, 8, 1), True),
        ("1990-04-02", (2026, 3, 1), False),
    ],
)
def test_a_task_opens_four_months_before_the_latest_18th_birthday_on_the_first_of_a_month(
    born: str, today: Sequence[int], *, is_open: bool
) -> None:
    births = parse_row({"record_ref": "x", "kind": "found", "birth_date": born}).person.births
    age = AgeRange(min(one.first for one in births), max(one.last for one in births))
    year, month, day = today
    assert coming_of_age._is_nearly_adult(age, datetime(year, month, day, tzinfo=UTC)) is is_open
