"""Insiders who act through a colleague's record: changed children, lifted bars, removed flags,
undone hits.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.roles import Role
from models.case.care_confirmation import CareConfirmation
from models.matching_runs.match import Match
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER, Installation
from tests.integration.api import care_steps as steps
from tests.integration.api.conftest import SignIn
from tests.integration.api.insiders import add, enter
from tests.integration.api.test_attacks_reporter_check import (
    ANOTHER,
    PROVEN,
    REPORT,
    _reporter_check,
)
from tests.integration.api.test_attacks_reporter_check import _decide as _decide_reporter
from tests.integration.steps import send_edit, send_record


def _match_state(installation: Installation) -> str:
    return str(installation.read_one(select(Match.state)))


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.CASEWORKER])
def test_care_confirmation_of_a_rewritten_record_is_not_confirmed_by_the_person_who_rewrote_it(
    installation: Installation, sign_in: SignIn, role: Role
) -> None:
    report_id = steps.report(installation)
    other = Role.CASEWORKER if role is Role.SUPERVISOR else Role.SUPERVISOR
    # a colleague's record of a real child
    real = installation.register(OTHER, installation.actor(other), LAWFUL)
    me = sign_in(role)
    if role is Role.CASEWORKER:
        assert me.post("/v1/duty-cover", json={"reason": "night"}).status_code == 201
    made_up = {**dict.fromkeys(OTHER, ""), **steps.CHILD}
    changes = {
        key: value
        for key, value in made_up.items()
        if key not in {"record_ref", "kind", "legal_basis", "international_protection"}
    }
    edited = send_edit(installation, me, real, changes=changes)
    assert edited.status_code == 200, edited.text
    installation.work()
    answer = me.post(f"/v1/records/{real}/care-confirmation", json={"way": "colleague"})
    assert (answer.status_code, steps.read_view(me, report_id)) == (409, "identity")


def test_care_confirmation_of_a_child_of_half_a_name_ends_when_the_rest_is_rewritten(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id = steps.report(installation)
    real = {
        "record_ref": "F-9",
        "kind": "found",
        "full_name": "Shekiba",
        "birth_date": "2009-07-10",
        "sex": "M",
        "nationalities": ["SY"],
        "event_date": "2024-05-01",
        "event_country": "DE",
        "height_cm": "190",
        "eyes": "blue",
    }
    found = installation.register(real, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.work()
    me = sign_in(Role.SUPERVISOR)
    assert (
        me.post(f"/v1/records/{found}/care-confirmation", json={"way": "colleague"}).status_code
        == 204
    )
    assert steps.read_view(me, report_id) == ""
    changes = {
        "sex": "F",
        "nationalities": ["AF"],
        "height_cm": "150",
        "eyes": "brown",
        "hair": "black",
        "event_country": "GR",
        "event_place": "Lesvos",
        "event_date": "2023-09-20",
    }
    assert send_edit(installation, me, found, changes=changes).status_code == 200
    installation.work()
    proof = steps.care_confirmation_of(me, found)["proof"]
    view = steps.read_view(me, report_id)
    assert (proof, view in ("relatives", "contacts")) == ("nothing", False), (proof, view)


def test_a_colleagues_small_edit_does_not_let_the_author_check_the_report(
    installation: Installation, sign_in: SignIn
) -> None:
    head, desk = sign_in(Role.SUPERVISOR, "GR-CPA"), sign_in(Role.CASEWORKER, "GR-CPA")
    mine = send_record(head, {**REPORT, "reporter_check": "unverified"})["id"]
    assert desk.post("/v1/duty-cover", json={"reason": "night"}).status_code == 201
    # a colleague takes a call about the reporter: a number and a name
    assert (
        send_edit(installation, desk, mine, changes={"phones": ["own:+306912345678"]}).status_code
        == 200
    )
    assert desk.put(f"/v1/records/{mine}/reporter", json=PROVEN).status_code == 204
    answer = _decide_reporter(head, mine)
    assert (answer.status_code, _reporter_check(installation, mine)) == (409, "unverified")


def test_the_proposer_of_a_rectification_may_not_check_the_report(
    installation: Installation, sign_in: SignIn
) -> None:
    add(installation, "helga", Role.SUPERVISOR, "GR-CPA")
    desk, me = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    helga = enter(sign_in, installation, "helga")
    report = send_record(desk, REPORT)["id"]
    body = {
        "kind": "rectify",
        "requester": "person",
        "proof": "passport",
        "received_at": installation.clock.now().isoformat(),
        "changes": ANOTHER,
    }
    made = me.post(f"/v1/records/{report}/data-requests", json=body)
    assert made.status_code == 201, made.text
    decision = {"refusal": None, "reason": "in order"}
    decided = helga.post(f"/v1/data-requests/{made.json()['id']}/decision", json=decision)
    assert decided.status_code == 200, decided.text
    answer = _decide_reporter(me, report)
    assert (answer.status_code, _reporter_check(installation, report)) == (409, "unverified")


def test_one_caseworker_does_not_lift_the_bar_of_the_state_a_child_fled(
    installation: Installation, sign_in: SignIn
) -> None:
    protected = dataclasses.replace(LAWFUL, international_protection="applicant")
    child = installation.register(
        {**FOUND, "nationalities": ["GR"]}, installation.actor(Role.CASEWORKER), protected
    )
    greek, desk = sign_in(Role.SUPERVISOR, "GR-CPA"), sign_in(Role.CASEWORKER)
    assert greek.get(f"/v1/records/{child}").status_code == 404
    send_edit(installation, desk, child, international_protection="no")
    assert greek.get(f"/v1/records/{child}").status_code == 404


@pytest.mark.parametrize("is_restricted", [False, True])
def test_a_restriction_that_one_person_asks_for_lifts_no_bar(
    installation: Installation, sign_in: SignIn, *, is_restricted: bool
) -> None:
    protected = dataclasses.replace(LAWFUL, international_protection="applicant")
    child = installation.register(
        {**FOUND, "nationalities": ["GR"]}, installation.actor(Role.CASEWORKER), protected
    )
    me, greek = sign_in(Role.SUPERVISOR), sign_in(Role.SUPERVISOR, "GR-CPA")
    if is_restricted:
        body = {"kind": "restrict", "requester": "person", "proof": "x", "grounds": "y"}
        body["received_at"] = installation.clock.now().isoformat()
        assert me.post(f"/v1/records/{child}/data-requests", json=body).status_code == 201
    offered = me.post(
        f"/v1/records/{child}/transfers",
        json={"to_agency": "GR-CPA", "reason": "closer to the family"},
    )
    assert (offered.status_code, greek.get(f"/v1/records/{child}").status_code) == (422, 404), (
        offered.text
    )


@pytest.mark.parametrize("basis", ["gdpr_6_1_e_9_2_g"])
def test_a_restricted_child_whose_bar_is_gone_is_not_taken_over_by_the_state_it_fled(
    installation: Installation, sign_in: SignIn, basis: str
) -> None:
    protected = dataclasses.replace(LAWFUL, international_protection="applicant")
    child = installation.register(
        {**FOUND, "nationalities": ["GR"]}, installation.actor(Role.CASEWORKER), protected
    )
    me, greek = sign_in(Role.SUPERVISOR), sign_in(Role.SUPERVISOR, "GR-CPA")
    body = {"kind": "restrict", "requester": "person", "proof": "x", "grounds": "y"}
    body["received_at"] = installation.clock.now().isoformat()
    assert me.post(f"/v1/records/{child}/data-requests", json=body).status_code == 201
    offered = me.post(
        f"/v1/records/{child}/transfers",
        json={"to_agency": "GR-CPA", "reason": "closer to the family"},
    )
    if offered.status_code == 201:
        path = f"/v1/transfers/{offered.json()['transfer']}/accept"
        assert greek.post(path, json={"legal_basis": basis}).status_code >= 400
    assert greek.get(f"/v1/records/{child}").json().get("view") != "full"


def test_the_person_who_entered_a_reporter_may_not_remove_a_colleagues_flag(
    installation: Installation, sign_in: SignIn
) -> None:
    head = sign_in(Role.SUPERVISOR, "GR-CPA")
    add(installation, "helga", Role.SUPERVISOR, "GR-CPA")
    helga = enter(sign_in, installation, "helga")
    mine = send_record(head, REPORT)["id"]
    assert _decide_reporter(helga, mine, reporter_check="flagged").status_code == 204
    assert _decide_reporter(head, mine, reporter_check="unverified").status_code == 409
    send_edit(installation, head, mine, reporter_check="unverified")
    assert _reporter_check(installation, mine) == "flagged"


@pytest.mark.parametrize(("undoing", "closing"), [("GR-CPA", 409), ("DE-JUG", 204)])
def test_the_reporting_side_cannot_undo_a_hit_by_itself_to_close_with_its_own_sentence(
    installation: Installation, sign_in: SignIn, undoing: str, closing: int
) -> None:
    missing = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.work()
    found_desk = sign_in(Role.CASEWORKER)
    (match,) = found_desk.get("/v1/matches").json()["matches"]

    def post_to_match(client: TestClient, path: str, body: dict[str, Any]) -> Any:
        shown = client.get(f"/v1/matches/{match['id']}")
        return client.post(
            f"/v1/matches/{match['id']}/{path}",
            json=body,
            headers={"If-Match": shown.headers["etag"]},
        )

    decision = {"outcome": "same", "reason": "document"}
    for role, agency in (
        (Role.CASEWORKER, "DE-JUG"),
        (Role.SUPERVISOR, "DE-JUG"),
        (Role.SUPERVISOR, "GR-CPA"),
    ):
        client = sign_in(role, agency)
        client.post(f"/v1/matches/{match['id']}/lease")
        answer = post_to_match(client, "decisions", decision)
        assert answer.status_code == 201, answer.text
        installation.clock.move(timedelta(minutes=16))
    assert _match_state(installation) == "confirmed"
    head = sign_in(Role.SUPERVISOR, "GR-CPA")
    close = {"closure": "care_elsewhere", "reason": "told"}

    def shut() -> int:
        version = installation.row_of(missing).version
        headers = {"If-Match": f'"{version}"'}
        return int(
            head.post(f"/v1/records/{missing}/close", json=close, headers=headers).status_code
        )

    assert shut() == 409
    proposed = post_to_match(
        sign_in(Role.CASEWORKER, undoing), "undo", {"reason": "entered_by_mistake"}
    )
    assert proposed.status_code == 200, proposed.text
    undone = post_to_match(
        sign_in(Role.SUPERVISOR, undoing), "undo", {"reason": "entered_by_mistake"}
    )
    assert undone.status_code == 200, undone.text
    assert shut() == closing


def test_duty_cover_leaves_no_access_to_a_report_after_the_night(
    installation: Installation, sign_in: SignIn
) -> None:
    child = installation.register(FOUND, installation.actor(Role.SUPERVISOR), LAWFUL)
    me = sign_in(Role.CASEWORKER)
    assert me.get(f"/v1/records/{child}").json().get("view") != "full"
    assert me.post("/v1/duty-cover", json={"reason": "night"}).status_code == 201
    left = me.post(
        f"/v1/records/{child}/missing-from-care", json={"left_at": "2026-03-02T08:00:00Z"}
    )
    assert left.status_code == 201, left.text
    assert (
        me.post(f"/v1/records/{child}/return", json={"at": "2026-03-02T09:00:00Z"}).status_code
        == 201
    )
    installation.clock.move(timedelta(hours=13))
    me = sign_in(Role.CASEWORKER)
    assert me.get(f"/v1/records/{child}").json().get("view") != "full"
    shown = me.get(f"/v1/records/{left.json()['report']}")
    assert (shown.status_code, shown.json().get("view")) == (404, None), shown.text


def test_two_people_lift_a_bar_by_a_rectification(
    installation: Installation, sign_in: SignIn
) -> None:
    protected = dataclasses.replace(LAWFUL, international_protection="applicant")
    child = installation.register(
        {**FOUND, "nationalities": ["GR"]}, installation.actor(Role.CASEWORKER), protected
    )
    desk = sign_in(Role.CASEWORKER)
    head = sign_in(Role.SUPERVISOR)
    greek = sign_in(Role.SUPERVISOR, "GR-CPA")
    for client, changes in (
        (desk, {"changes": {"nationalities": ["AF"]}}),
        (head, {"international_protection": "no"}),
    ):
        refused = send_edit(installation, client, child, **changes)
        assert (refused.status_code, refused.json()["code"]) == (409, "lifts_protection_bar")
    body = {"kind": "rectify", "requester": "person", "proof": "decision of the asylum office"}
    body |= {"received_at": installation.clock.now().isoformat()}
    wrong = desk.post(
        f"/v1/records/{child}/data-requests",
        json={**body, "changes": {"international_protection": "none"}},
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (
        422,
        "changes.international_protection",
    )
    made = desk.post(
        f"/v1/records/{child}/data-requests",
        json={**body, "changes": {"international_protection": "no"}},
    )
    assert made.status_code == 201, made.text
    path = f"/v1/data-requests/{made.json()['id']}/decision"
    decision = {"refusal": None, "reason": "the decision was seen"}
    assert head.post(path, json=decision).status_code == 200
    assert greek.get(f"/v1/records/{child}").status_code == 200


def test_the_second_wall_refuses_an_editors_own_confirmation(
    installation: Installation, sign_in: SignIn
) -> None:
    if installation.database.is_sqlite:
        pytest.skip("SQLite has no second wall")
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    row, now = installation.row_of(child), installation.clock.now()
    actor = installation.actor(Role.SUPERVISOR)

    def confirm() -> None:
        with installation.acting(actor) as session:
            values = {
                "agency_id": actor.agency_id,
                "confirmed_by": actor.user_id,
                "confirmed_at": now,
            }
            session.add(
                CareConfirmation(
                    public_id=row.public_id, record_id=row.id, way="colleague", **values
                )
            )
            session.flush()
            session.rollback()

    confirm()
    head = sign_in(Role.SUPERVISOR)
    assert send_edit(installation, head, child, changes={"eyes": "blue"}).status_code == 200
    with pytest.raises(Exception, match="row-level security"):
        confirm()
