"""The record of a found child stays with its responsible agency until a person answered three
questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.codes.case import DeadlineEnd, DeadlineKind
from core.codes.notifications import NotificationKind
from core.errors import Conflict, InvalidInput, NotFound
from core.policy.actions import TokenScope
from core.policy.roles import Role
from core.policy.sharing.views import STATE_DEFAULTS, View
from core.refusals import Refusal
from models.case.deadline import CaseDeadline
from models.records.notification import Notification
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.case import deadlines, record_deadlines
from services.foundation.actor import Actor
from services.records import register
from services.records.intake import preparation
from services.records.intake.preparation import Declaration
from tests.factories import ANSWERED, CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api import conftest
from tests.integration.matches.steps import list_matches
from tests.integration.records.steps import edit, read
from tests.integration.search_steps import ask

pytestmark = pytest.mark.both
sign_in = conftest.sign_in
SignIn = Callable[..., TestClient]
UNANSWERED: dict[str, Any] = {
    name: value for name, value in FOUND.items() if name not in ("nationalities", *ANSWERED)
}
OTHER_DESK, OTHER_OFFICER = (Role.CASEWORKER, "GR-CPA"), (Role.LIAISON_OFFICER, "GR-POL")


def _register(one: Installation, answers: Mapping[str, Any] = {}, **changes: Any) -> UUID:
    return one.register({**UNANSWERED, **answers, **changes}, one.actor(Role.CASEWORKER))


def _answer(one: Installation, record: UUID, **changes: Any) -> register.RecordView:
    return edit(one, one.actor(Role.CASEWORKER), record, changes)


def _sees(one: Installation, record: UUID, who: tuple[Role, str] = OTHER_DESK) -> View:
    try:
        return read(one, one.actor(*who), record).view
    except NotFound:
        return View.NONE


def _channels(one: Installation, record: UUID, sign_in: SignIn) -> set[str]:
    """Return the channels by which agencies of another state learn of a found child."""
    report = one.register(
        {**MISSING, "record_ref": f"M-{record}"}, one.actor(*OTHER_OFFICER), CHECKED
    )
    one.work()
    learned = {
        f"view of {who[1]}" for who in (OTHER_DESK, OTHER_OFFICER) if _sees(one, record, who)
    }
    officer = one.actor(*OTHER_OFFICER)
    if any(
        record == match.other.id for match in list_matches(one, officer) if match.own.id == report
    ):
        learned.add("match")
    with one.database.transaction(is_read_only=True) as session:
        notifications = session.scalars(
            select(Notification.kind).where(Notification.agency_id != one.row_of(record).agency_id)
        )
        learned |= {f"notification {kind}" for kind in notifications}
    facts = {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10", "sex": "F"}
    answer = ask(one, officer, facts)
    if any(found.record.id == record for found in answer.found):
        learned.add("search")
    twin = {**FOUND, "record_ref": f"T-{record}", "legal_basis": "gdpr_6_1_e_9_2_g"}
    sent = sign_in(*OTHER_DESK).post("/v1/records", json=twin)
    assert sent.status_code == 201, sent.text
    if sent.json()["call"]:
        learned.add("warning")
    return learned


def test_no_other_agency_learns_of_a_nameless_child_by_any_channel_before_the_answers(
    installation: Installation, sign_in: SignIn
) -> None:
    record = _register(installation)
    assert installation.row_of(record).has_basis
    assert _channels(installation, record, sign_in) == set()


def test_answers_at_registration_open_the_record_at_link_by_every_channel(
    installation: Installation, sign_in: SignIn
) -> None:
    record = _register(installation, {**ANSWERED, "nationalities": ["AF"]})
    assert _channels(installation, record, sign_in) == {
        "view of GR-CPA",
        "view of GR-POL",
        "match",
        f"notification {NotificationKind.CANDIDATE}",
        "search",
        "warning",
    }


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("trafficking_status", "none", "no_indicators"),
        ("trafficking_status", "maybe", "no_indicators"),
        ("dangers", ["an uncle"], "person"),
        ("nationality_known", "n/a", "documented"),
    ],
)
def test_an_answer_that_is_no_code_is_refused_with_the_codes(
    installation: Installation, sign_in: SignIn, column: str, value: Any, code: str
) -> None:
    desk = sign_in(Role.CASEWORKER)
    row = {**UNANSWERED, **KNOWN, column: value, "legal_basis": "gdpr_6_1_e_9_2_g"}
    refused = desk.post("/v1/records", json=row)
    assert refused.status_code == 422, refused.text
    assert f'"{column}"' in refused.text
    assert code in refused.text
    record = _register(installation)
    changed = desk.patch(
        f"/v1/records/{record}",
        json={"changes": {column: value}},
        headers={"If-Match": '"1"'},
    )
    assert (changed.status_code, code in changed.text) == (422, True)
    assert _sees(installation, record) is View.NONE


def test_only_the_responsible_learns_of_a_match_and_opens_the_record_by_answering(
    installation: Installation,
) -> None:
    one, record = installation, _register(installation)
    report = one.register(MISSING, one.actor(*OTHER_OFFICER), CHECKED)
    one.work()
    assert [match.other.id for match in list_matches(one, one.actor(Role.CASEWORKER))] == [report]
    assert list_matches(one, one.actor(*OTHER_OFFICER)) == []
    _answer(one, record, **ANSWERED, nationality_known="unknown")
    one.work()
    assert _sees(one, record) is View.LINK
    assert [match.other.id for match in list_matches(one, one.actor(*OTHER_OFFICER))] == [record]
    told = select(Notification.kind).join(Record, Record.id == Notification.record_id)
    assert one.read_all(told.where(Record.public_id == report)) == ["candidate"]


KNOWN = {**ANSWERED, "nationality_known": "unknown"}


def test_a_record_opens_only_if_danger_or_nationality_is_known(
    installation: Installation,
) -> None:
    cases: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
        ({}, ("danger", "trafficking", "nationality")),
        (ANSWERED, ("nationality",)),
        ({**KNOWN, "dangers": ["unknown"]}, ("danger", "nationality")),
        (KNOWN, ()),
    )
    for number, (answers, questions) in enumerate(cases):
        record = _register(installation, answers, record_ref=f"F-{number}")
        own = read(installation, installation.actor(Role.CASEWORKER), record)
        assert own.open_questions == questions
        assert _sees(installation, record) is (View.NONE if questions else View.LINK)


def test_questions_stay_with_the_responsible_and_concern_found_children_with_a_basis_only(
    installation: Installation,
) -> None:
    one, worker = installation, installation.actor(Role.CASEWORKER)
    shared = _register(one, {**ANSWERED, "nationalities": ["AF"]})
    assert read(one, one.actor(*OTHER_DESK), shared).open_questions == ()
    others: tuple[tuple[dict[str, Any], Any], ...] = (
        ({"birth_date": "1990-01-01"}, LAWFUL),
        ({"trafficking_status": "possible"}, LAWFUL),
        ({"kind": "missing"}, LAWFUL),
        ({}, Declaration(None, "unverified", "no")),
    )
    for number, (changes, declaration) in enumerate(others):
        row = {**UNANSWERED, "record_ref": f"Q-{number}", **changes}
        assert read(one, worker, one.register(row, worker, declaration)).open_questions == ()


def test_the_responsible_cannot_open_a_record_by_sharing_without_answers(
    installation: Installation,
) -> None:
    record = _register(installation, sharing="link", recipients=["GR"])
    assert _sees(installation, record) is View.NONE


def _deadline(one: Installation, record: UUID) -> CaseDeadline | None:
    with one.database.transaction(is_read_only=True) as session:
        query = select(CaseDeadline).join(Record, Record.id == CaseDeadline.record_id)
        return session.scalars(
            query.where(
                Record.public_id == record, CaseDeadline.kind == DeadlineKind.SHARING_QUESTIONS
            )
        ).one_or_none()


def _notifications(one: Installation, actor: Actor) -> list[str]:
    agency = select(Notification.kind).where(Notification.agency_id == actor.agency_id)
    return one.read_all(agency.order_by(Notification.id))


def test_what_is_not_known_on_both_questions_returns_as_a_task_after_24_hours(
    installation: Installation,
) -> None:
    one, worker = installation, installation.actor(Role.CASEWORKER)
    record = _register(one, {**KNOWN, "dangers": ["unknown"]})
    row = _deadline(one, record)
    assert row is not None
    assert (row.due_at - row.started_at, row.met_at) == (timedelta(hours=24), None)
    for hours, told in ((23, []), (1, [NotificationKind.DEADLINE_PASSED])):
        one.clock.move(timedelta(hours=hours))
        with one.app.transaction(door=DatabaseRole.WORKER) as session:
            deadlines.escalate_overdue(session, one.context)
        assert _notifications(one, worker) == told
    listed = one.do(worker, record_deadlines.list_running)
    assert [(task.record, task.kind) for task in listed] == [(record, "sharing_questions")]
    _answer(one, record, dangers=["state:TR"])
    ended = _deadline(one, record)
    assert ended is not None
    assert (ended.met_at, ended.ended_by) == (one.clock.now(), DeadlineEnd.FACT)
    assert _sees(one, record) is View.LINK


def test_a_task_starts_for_silent_records_only_also_after_an_edit(
    installation: Installation,
) -> None:
    assert _deadline(installation, _register(installation)) is not None
    answered = _register(installation, {**KNOWN}, record_ref="F-2")
    assert _deadline(installation, answered) is None
    _answer(installation, answered, dangers=[])
    assert _deadline(installation, answered) is not None
    assert _sees(installation, answered) is View.NONE


def test_a_state_named_as_danger_is_kept_out_like_a_state_of_nationality(
    installation: Installation,
) -> None:
    one = installation
    record = _register(one, {**KNOWN, "dangers": ["state:GR", "person:FR:the uncle"]})
    assert _sees(one, record) is View.NONE
    assert _sees(one, record, OTHER_OFFICER) is View.NONE
    assert _sees(one, record, (Role.CASEWORKER, "FR-116")) is View.NONE
    assert _sees(one, record, (Role.CASEWORKER, "CH-CPA")) is View.LINK
    with pytest.raises(Conflict) as refused:
        _answer(one, record, dangers=["none"])
    assert refused.value.refusal is Refusal.LIFTS_PROTECTION_BAR
    report = one.register({**MISSING, "dangers": ["state:FR"]}, one.actor(*OTHER_OFFICER), CHECKED)
    assert _sees(one, report, (Role.CASEWORKER, "FR-116")) is View.NONE
    assert _sees(one, report, (Role.CASEWORKER, "DE-JUG")) is View.IDENTITY


def test_software_answers_no_question_of_danger(installation: Installation) -> None:
    one = installation
    software = Actor(
        role=Role.SYSTEM,
        agency_id=one.actor(Role.CASEWORKER).agency_id,
        agency_kind="protection",
        state="DE",
        public_id=uuid4(),
        token_scopes=frozenset({TokenScope.REGISTER}),
    )
    with pytest.raises(InvalidInput) as refused:
        one.register({**UNANSWERED, **KNOWN}, software)
    assert (refused.value.field, refused.value.reason) == ("dangers", "only_people")
    silent = one.register({**UNANSWERED, **KNOWN, "dangers": []}, software)
    assert _sees(one, silent) is View.NONE


def test_the_default_of_a_state_is_that_of_its_data_controller(
    installation: Installation,
) -> None:
    one = installation
    table = STATE_DEFAULTS["found", "minor_with_basis"]
    preparation._in_force.cache_clear()
    with mock.patch.dict(table, {"DE": View.NONE}):
        silent = _register(one, KNOWN)
        opened = _register(one, KNOWN, record_ref="F-2", sharing="link")
        elsewhere = one.register(
            {**UNANSWERED, **KNOWN}, one.actor(Role.CASEWORKER, "FR-116"), LAWFUL
        )
    preparation._in_force.cache_clear()
    assert [_sees(one, record) for record in (silent, opened, elsewhere)] == [
        View.NONE,
        View.LINK,
        View.LINK,
    ]


def test_the_responsible_answers_on_a_page_and_the_record_shows_what_is_open(
    installation: Installation, sign_in: SignIn
) -> None:
    one, record = installation, _register(installation)
    page = sign_in(Role.CASEWORKER)
    shown = page.get(f"/records/{record}").text
    assert f"/records/{record}/questions" in shown
    assert "No other agency sees this record." in shown
    form = page.get(f"/records/{record}/questions")
    assert form.status_code == 200
    answers = {
        "version": str(one.row_of(record).version),
        "danger_kind": ["state", "person"],
        "danger_state": ["Türkiye", ""],
        "danger_person": ["", "an uncle"],
        "trafficking": "unknown",
        **dict.fromkeys(("trafficking_basis", "trafficking_on", "trafficking_by"), ""),
        "nationality_known": "refused",
    }
    sent = page.post(f"/records/{record}/questions", data=answers, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    facts = page.get(f"/v1/records/{record}").json()
    assert [fact["value"] for fact in facts["facts"]["dangers"]] == [
        "state:TR",
        "person::an uncle",
    ]
    assert facts["open_questions"] == []
    assert _sees(one, record) is View.LINK
    assert sign_in(*OTHER_DESK).get(f"/records/{record}/questions").status_code == 404
