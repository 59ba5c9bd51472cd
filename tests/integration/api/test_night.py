"""A night shift: one person on duty, a found child, a declaration.

The tests cover what the duty role opens, what stays closed, and what has to be done in the morning.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.codes.approvals import ApprovalKind
from core.policy.case.care_confirmation import DECLARATION_COMPLETE_HOURS
from core.policy.roles import Role
from tests.factories import Installation
from tests.integration.api.care_steps import (
    SECRET,
    SignIn,
    alerts,
    care_confirmation_of,
    confirm_matches,
    everything,
    find_child,
    let_one_kind_agree,
    news,
    read_view,
    report,
)
from tests.integration.steps import end_overdue_approvals, read_to_decide

pytestmark = pytest.mark.late

REASON = {"reason": "Alone on duty. She says her name and asks for her mother."}


def test_a_night_on_duty_with_the_call_back_and_the_colleague_in_the_morning(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id = report(installation)
    installation.clock.move(timedelta(hours=14))  # 23:30
    night = sign_in(Role.CASEWORKER)
    child = find_child(installation, night, birth_date="", marks=[])
    let_one_kind_agree(installation)
    assert read_view(night, report_id) == ""
    held = care_confirmation_of(night, child)
    assert (held["proof"], held["step"], held["may_declare"]) == (
        "nothing",
        "second_person_or_declare",
        True,
    )

    declared = night.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON)
    assert declared.status_code == 201, declared.text
    assert read_view(night, report_id) == "identity"
    shown = everything(night, child, report_id)
    assert [word for word in SECRET if word in shown] == []
    held = care_confirmation_of(night, child)
    assert (held["proof"], held["step"], held["may_declare"]) == ("declared", "call_back", False)
    assert "care_second_needed" in news(sign_in(Role.SUPERVISOR))
    assert alerts(sign_in) == ["care_declared"]

    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    assert "care_declared" in news(desk)
    care_confirmation = care_confirmation_of(desk, report_id)
    assert (
        care_confirmation["step"],
        care_confirmation["may_object"],
        care_confirmation["proof"],
    ) == ("object", True, "nothing")
    assert {one["state"] for one in care_confirmation["desks"]} == {"DE"}
    call = f"/v1/records/{report_id}/care-confirmation/call-back"
    for own in ("GR-CPA", "GR-POL", "FR-116", "nobody"):
        assert desk.post(call, json={"agency": own}).status_code == 422, own
    assert (
        desk.post(call, json={"agency": care_confirmation["desks"][0]["agency"]}).status_code == 204
    )
    assert care_confirmation_of(night, child)["step"] == "second_person"

    # the night is over, but no second person has signed in yet
    installation.clock.move(timedelta(hours=12))
    night = sign_in(Role.CASEWORKER)
    assert read_view(night, report_id) == ""
    installation.pass_deadlines()
    assert care_confirmation_of(night, child)["declarations"][0]["state"] == "waiting"
    assert read_view(night, report_id) == ""
    head = sign_in(Role.SUPERVISOR)
    assert (
        head.post(f"/v1/records/{child}/care-confirmation", json={"way": "colleague"}).status_code
        == 204
    )
    held = care_confirmation_of(head, child)
    assert (held["proof"], held["step"], held["declarations"][0]["state"]) == (
        "confirmed",
        "",
        "complete",
    )
    assert read_view(night, report_id) == "relatives"
    confirm_matches(installation)
    assert read_view(night, report_id) == "contacts"
    installation.clock.move(timedelta(hours=13))
    installation.pass_deadlines()
    assert alerts(sign_in) == ["care_declared"]

    auditor = sign_in(Role.AUDITOR)
    (alert,) = auditor.get("/v1/alerts").json()["alerts"]
    acts = {row["action"] for row in auditor.get("/v1/audit").json()["acts"]}
    assert {"declare_care", "call_back", "confirm_care"} <= acts
    assert auditor.post(f"/v1/alerts/{alert['id']}/seen", json={}).status_code == 204
    assert auditor.get(f"/v1/records/{child}/care-confirmation").status_code == 403


def test_an_objection_closes_the_report_at_once_and_for_good(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, night = report(installation), sign_in(Role.CASEWORKER)
    child = find_child(installation, night)
    let_one_kind_agree(installation)
    assert (
        night.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON).status_code
        == 201
    )
    assert read_view(night, report_id) == "identity"
    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    assert desk.post(f"/v1/records/{report_id}/care-confirmation/objection").status_code == 204
    assert read_view(night, report_id) == ""
    assert desk.post(f"/v1/records/{report_id}/care-confirmation/objection").status_code == 409
    assert "care_declaration_objected" in news(night)
    assert alerts(sign_in) == ["care_declared", "care_declaration_objected"]
    assert (
        night.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON).status_code
        == 409
    )
    assert care_confirmation_of(night, child)["step"] == "second_person"


def test_an_unconfirmed_declaration_ends_with_an_alert(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, night = report(installation), sign_in(Role.CASEWORKER)
    child = find_child(installation, night)
    let_one_kind_agree(installation)
    assert (
        night.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON).status_code
        == 201
    )
    desks = care_confirmation_of(night, child)["desks"]
    assert {one["state"] for one in desks} == {"GR"}
    call = f"/v1/records/{child}/care-confirmation/call-back"
    # the call alone does not open the record
    assert night.post(call, json={"agency": desks[0]["agency"]}).status_code == 204
    (waiting,) = read_to_decide(sign_in(Role.SUPERVISOR), ApprovalKind.CARE_DECLARATION)
    due = installation.clock.now() + timedelta(hours=DECLARATION_COMPLETE_HOURS)
    assert datetime.fromisoformat(waiting["due_at"]) == due
    installation.clock.move(timedelta(hours=24))
    night = sign_in(Role.CASEWORKER)
    installation.pass_deadlines()
    end_overdue_approvals(installation)
    assert care_confirmation_of(night, child)["declarations"][0]["state"] == "lapsed"
    assert read_view(night, report_id) == ""
    assert alerts(sign_in) == ["care_declared", "care_declaration_lapsed"]
    assert "care_declaration_lapsed" in news(sign_in(Role.SUPERVISOR))
    assert (
        night.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON).status_code
        == 409
    )
    assert (
        sign_in(Role.SUPERVISOR)
        .post(f"/v1/records/{child}/care-confirmation", json={"way": "colleague"})
        .status_code
        == 204
    )
    assert read_view(night, report_id) == "relatives"


def test_a_confirmed_declaration_without_a_call_ends_with_an_alert(
    installation: Installation, sign_in: SignIn
) -> None:
    night = sign_in(Role.CASEWORKER)
    report(installation)
    child = find_child(installation, night)
    let_one_kind_agree(installation)
    assert (
        night.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON).status_code
        == 201
    )
    path = f"/v1/records/{child}/care-confirmation"
    assert sign_in(Role.SUPERVISOR).post(path, json={"way": "colleague"}).status_code == 204
    installation.clock.move(timedelta(hours=DECLARATION_COMPLETE_HOURS))
    end_overdue_approvals(installation)
    assert alerts(sign_in) == ["care_declared"]
    installation.pass_deadlines()
    night = sign_in(Role.CASEWORKER)
    assert care_confirmation_of(night, child)["declarations"][0]["state"] == "lapsed"
    assert alerts(sign_in) == ["care_declared", "care_declaration_lapsed"]


def test_a_colleague_refuses_a_declaration_and_the_auditor_is_alerted(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, night = report(installation), sign_in(Role.CASEWORKER)
    child = find_child(installation, night)
    let_one_kind_agree(installation)
    assert (
        night.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON).status_code
        == 201
    )
    assert read_view(night, report_id) == "identity"
    path = f"/v1/records/{child}/care-confirmation/withdrawal"
    assert sign_in(Role.SUPERVISOR).post(path, json={"reason": "other_child"}).status_code == 204
    assert read_view(night, report_id) == ""
    assert care_confirmation_of(night, child)["declarations"][0]["state"] == "withdrawn"
    assert alerts(sign_in) == ["care_declared", "care_declaration_refused"]


@pytest.mark.parametrize("way", ["withdrawn by the declarer", "objected to"])
def test_an_ended_declaration_waits_for_nobody(
    installation: Installation, sign_in: SignIn, way: str
) -> None:
    report_id, night = report(installation), sign_in(Role.CASEWORKER)
    child = find_child(installation, night)
    let_one_kind_agree(installation)
    assert (
        night.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON).status_code
        == 201
    )
    head = sign_in(Role.SUPERVISOR)
    assert len(read_to_decide(head, ApprovalKind.CARE_DECLARATION)) == 1
    if way == "objected to":
        desk = sign_in(Role.CASEWORKER, "GR-CPA")
        assert desk.post(f"/v1/records/{report_id}/care-confirmation/objection").status_code == 204
    else:
        path = f"/v1/records/{child}/care-confirmation/withdrawal"
        assert night.post(path, json={"reason": "mistake"}).status_code == 204
    assert read_to_decide(head, ApprovalKind.CARE_DECLARATION) == []
    assert "care_declaration_refused" not in alerts(sign_in)


def test_a_report_matched_during_the_night_opens_and_its_desk_is_notified(
    installation: Installation, sign_in: SignIn
) -> None:
    night = sign_in(Role.CASEWORKER)
    child = find_child(installation, night)
    assert (
        night.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON).status_code
        == 201
    )
    report_id = report(installation)
    installation.work()
    assert "care_declared" in news(sign_in(Role.CASEWORKER, "GR-CPA"))
    let_one_kind_agree(installation)
    assert read_view(night, report_id) == "identity"


def test_the_pages_say_the_state_the_next_step_and_why_something_is_withheld(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id = report(installation)
    night = sign_in(Role.CASEWORKER)
    head = sign_in(Role.SUPERVISOR)
    same = {"headers": {"Sec-Fetch-Site": "same-origin"}}
    child = find_child(installation, night)
    page = night.get(f"/records/{child}").text
    assert "Care is not confirmed." in page
    assert "If you are alone on duty at night, declare it." in page
    (match,) = night.get("/v1/matches").json()["matches"]
    assert (
        "Relatives become visible when a second person confirms"
        in night.get(f"/matches/{match['id']}").text
    )
    empty = night.post(
        f"/records/{child}/care-confirmation/declaration", data={"reason": ""}, **same
    )
    assert (empty.status_code, "Please check your entries" in empty.text) == (422, True)
    declared = night.post(f"/records/{child}/care-confirmation/declaration", data=REASON, **same)
    assert "Next: call the other side using its number in the directory" in declared.text
    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    page = desk.get(f"/records/{report_id}").text
    assert "Another desk declares that the child is in its care" in page
    called = desk.post(
        f"/records/{report_id}/care-confirmation/call-back", data={"agency": "DE-JUG"}, **same
    )
    assert "The call is recorded." in called.text
    assert "as you did not register this record." in head.get(f"/records/{child}").text
    confirmed = head.post(f"/records/{child}/care-confirmation", data={"way": "colleague"}, **same)
    assert "Care is confirmed." in confirmed.text
    assert "the other desk calls" in night.get(f"/matches/{match['id']}").text
    withdrawn = head.post(
        f"/records/{child}/care-confirmation/withdrawal", data={"reason": "child_gone"}, **same
    )
    assert "Care is not confirmed." in withdrawn.text
    other = find_child(installation, night, record_ref="F-2")
    night.post(f"/records/{other}/care-confirmation/declaration", data=REASON, **same)
    objected = desk.post(f"/records/{report_id}/care-confirmation/objection", **same)
    assert "That side can no longer see your report." in objected.text
    officer = sign_in(Role.LIAISON_OFFICER, "DE-POL").get(f"/records/{other}").text
    assert "Police of this state confirm that the child is in care" in officer
