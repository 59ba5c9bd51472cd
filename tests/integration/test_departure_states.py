"""The report of a child missing from care: what each state sees, and what the result says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from core.codes.approvals import ApprovalKind
from core.codes.missing_from_care import StateDanger
from core.errors import InvalidInput, NotFound
from core.policy.case.missing_from_care import (
    AT_ONCE_WITHIN_DAYS,
    MAX_AT_ONCE,
    MISSING_FROM_CARE_CHECK_HOURS,
    MISSING_FROM_CARE_DESK_HOURS,
)
from core.policy.fields import FieldClass
from core.policy.roles import Role
from models.agencies.user import UserAccount
from models.row_security.database_roles import DatabaseRole
from services.approval_decisions import approval_list
from services.case.care import missing_from_care
from services.case.care.departure_states import StateOutcome
from services.case.care.missing_from_care import MissingFromCareForm, MissingFromCareResult
from services.foundation.actor import Actor
from services.records import photos
from services.records.intake.preparation import Declaration
from tests.factories import FOUND, LAWFUL, NOW, Installation, picture
from tests.integration.api import conftest
from tests.integration.consents.looking import register_found
from tests.integration.matches.steps import list_matches
from tests.integration.records.steps import edit, read
from tests.integration.steps import (
    approval_of,
    decide,
    desk_notifications,
    known_child,
    page_text,
    second_supervisor,
)

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
GR_POLICE, GR_DESK, FR_DESK, OWN_POLICE = "GR-POL", "GR-CPA", "FR-116", "DE-POL"


def _leave(
    one: Installation, child: UUID, *states: str, actor: Actor | None = None
) -> MissingFromCareResult:
    leaving = MissingFromCareForm(
        left_at=one.clock.now() - timedelta(hours=2),
        place="Hamburg",
        clothing="red anorak",
        likely_states=states,
    )
    actor = actor or one.actor(Role.CASEWORKER)
    return one.do(actor, missing_from_care.report_missing_from_care, child, leaving)


def _sees(one: Installation, agency: str, report: UUID) -> set[FieldClass]:
    """Return the classes of the report that an agency sees; empty if it is hidden."""
    try:
        view = read(one, one.actor(Role.SUPERVISOR, agency), report)
    except NotFound:
        return set()
    return {statement.class_of("missing") for statement in view.statements}


def _by_state(states: tuple[StateOutcome, ...]) -> dict[str, tuple[bool, str | None]]:
    return {one.state: (one.sent_at is not None, one.not_sent) for one in states}


NAMES, LOOKS = FieldClass.F2, FieldClass.F3


def test_without_another_person_only_the_own_police_is_told_and_the_result_says_so(
    installation: Installation,
) -> None:
    left = _leave(installation, register_found(installation), "FR:nobody_known")
    assert _by_state(left.states) == {"DE": (True, None), "FR": (False, "approval")}
    assert [one.state for one in left.states] == ["DE", "FR"]
    assert left.states[1].waits_until == installation.clock.now() + timedelta(hours=4)
    assert [desk.name for desk in left.states[1].desks] == ["FR-116 (fictional)"]
    assert desk_notifications(installation, OWN_POLICE) == {("missing_from_care", left.report)}
    assert desk_notifications(installation, FR_DESK) == set()
    assert NAMES in _sees(installation, OWN_POLICE, left.report)
    assert _sees(installation, FR_DESK, left.report) == set()
    decide(installation, installation.actor(Role.SUPERVISOR), left.report)
    assert desk_notifications(installation, FR_DESK) == {("missing_from_care", left.report)}
    responsible = installation.actor(Role.CASEWORKER)
    states = installation.do(responsible, missing_from_care.read_departure, left.report)
    assert _by_state(states) == {"DE": (True, None), "FR": (True, None)}


def test_an_editor_of_the_child_is_no_second_person_of_its_registration(
    installation: Installation,
) -> None:
    child = known_child(installation)
    edit(installation, installation.actor(Role.CASEWORKER), child, {"eyes": "grey"})
    left = _leave(installation, child, "FR:nobody_known")
    assert _by_state(left.states)["FR"] == (False, "approval")


def test_an_account_that_the_reporting_person_made_is_no_other_person(
    installation: Installation,
) -> None:
    child = known_child(installation)
    made = {"invited_by": installation.actor(Role.CASEWORKER).user_id, "confirmed_at": NOW}
    registrar = UserAccount.id == installation.row_of(child).registered_by
    installation.change(update(UserAccount).where(registrar).values(made))
    left = _leave(installation, child, "FR:nobody_known")
    assert _by_state(left.states)["FR"] == (False, "approval")
    assert _sees(installation, FR_DESK, left.report) == set()


@pytest.mark.parametrize("danger", ["family", "exploiter"])
def test_where_family_or_exploiter_could_harm_the_child_only_police_see_it_without_appearance(
    installation: Installation, danger: str
) -> None:
    child = known_child(installation)
    responsible = installation.actor(Role.CASEWORKER)
    installation.do(responsible, photos.store_photo, child, data=picture(8, 8))
    left = _leave(installation, child, f"GR:{danger}", "FR:nobody_known")
    assert _by_state(left.states) == dict.fromkeys(("DE", "FR", "GR"), (True, None))
    police = installation.actor(Role.SUPERVISOR, GR_POLICE)
    assert desk_notifications(installation, GR_POLICE) == {
        ("missing_from_care_no_contact", left.report)
    }
    assert desk_notifications(installation, GR_DESK) == set()
    assert NAMES in _sees(installation, GR_POLICE, left.report)
    assert LOOKS not in _sees(installation, GR_POLICE, left.report)
    assert LOOKS in _sees(installation, FR_DESK, left.report)
    assert _sees(installation, GR_DESK, left.report) == set()
    with pytest.raises(NotFound):
        installation.do(police, photos.read_photo, left.report)
    for agency in (GR_POLICE, FR_DESK):
        seen = read(installation, installation.actor(Role.SUPERVISOR, agency), left.report)
        assert seen.no_family_contact
    decide(installation, installation.actor(Role.SUPERVISOR), left.report)
    assert LOOKS in _sees(installation, GR_POLICE, left.report)
    assert installation.do(police, photos.read_photo, left.report)
    assert _sees(installation, GR_DESK, left.report) == set()


def test_where_an_authority_could_harm_the_child_nothing_goes_before_the_approval(
    installation: Installation,
) -> None:
    left = _leave(installation, known_child(installation), "GR:authority", "FR:nobody_known")
    assert _by_state(left.states)["GR"] == (False, "approval")
    assert next(one.desks for one in left.states if one.state == "GR") == ()
    for agency in (GR_POLICE, GR_DESK):
        assert desk_notifications(installation, agency) == set()
        assert _sees(installation, agency, left.report) == set()
    decide(installation, installation.actor(Role.SUPERVISOR), left.report)
    assert desk_notifications(installation, GR_DESK) == {("missing_from_care", left.report)}


def test_before_the_approval_no_match_shows_the_report_where_an_authority_could_harm_the_child(
    installation: Installation,
) -> None:
    left = _leave(installation, known_child(installation), "GR:authority")
    found = {**FOUND, "record_ref": "GR-9", "event_country": "GR"}
    installation.register(found, installation.actor(Role.CASEWORKER, GR_DESK), LAWFUL)
    installation.work()

    def others() -> set[UUID]:
        matches = list_matches(installation, installation.actor(Role.SUPERVISOR, GR_DESK))
        return {match.other.id for match in matches}

    assert left.report not in others()
    decide(installation, installation.actor(Role.SUPERVISOR), left.report)
    installation.work()
    assert left.report in others()


def test_no_edit_of_the_filing_side_adds_a_state_before_the_approval(
    installation: Installation,
) -> None:
    left = _leave(installation, known_child(installation), "GR:authority")
    responsible = installation.actor(Role.CASEWORKER)
    states = {"recipients": ["DE", "GR", "FR"]}
    edit(installation, responsible, left.report, states, reason="seen there")
    assert _sees(installation, FR_DESK, left.report) == set()
    assert _sees(installation, GR_POLICE, left.report) == set()
    decide(installation, installation.actor(Role.SUPERVISOR), left.report)
    assert NAMES in _sees(installation, FR_DESK, left.report)


def test_a_bar_holds_whatever_is_ticked(installation: Installation) -> None:
    declared = Declaration("gdpr_6_1_e_9_2_g", "unverified", "applicant")
    child = known_child(installation, declared, nationalities=["GR"])
    left = _leave(installation, child, "GR:nobody_known")
    assert _by_state(left.states)["GR"] == (False, "barred")
    assert next(one.desks for one in left.states if one.state == "GR") == ()
    decide(installation, installation.actor(Role.SUPERVISOR), left.report)
    assert _sees(installation, GR_POLICE, left.report) == set()


def test_the_fourth_report_of_a_person_within_a_month_waits(installation: Installation) -> None:
    for number in range(MAX_AT_ONCE):
        child = known_child(installation, record_ref=f"F-{number}")
        left = _leave(installation, child, "FR:nobody_known")
        assert _by_state(left.states)["FR"] == (True, None)
    assert ("missing_from_care_limit", left.report) not in installation.alerts()
    last = _leave(installation, known_child(installation, record_ref="F-9"), "FR:nobody_known")
    assert _by_state(last.states) == {"DE": (True, None), "FR": (False, "approval")}
    assert ("missing_from_care_limit", last.report) in installation.alerts()
    other = _leave(
        installation,
        known_child(installation, record_ref="F-10"),
        "FR:nobody_known",
        actor=installation.actor(Role.SUPERVISOR),
    )
    assert _by_state(other.states)["FR"] == (True, None)
    installation.clock.move(timedelta(days=AT_ONCE_WITHIN_DAYS, hours=1))
    later = _leave(installation, known_child(installation, record_ref="F-11"), "FR:nobody_known")
    assert _by_state(later.states)["FR"] == (True, None)


@pytest.mark.parametrize("entry", ["FR", "FR:", "FR:aunt"])
def test_a_state_without_an_answer_about_its_danger_is_refused(
    installation: Installation, entry: str
) -> None:
    with pytest.raises(InvalidInput):
        _leave(installation, known_child(installation), entry)


def test_a_child_goes_to_two_states_one_of_them_dangerous(
    installation: Installation, sign_in: SignIn
) -> None:
    """The story over HTTP: file at night, two states, the family is in one of them."""
    child = known_child(installation)
    desk, head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    form = {
        "left_at": "2026-03-02T08:00",
        "likely_state": ["FR", "GR"],
        "state_danger": ["nobody_known", "family"],
    }
    page = desk.post(f"/records/{child}/missing-from-care", data=form)
    assert page.status_code == 201, page.text
    report = _report_of(desk, child)
    for word in ("Sent to:", "France", "Greece", "Do not contact the family.", "tel:+32"):
        assert word in page.text
    read_states = desk.get(f"/v1/records/{report}/missing-from-care").json()["states"]
    assert {one["state"]: bool(one["sent_at"]) for one in read_states} == dict.fromkeys(
        ("DE", "FR", "GR"), True
    )
    police = sign_in(Role.SUPERVISOR, GR_POLICE)
    seen = police.get(f"/v1/records/{report}").json()
    assert seen["no_family_contact"]
    assert "clothing" not in seen["facts"]
    assert "event_place" not in seen["facts"]
    assert "Do not contact the family." in page_text(police, f"/records/{report}")
    assert "Do not contact the family" in page_text(police, "/")
    assert sign_in(Role.SUPERVISOR, GR_DESK).get(f"/v1/records/{report}").status_code == 404
    line = approval_of(installation, report, ApprovalKind.MISSING_FROM_CARE)
    answer = head.post(f"/v1/approvals/{line}/decision", json={"is_approved": True})
    assert answer.status_code == 200, answer.text
    assert "event_date" in police.get(f"/v1/records/{report}").json()["facts"]


def test_a_report_that_waits_says_who_it_waits_for_and_names_numbers(
    installation: Installation, sign_in: SignIn
) -> None:
    desk = sign_in(Role.CASEWORKER)
    child = register_found(installation)
    form = {"left_at": "2026-03-02T08:00", "likely_state": "FR", "state_danger": "nobody_known"}
    page = desk.post(f"/records/{child}/missing-from-care", data=form).text
    assert "Sent to: Germany" in " ".join(page.split())
    assert "Not sent yet: France" in " ".join(page.split()).replace("</strong>", "")
    assert "Waits for a second person of your agency." in page
    assert "FR-116" in page
    later = page_text(desk, f"/records/{_report_of(desk, child)}/missing-from-care")
    assert "Not sent yet: waits for a second person of your agency." in later
    assert "Children missing from care: not sent yet" in page_text(desk, "/")


def _report_of(client: TestClient, child: UUID) -> str:
    same_child_records: list[dict[str, Any]] = client.get(f"/v1/records/{child}").json()[
        "same_child_records"
    ]
    return str(same_child_records[0]["record"])


def _pass(one: Installation, hours: float) -> None:
    one.clock.move(timedelta(hours=hours))
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        approval_list.end_overdue(session, one.context)


def _lines(one: Installation, agency: str) -> list[UUID]:
    lines = one.do(one.actor(Role.SUPERVISOR, agency), approval_list.list_approvals)
    return [line.subject for line in lines if line.refusal is None]


@pytest.mark.parametrize("is_at_once", [True, False], ids=["after", "before"])
def test_without_an_answer_the_desk_of_the_state_is_asked_and_may_decide(
    installation: Installation, is_at_once: bool
) -> None:
    make = known_child if is_at_once else register_found
    left = _leave(installation, make(installation), "FR:nobody_known")
    _pass(installation, MISSING_FROM_CARE_DESK_HOURS - 0.1)
    assert _lines(installation, OWN_POLICE) == []
    _pass(installation, 0.1)
    _pass(installation, 0.1)  # asked once
    head = installation.actor(Role.SUPERVISOR, OWN_POLICE)
    notifications = [kind for kind, _ in installation.notifications(head)]
    assert notifications.count("missing_from_care_desk_asked") == 1
    assert _lines(installation, OWN_POLICE) == [left.report]
    for other in (FR_DESK, GR_POLICE, GR_DESK):  # not of the state of the report
        assert _lines(installation, other) == []
    _pass(installation, MISSING_FROM_CARE_CHECK_HOURS - MISSING_FROM_CARE_DESK_HOURS)
    responsible_agencies = [
        kind for kind, _ in installation.notifications(installation.actor(Role.SUPERVISOR))
    ]
    assert responsible_agencies.count("missing_from_care_check") == 2
    assert ("missing_from_care_unchecked", left.report) in installation.alerts()
    assert (_sees(installation, FR_DESK, left.report) != set()) is is_at_once
    decide(installation, head, left.report)
    assert installation.row_of(left.report).reporter_check == "checked"
    assert NAMES in _sees(installation, FR_DESK, left.report)


def test_the_asked_desk_may_refuse_too(installation: Installation) -> None:
    left = _leave(installation, known_child(installation), "FR:nobody_known")
    _pass(installation, MISSING_FROM_CARE_DESK_HOURS)
    decide(
        installation,
        installation.actor(Role.SUPERVISOR, OWN_POLICE),
        left.report,
        is_approved=False,
    )
    assert installation.row_of(left.report).reporter_check == "flagged"
    assert _sees(installation, FR_DESK, left.report) == set()


def test_after_a_refusal_the_receivers_confirm_that_their_copies_are_deleted(
    installation: Installation, sign_in: SignIn
) -> None:
    left = _leave(installation, known_child(installation), "FR:nobody_known", "GR:authority")
    decide(installation, installation.actor(Role.SUPERVISOR), left.report, is_approved=False)
    told = {("missing_from_care_withdrawn", left.report)}
    assert (
        desk_notifications(installation, FR_DESK)
        == desk_notifications(installation, OWN_POLICE)
        == told
    )
    assert desk_notifications(installation, GR_DESK) == set()  # was never told
    receiver = sign_in(Role.SUPERVISOR, FR_DESK)
    home = page_text(receiver, "/")
    assert "Confirm: all copies are deleted" in home
    assert str(left.report) in home
    (notification,) = receiver.get("/v1/notifications").json()["notifications"]
    responsible = sign_in(Role.CASEWORKER)
    page = page_text(responsible, f"/records/{left.report}/missing-from-care")
    assert "Withdrawn: a second person refused the report." in page
    assert "Deletion confirmed" not in page
    assert page.count("Deletion not confirmed yet: call.") == 2
    assert f"/records/{left.report}/access-log" in page
    assert receiver.post(f"/v1/notifications/{notification['id']}/read").status_code < 300
    states = responsible.get(f"/v1/records/{left.report}/missing-from-care").json()["states"]
    confirmed = {one["state"]: [desk["deleted_at"] for desk in one["desks"]] for one in states}
    assert confirmed["FR"] != [None]
    assert confirmed["DE"] == [None]


def test_every_danger_has_a_row_for_every_reporter_check() -> None:
    from core.codes.records import ReporterCheck
    from core.policy.case.missing_from_care import OWN_STATE_WAITING, REACH

    assert set(REACH) == {(danger, of) for danger in StateDanger for of in ReporterCheck}
    assert set(OWN_STATE_WAITING) == set(StateDanger)


def test_a_deputy_of_the_filing_person_is_no_second_person(installation: Installation) -> None:
    left = _leave(installation, register_found(installation), "FR:nobody_known")
    from core.errors import Conflict

    with pytest.raises(Conflict):
        decide(installation, second_supervisor(installation), left.report)
