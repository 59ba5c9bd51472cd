"""Insiders who try to grant themselves access: invitations, acting states, identities, helpers."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from core.policy.access import ON_DUTY_HOURS
from core.policy.approvals import ACCESS_KINDS, INDEPENDENT_DAYS
from core.policy.roles import Role
from models.agencies.access import UserIdentity
from models.agencies.user import UserAccount, UserState
from services.agencies import accounts
from tests.factories import FOUND, LAWFUL, MISSING, OTHER, PASSWORD, Installation, login
from tests.integration.api.conftest import SignIn
from tests.integration.api.insiders import add, enter
from tests.integration.steps import send_decision, send_edit

OFFICER = {"login": "olof", "name": "Olof", "role": "liaison_officer"}
PROTECTED = dataclasses.replace(LAWFUL, international_protection="applicant")
EXPORT = {
    "format": "csv",
    "purpose": "locate_missing",
    "reason": "the desk works without a line tonight",
    "recipient": "duty desk",
    "recipient_state": "DE",
}
HEAD = {"login": "helga", "name": "Helga", "role": "supervisor"}


def _requests(client: TestClient) -> list[dict[str, Any]]:
    """Return the requests for access that the person may decide, with their texts."""
    lines = client.get("/v1/approvals").json()["approvals"]
    return [
        {**line, **line["about"], "login": line["title"]}
        for line in lines
        if line["kind"] in ACCESS_KINDS and not line["is_own"]
    ]


def _decide(client: TestClient, request: str, *, is_approved: bool = True) -> Any:
    return client.post(f"/v1/approvals/{request}/decision", json={"is_approved": is_approved})


def _enrol(client: TestClient, token: str) -> int:
    body = {"token": token, "password": PASSWORD, "code": ""}
    return client.post("/v1/enrolment/finish", json=body).status_code


def _user(installation: Installation, name: str) -> UserAccount:
    tags = accounts.login_tags(installation.context.keys, name)
    with installation.database.transaction() as session:
        found = session.scalars(select(UserAccount).where(UserAccount.login_tag.in_(tags))).one()
        session.expunge(found)
        return found


def _invite(asker: TestClient, second: TestClient, form: dict[str, Any]) -> int:
    """Invite a person by two people, and enrol them. Return the status of the enrolment."""
    made = asker.post("/v1/users", json=form)
    assert made.status_code == 201, made.text
    (request,) = [
        one
        for one in _requests(second)
        if one["login"] == made.json()["login"] and one["kind"] == "invitation"
    ]
    other_half = _decide(second, request["id"]).json()["second"]
    return _enrol(asker, f"{made.json()['first']}.{other_half}")


def test_one_supervisor_cannot_grant_access_to_another_states_records(
    installation: Installation, sign_in: SignIn
) -> None:
    head, desk = sign_in(Role.SUPERVISOR, "DE-POL"), sign_in(Role.SUPERVISOR, "DE-JUG")
    made = head.post("/v1/users", json={**OFFICER, "states": ["GR"]}).json()
    assert _requests(head) == []
    for token in (made["first"], f"{made['first']}.{made['first']}"):
        assert _enrol(head, token) == 404
    # the state's desk decides: the agency has no other supervisor on duty
    (request,) = _requests(desk)
    assert (request["kind"], request["login"]) == ("invitation", "olof.de-pol")
    assert _enrol(head, f"{made['first']}.{_decide(desk, request['id']).json()['second']}") == 201
    user = _user(installation, "olof.de-pol")
    assert installation.read_all(select(UserState.state).where(UserState.user_id == user.id)) == []
    wrong = {"login": "olof.de-pol", "password": PASSWORD, "acting_state": "GR", "reason": "a case"}
    assert head.post("/v1/session", json=wrong).json()["errors"][0] == {
        "field": "acting_state",
        "reason": "not_allowed",
    }
    for other in (head, desk, sign_in(Role.ADMINISTRATOR)):
        assert [one for one in _requests(other) if one["kind"] == "state"] == []
    greek = sign_in(Role.SUPERVISOR, "GR-CPA")
    (request,) = _requests(greek)
    assert (request["kind"], request["acting_state"], request["agency"]) == (
        "state",
        "GR",
        "DE-POL",
    )
    decided = {"state": "approved", "second": None, "desk": None}
    assert _decide(greek, request["id"]).json() == decided
    officer = enter(sign_in, installation, "olof.de-pol", acting_state="GR")
    assert officer.get("/v1/session").json()["state"] == "GR"


def test_the_state_desk_is_notified_of_an_acting_session_and_may_end_it(
    installation: Installation, sign_in: SignIn
) -> None:
    officer = _user(installation, login(Role.LIAISON_OFFICER, "DE-POL"))
    with installation.database.transaction() as session:
        session.add(UserState(user_id=officer.id, state="GR"))
    acting = enter(sign_in, installation, login(Role.LIAISON_OFFICER, "DE-POL"), acting_state="GR")
    greek = sign_in(Role.SUPERVISOR, "GR-CPA")
    assert [one["kind"] for one in greek.get("/v1/notifications").json()["notifications"]] == [
        "acting_session"
    ]
    (acting_session,) = greek.get("/v1/acting-sessions").json()["sessions"]
    assert (acting_session["agency"], acting_session["reason"], acting_session["user"]) == (
        "DE-POL",
        "a case",
        str(officer.public_id),
    )
    assert sign_in(Role.SUPERVISOR, "FR-116").get("/v1/acting-sessions").json() == {"sessions": []}
    end = f"/v1/users/{officer.public_id}/states/end"
    assert sign_in(Role.SUPERVISOR, "FR-116").post(end, json={"state": "GR"}).status_code == 404
    assert greek.post(end, json={"state": "GR"}).status_code == 204
    assert acting.get("/v1/session").status_code == 401
    assert greek.post(end, json={"state": "GR"}).status_code == 404


@pytest.mark.parametrize("state", ["US", "DE"])
def test_a_state_that_takes_no_part_and_the_own_one_are_not_acted_for(
    sign_in: SignIn, state: str
) -> None:
    answer = sign_in(Role.SUPERVISOR, "DE-POL").post(
        "/v1/users", json={**OFFICER, "states": [state]}
    )
    field = answer.json()["errors"][0]["field"]
    assert (answer.status_code, field.partition(".")[0]) == (422, "states")


def test_one_administrator_cannot_make_a_supervisor(
    installation: Installation, sign_in: SignIn
) -> None:
    administrator, other = sign_in(Role.ADMINISTRATOR), sign_in(Role.ADMINISTRATOR, "GR-CPA")
    made = administrator.post("/v1/users", json={**HEAD, "agency": "DE-JUG"}).json()
    for client in (
        administrator,
        other,
        sign_in(Role.SUPERVISOR, "GR-CPA"),
        sign_in(Role.SUPERVISOR, "FR-116"),
    ):
        assert _requests(client) == []
    head = sign_in(Role.SUPERVISOR)
    (request,) = _requests(head)
    assert _decide(other, request["id"]).status_code == 404
    assert _decide(administrator, request["id"]).status_code == 409
    second = _decide(head, request["id"]).json()["second"]
    assert _enrol(other, second) == 404
    assert _enrol(other, f"{made['first']}.{second}") == 201


def test_one_administrator_cannot_link_an_account_to_an_external_sign_in(
    installation: Installation, sign_in: SignIn
) -> None:
    administrator = sign_in(Role.ADMINISTRATOR)
    head = _user(installation, login(Role.SUPERVISOR, "DE-JUG"))
    mine = {"issuer": "https://id.example", "subject": "administrator"}
    assert administrator.put(f"/v1/users/{head.public_id}/identity", json=mine).status_code == 202
    assert _requests(administrator) == []
    # the state's pool decides, not the account itself
    assert _requests(sign_in(Role.SUPERVISOR)) == []
    (request,) = _requests(sign_in(Role.SUPERVISOR, "DE-POL"))
    assert (request["kind"], request["reason"]) == ("identity", "https://id.example administrator")
    assert installation.count(UserIdentity) == 0


def test_a_new_account_is_no_second_person_for_its_creators(
    installation: Installation, sign_in: SignIn
) -> None:
    head, administrator = sign_in(Role.SUPERVISOR), sign_in(Role.ADMINISTRATOR)
    assert _invite(head, administrator, HEAD) == 201
    helga = enter(sign_in, installation, "helga.de-jug")
    assert head.post("/v1/users", json={**OFFICER, "login": "puppet"}).status_code == 201
    (request,) = [one for one in _requests(helga) if one["login"] == "puppet.de-jug"]
    refused = _decide(helga, request["id"])
    assert (refused.status_code, refused.json()["code"]) == (403, "account_is_too_new")
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    export = head.post("/v1/exports", json={**EXPORT, "records": [str(record)]}).json()
    refused = send_decision(installation, helga, export["id"])
    assert (refused.status_code, refused.json()["code"]) == (403, "account_is_too_new")
    # nor do its creators check what it asks
    export = helga.post("/v1/exports", json={**EXPORT, "records": [str(record)]}).json()
    refused = send_decision(installation, head, export["id"])
    assert (refused.status_code, refused.json()["code"]) == (403, "account_is_too_new")
    # nor does an account that it made
    add(installation, "third", Role.SUPERVISOR, "DE-JUG")
    maker = {
        "invited_by": _user(installation, "helga.de-jug").id,
        "confirmed_at": installation.clock.now(),
    }
    made = UserAccount.id == _user(installation, "third").id
    installation.change(update(UserAccount).where(made).values(maker))
    third = enter(sign_in, installation, "third")
    export = head.post("/v1/exports", json={**EXPORT, "records": [str(record)]}).json()
    refused = send_decision(installation, third, export["id"])
    assert (refused.status_code, refused.json()["code"]) == (403, "account_is_too_new")
    # nor is it a deputy of its creators
    assert _invite(head, administrator, OFFICER) == 201
    deputy = {"login": "olof.de-jug", "until": "2026-03-05T00:00:00Z", "reason": "a holiday"}
    refused = head.post("/v1/deputies", json=deputy)
    assert (refused.status_code, refused.json()["code"]) == (403, "account_is_too_new")
    installation.clock.move(timedelta(days=INDEPENDENT_DAYS, minutes=1))
    head, helga = sign_in(Role.SUPERVISOR), enter(sign_in, installation, "helga.de-jug")
    export = head.post("/v1/exports", json={**EXPORT, "records": [str(record)]}).json()
    assert send_decision(installation, helga, export["id"]).status_code == 200


def test_two_people_whom_one_person_invited_do_not_grant_access_together(
    installation: Installation, sign_in: SignIn
) -> None:
    head, administrator = sign_in(Role.SUPERVISOR, "DE-POL"), sign_in(Role.ADMINISTRATOR)
    for name in ("first", "second"):
        assert _invite(head, administrator, {**HEAD, "login": name}) == 201
    first, second = (enter(sign_in, installation, f"{name}.de-pol") for name in ("first", "second"))
    assert first.post("/v1/users", json={**OFFICER, "login": "puppet"}).status_code == 201
    assert first.post("/v1/tokens", json={"label": "intake"}).status_code == 201
    lines = second.get("/v1/approvals").json()["approvals"]
    waiting = {line["kind"]: line["id"] for line in lines if not line["is_own"]}
    for kind in ("invitation", "system_token"):
        refused = _decide(second, waiting[kind])
        code = "sibling_decides_token" if kind == "system_token" else "sibling_decides_access"
        assert (refused.status_code, refused.json()["code"]) == (403, code)
    # the people whom the refusals name decide
    (request,) = _requests(sign_in(Role.SUPERVISOR, "DE-JUG"))
    assert request["login"] == "puppet.de-pol"
    assert _decide(sign_in(Role.SUPERVISOR, "DE-JUG"), request["id"]).status_code == 200
    assert _decide(administrator, waiting["system_token"]).status_code == 403  # made both accounts
    other = sign_in(Role.ADMINISTRATOR, "GR-CPA")
    assert _decide(other, waiting["system_token"]).status_code == 200
    # what only their own agency decides, they decide
    found = installation.register(FOUND, installation.actor(Role.SUPERVISOR, "DE-POL"), LAWFUL)
    export = first.post("/v1/exports", json={**EXPORT, "records": [str(found)]}).json()
    assert send_decision(installation, second, export["id"]).status_code == 200


def test_after_their_first_days_two_people_whom_one_person_invited_decide(
    installation: Installation, sign_in: SignIn
) -> None:
    head, administrator = sign_in(Role.SUPERVISOR, "DE-POL"), sign_in(Role.ADMINISTRATOR)
    assert _invite(head, administrator, {**HEAD, "login": "first"}) == 201
    installation.clock.move(timedelta(days=INDEPENDENT_DAYS, minutes=1))
    head, administrator = sign_in(Role.SUPERVISOR, "DE-POL"), sign_in(Role.ADMINISTRATOR)
    assert _invite(head, administrator, {**HEAD, "login": "second"}) == 201
    first, second = (enter(sign_in, installation, f"{name}.de-pol") for name in ("first", "second"))
    assert first.post("/v1/users", json={**OFFICER, "login": "third"}).status_code == 201
    (request,) = _requests(second)
    assert _decide(second, request["id"]).status_code == 200


def test_while_a_colleague_is_on_duty_the_states_desk_does_not_decide(
    installation: Installation, sign_in: SignIn
) -> None:
    desk, police = sign_in(Role.SUPERVISOR, "DE-JUG"), sign_in(Role.SUPERVISOR, "DE-POL")
    administrator = sign_in(Role.ADMINISTRATOR)
    administrator.post("/v1/users", json={**OFFICER, "agency": "DE-POL"})
    assert (len(_requests(police)), len(_requests(desk))) == (1, 0)
    installation.clock.move(timedelta(hours=ON_DUTY_HOURS, minutes=1))
    assert len(_requests(sign_in(Role.SUPERVISOR, "DE-JUG"))) == 1
    assert len(_requests(sign_in(Role.SUPERVISOR, "GR-CPA"))) == 0


def test_a_supervisor_reads_the_accounts_of_the_own_agency_and_no_other(sign_in: SignIn) -> None:
    users = sign_in(Role.SUPERVISOR).get("/v1/users").json()["users"]
    assert {one["agency"] for one in users} == {"DE-JUG"}
    assert {one["login"] for one in users if one["used_at"]} == {"supervisor.de-jug"}


def test_acting_for_another_state_does_not_lift_the_bar_of_the_own_state(
    installation: Installation, sign_in: SignIn
) -> None:
    child = {**FOUND, "nationalities": ["GR"]}
    protected = installation.register(child, installation.actor(Role.CASEWORKER), PROTECTED)
    officer = _user(installation, login(Role.LIAISON_OFFICER, "GR-POL"))
    with installation.database.transaction() as session:
        session.add(UserState(user_id=officer.id, state="FR"))
    own = enter(sign_in, installation, login(Role.LIAISON_OFFICER, "GR-POL"))
    acting = enter(sign_in, installation, login(Role.LIAISON_OFFICER, "GR-POL"), acting_state="FR")
    french = sign_in(Role.SUPERVISOR, "FR-116")
    statuses = [
        client.get(f"/v1/records/{protected}").status_code for client in (french, own, acting)
    ]
    assert statuses == [200, 404, 404]


def test_an_acting_officer_reads_no_police_record_that_a_bar_keeps_from_the_own_state(
    installation: Installation, sign_in: SignIn
) -> None:
    police = installation.actor(Role.CASEWORKER, "GR-POL")
    kept = installation.register({**FOUND, "dangers": ["state:DE"]}, police, LAWFUL)
    shown = installation.register(OTHER, police, LAWFUL)
    officer = _user(installation, login(Role.LIAISON_OFFICER, "DE-POL"))
    with installation.database.transaction() as session:
        session.add(UserState(user_id=officer.id, state="GR"))
    acting = enter(sign_in, installation, login(Role.LIAISON_OFFICER, "DE-POL"), acting_state="GR")
    for client, expected in (
        (sign_in(Role.LIAISON_OFFICER, "GR-POL"), [kept, shown]),
        (acting, [shown]),
    ):
        listed = {one["id"] for one in client.get("/v1/records").json()["records"]}
        assert listed == {str(one) for one in expected}
        opened = [one for one in (kept, shown) if client.get(f"/v1/records/{one}").is_success]
        assert opened == expected
        named = client.get("/v1/deadlines").json()["deadlines"]
        assert {one["record"] for one in named} <= listed
    barring = send_edit(installation, acting, shown, changes={"dangers": ["state:DE"]})
    assert (barring.status_code, barring.json()["code"]) == (409, "bar_of_own_state")
    assert acting.get(f"/v1/records/{shown}").is_success


def test_a_state_of_the_schengen_exchange_takes_part(
    installation: Installation, sign_in: SignIn
) -> None:
    protected = installation.register(FOUND, installation.actor(Role.CASEWORKER), PROTECTED)
    assert sign_in(Role.SUPERVISOR, "CH-CPA").get(f"/v1/records/{protected}").status_code == 200


def test_an_officer_with_an_acting_state_cannot_take_its_record_over_alone(
    installation: Installation, sign_in: SignIn
) -> None:
    police = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    record = installation.register(MISSING, police, LAWFUL)
    name = login(Role.LIAISON_OFFICER, "GR-POL")
    with installation.database.transaction() as session:
        session.add(UserState(user_id=_user(installation, name).id, state="DE"))
    acting = enter(sign_in, installation, name, acting_state="DE")
    own = enter(sign_in, installation, name)
    offer = {"to_agency": "GR-POL", "reason": "moved"}
    offered = acting.post(f"/v1/records/{record}/transfers", json=offer)
    assert offered.status_code == 201, offered.text
    accept = f"/v1/transfers/{offered.json()['transfer']}/accept"
    body = {"legal_basis": "led_8_10"}
    for client, refusal in (
        (acting, (404, "not_found")),  # for DE the officer has no part in what GR is offered
        (own, (409, "second_person_takes_over")),
    ):
        refused = client.post(accept, json=body)
        assert (refused.status_code, refused.json()["code"]) == refusal
    (line,) = own.get("/v1/transfers").json()["transfers"]
    (action,) = [one for one in line["next_steps"]["actions"] if one["name"] == "accept"]
    assert action["reason"]["code"] == "second_person_takes_over"
    colleague = enter(sign_in, installation, login(Role.SUPERVISOR, "GR-POL"))
    assert colleague.post(accept, json=body).status_code == 200
    giver = sign_in(Role.SUPERVISOR, "DE-POL").get("/v1/notifications").json()["notifications"]
    assert ("transfer_accepted", str(record)) in [(one["kind"], one["record"]) for one in giver]
