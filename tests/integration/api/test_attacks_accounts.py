"""Insiders who act through a colleague's record, edit, deputyship or lost device."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.codes.approvals import ApprovalKind
from core.errors import InvalidInput
from core.policy.access import DEPUTY_DAYS, RESET_HOURS
from core.policy.actions import DEFAULT_TOKEN_SCOPES
from core.policy.roles import Role
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.agencies.user import UserAccount, UserState
from services.agencies import access_requests, agency_register, sessions
from tests.factories import FOUND, LAWFUL, Installation, login
from tests.integration.api import care_steps as steps
from tests.integration.api.conftest import SignIn
from tests.integration.api.insiders import add, enter
from tests.integration.api.test_attacks_access import _decide, _enrol, _requests, _user
from tests.integration.api.test_attacks_reporter_check import OFFICE, REPORT
from tests.integration.api.test_attacks_reporter_check import _decide as _decide_reporter
from tests.integration.steps import read_to_decide, send_decision, send_record

pytestmark = pytest.mark.late


def test_a_deputy_does_not_name_themselves_again(
    installation: Installation, sign_in: SignIn
) -> None:
    head, me = sign_in(Role.SUPERVISOR), login(Role.CASEWORKER, "DE-JUG")

    def until(days: float) -> str:
        return (installation.clock.now() + timedelta(days=days)).isoformat()

    named = head.post(
        "/v1/deputies", json={"login": me, "until": until(0.4), "reason": "away tonight"}
    )
    assert named.status_code == 201
    deputy = enter(sign_in, installation, me, is_deputy=True)
    again = deputy.post(
        "/v1/deputies", json={"login": me, "until": until(DEPUTY_DAYS), "reason": "on and on"}
    )
    # the supervisor ends it before its end
    assert head.post(f"/v1/deputies/{named.json()['id']}/end").status_code == 204
    installation.clock.move(timedelta(minutes=1))
    with installation.app.transaction() as session:
        from core.errors import InvalidInput

        try:
            sessions.open_session(
                session,
                installation.context,
                _user(installation, me).id,
                acting_state=None,
                is_deputy=True,
            )
            is_over = False
        except InvalidInput:
            is_over = True
    assert (again.status_code, is_over) == (403, True)


def test_one_administrator_cannot_make_a_supervisor_by_naming_a_deputy(
    installation: Installation, sign_in: SignIn
) -> None:
    until = (installation.clock.now() + timedelta(days=1)).isoformat()
    body = {"login": login(Role.CASEWORKER, "GR-CPA"), "until": until, "reason": "away"}
    answer = sign_in(Role.ADMINISTRATOR).post("/v1/deputies", json=body)
    assert answer.status_code in (403, 404), (
        "a caseworker of any agency acts as its supervisor on one word"
    )


def test_colleagues_whose_device_is_said_to_be_lost_stay_signed_in_and_decide(
    installation: Installation, sign_in: SignIn
) -> None:
    add(installation, "helga", Role.SUPERVISOR, "DE-POL")
    add(installation, "hanna", Role.SUPERVISOR, "DE-POL")
    helga = enter(sign_in, installation, "helga")
    hanna = enter(sign_in, installation, "hanna")
    me = sign_in(Role.SUPERVISOR, "DE-POL")
    for name in (
        "helga",
        "hanna",
        login(Role.CASEWORKER, "DE-POL"),
        login(Role.LIAISON_OFFICER, "DE-POL"),
    ):
        assert me.post("/v1/resets", json={"login": name, "reason": "lost"}).status_code == 201
    assert {one["login"] for one in _requests(helga)} >= {"hanna"}
    assert {one["login"] for one in _requests(hanna)} >= {"helga"}


def test_an_unused_link_for_a_lost_device_does_not_lock_the_user_out(
    installation: Installation, sign_in: SignIn
) -> None:
    me, desk = sign_in(Role.SUPERVISOR, "DE-POL"), sign_in(Role.SUPERVISOR, "DE-JUG")
    name = login(Role.CASEWORKER, "DE-POL")
    assert me.post("/v1/resets", json={"login": name, "reason": "lost"}).status_code == 201
    (request,) = [one for one in _requests(desk) if one["kind"] == "reset"]
    assert _decide(desk, request["id"]).status_code == 200
    # the attacker keeps the first half
    installation.clock.move(timedelta(hours=RESET_HOURS, minutes=1))
    me, administrator = sign_in(Role.SUPERVISOR, "DE-POL"), sign_in(Role.ADMINISTRATOR)
    ways = [
        one.post(path, json=body).status_code
        for one in (me, administrator)
        for path, body in (
            ("/v1/resets", {"login": name, "reason": "lost again"}),
            ("/v1/users", {"login": name, "name": "C", "role": "caseworker", "agency": "DE-POL"}),
        )
    ]
    assert 201 in ways, ways


def test_one_administrator_cannot_move_the_states_desk(
    installation: Installation, sign_in: SignIn
) -> None:
    with installation.database.transaction() as session:
        for code, is_desk in (("DE-POL", True), ("DE-JUG", False)):
            agency = agency_register.find_agency(session, code)
            session.execute(
                update(Desk).where(Desk.agency_id == agency.id).values(is_state_desk=is_desk)
            )
    body = {
        "code": "DE-NEW",
        "name": "New",
        "kind": "hotline",
        "state": "DE",
        "phone": "+49 30 555 01 00",
        "case_number_pattern": r"DE-\d{4}-\d{3}",
        "supervisory_authority": "DPA",
        "data_protection_contact": "dpo",
    }
    answer = sign_in(Role.ADMINISTRATOR).post("/v1/agencies", json=body)
    assert answer.status_code == 201, answer.text
    desk = installation.read_all(
        select(Agency.code)
        .join(Desk, Desk.agency_id == Agency.id)
        .where(Desk.is_state_desk, Desk.state == "DE")
    )
    assert desk == ["DE-POL"]


@pytest.mark.parametrize("pattern", ["(a+)+b", "DE-.*", "(", "DE-[0-9]{4}"])
def test_no_administrator_gives_an_agency_a_pattern_that_permits_any_number_or_never_ends(
    sign_in: SignIn, pattern: str
) -> None:
    body = {
        "code": "DE-NEW",
        "name": "New",
        "kind": "hotline",
        "state": "DE",
        "phone": "+49 30 555 01 00",
        "case_number_pattern": pattern,
        "supervisory_authority": "DPA",
        "data_protection_contact": "dpo",
    }
    answer = sign_in(Role.ADMINISTRATOR).post("/v1/agencies", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (422, "not_a_pattern")


def test_one_administrator_cannot_exclude_an_agency_that_no_person_may_readmit(
    installation: Installation, sign_in: SignIn
) -> None:
    add(installation, "helga", Role.SUPERVISOR, "DE-POL")
    helga = enter(sign_in, installation, "helga")
    head = sign_in(Role.SUPERVISOR, "DE-POL")
    mine = sign_in(Role.ADMINISTRATOR)
    for name in ("helga", login(Role.SUPERVISOR, "DE-POL")):
        assert mine.post("/v1/resets", json={"login": name, "reason": "lost"}).status_code == 201
    deciders = [len(_requests(one)) for one in (mine, helga, head)]
    assert deciders == [0, 1, 1]


def test_no_invitation_shows_which_sign_in_names_other_agencies_use(
    installation: Installation, sign_in: SignIn
) -> None:
    form = {"name": "Olof", "role": "caseworker"}
    taken, free = login(Role.CASEWORKER, "GR-CPA"), "caseworker.gr-xyz"
    for name in (taken, free):
        made = sign_in(Role.SUPERVISOR).post("/v1/users", json={**form, "login": name})
        assert (made.status_code, made.json()["login"]) == (201, f"{name}.de-jug")
    own = {**form, "login": login(Role.CASEWORKER, "DE-JUG").partition(".")[0]}
    refused = sign_in(Role.SUPERVISOR).post("/v1/users", json=own)
    assert refused.json()["errors"] == [{"field": "login", "reason": "taken"}]


def test_an_invitation_that_was_declined_is_made_again_without_its_acting_state(
    installation: Installation, sign_in: SignIn
) -> None:
    head, greek = sign_in(Role.SUPERVISOR, "DE-POL"), sign_in(Role.SUPERVISOR, "GR-CPA")
    desk = sign_in(Role.SUPERVISOR, "DE-JUG")
    form = {"login": "olof", "name": "Olof", "role": "liaison_officer"}
    assert head.post("/v1/users", json={**form, "states": ["GR"]}).status_code == 201
    (state,) = _requests(greek)
    assert _decide(greek, state["id"]).status_code == 200
    (invitation,) = _requests(desk)
    # this account does not know the person
    assert _decide(desk, invitation["id"], is_approved=False).status_code == 200
    assert head.post("/v1/users", json={**form, "name": "Somebody Else"}).status_code == 201
    (again,) = _requests(desk)
    user = _user(installation, "olof.de-pol")
    states = installation.read_all(select(UserState.state).where(UserState.user_id == user.id))
    assert (states, again["name"]) == ([], "Somebody Else")


def test_a_reset_account_is_not_entered_by_the_outside_sign_in_of_before(
    installation: Installation, sign_in: SignIn
) -> None:
    from models.agencies.access import UserIdentity
    from services.agencies import single_sign_on

    name = login(Role.CASEWORKER, "DE-POL")
    user = _user(installation, name)
    with installation.database.transaction() as session:
        row = session.get_one(UserAccount, user.id)
        single_sign_on.connect_identity(
            session, installation.context, row, issuer="https://id.example", subject="stolen"
        )
    me, desk = sign_in(Role.SUPERVISOR, "DE-POL"), sign_in(Role.SUPERVISOR, "DE-JUG")
    made = me.post("/v1/resets", json={"login": name, "reason": "lost"}).json()
    (request,) = [one for one in _requests(desk) if one["kind"] == "reset"]
    second = _decide(desk, request["id"]).json()["second"]
    assert _enrol(me, f"{made['first']}.{second}") == 201
    with installation.database.transaction() as session:
        assert session.get(UserIdentity, user.id) is None


def test_one_administrator_cannot_disable_confirmation_of_the_servers_invitation(
    installation: Installation, sign_in: SignIn
) -> None:
    sign_in(Role.SUPERVISOR), sign_in(Role.SUPERVISOR, "DE-POL")
    mine = sign_in(Role.ADMINISTRATOR)

    def is_decidable() -> bool:
        with installation.database.transaction() as session:
            found = agency_register.find_agency(session, "DE-POL")
            return access_requests.is_decidable(session, installation.context, found)

    assert is_decidable()
    statuses = [
        mine.post(
            f"/v1/users/{_user(installation, login(Role.SUPERVISOR, code)).public_id}/disable"
        ).status_code
        for code in ("DE-JUG", "DE-POL")
    ]
    assert (statuses, is_decidable()) == ([204, 204], True)


def test_an_officer_who_is_a_deputy_at_home_is_no_supervisor_of_the_state_acted_for(
    installation: Installation, sign_in: SignIn
) -> None:
    name = login(Role.LIAISON_OFFICER, "DE-POL")
    with installation.database.transaction() as session:
        for code in ("DE-POL", "CH-CPA"):
            user = _user(installation, login(Role.LIAISON_OFFICER, code))
            session.add(UserState(user_id=user.id, state="GR"))
    enter(
        sign_in,
        installation,
        login(Role.LIAISON_OFFICER, "CH-CPA"),
        acting_state="GR",
        reason="about Golchehra",
    )
    until = (installation.clock.now() + timedelta(days=1)).isoformat()
    named = sign_in(Role.SUPERVISOR, "DE-POL").post(
        "/v1/deputies", json={"login": name, "until": until, "reason": "away"}
    )
    assert named.status_code == 201
    with pytest.raises(InvalidInput, match="own_state_only"):
        enter(sign_in, installation, name, acting_state="GR", is_deputy=True)


def test_a_deputy_is_the_same_person_as_before(installation: Installation, sign_in: SignIn) -> None:
    head, name = sign_in(Role.SUPERVISOR, "GR-CPA"), login(Role.CASEWORKER, "GR-CPA")
    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    report = send_record(desk, REPORT)["id"]
    found = send_record(desk, {**steps.CHILD, "record_ref": "F-2"})["id"]
    office = desk.post("/v1/institutions", json=OFFICE).json()["institution"]
    until = (installation.clock.now() + timedelta(days=1)).isoformat()
    named = head.post("/v1/deputies", json={"login": name, "until": until, "reason": "away"}).json()
    deputy = enter(sign_in, installation, name, is_deputy=True)
    assert _decide_reporter(deputy, report).status_code == 409
    assert send_decision(installation, deputy, office).status_code == 409
    assert (
        deputy.post(f"/v1/records/{found}/care-confirmation", json={"way": "colleague"}).status_code
        == 409
    )
    assert head.post(f"/v1/deputies/{named['id']}/end").status_code == 204
    assert deputy.get("/v1/session").status_code == 401


def test_an_administrator_with_a_new_agency_of_a_new_state_makes_no_supervisor(
    installation: Installation, sign_in: SignIn
) -> None:
    mine, other = sign_in(Role.ADMINISTRATOR), sign_in(Role.ADMINISTRATOR, "GR-CPA")
    body = {
        "code": "MT-NEW",
        "name": "New",
        "kind": "protection",
        "state": "MT",
        "phone": "+356 2122 0000",
    }
    body |= {
        "case_number_pattern": r"MT-\d{4}",
        "supervisory_authority": "DPA",
        "data_protection_contact": "dpo",
    }
    assert mine.post("/v1/agencies", json=body).status_code == 201
    form = {"login": "puppet", "name": "P", "role": "supervisor", "agency": "MT-NEW"}
    assert mine.post("/v1/users", json=form).status_code == 201
    form |= {"login": "officer", "role": "liaison_officer", "states": ["DE", "GR"]}
    assert mine.post("/v1/users", json=form).status_code == 201
    assert [_requests(one) for one in (mine, other)] == [[], []]


def test_requests_end_to_the_minute_and_no_software_decides(
    installation: Installation, sign_in: SignIn
) -> None:
    me, desk = sign_in(Role.SUPERVISOR, "DE-POL"), sign_in(Role.SUPERVISOR, "DE-JUG")
    name = login(Role.CASEWORKER, "DE-POL")
    made = me.post("/v1/resets", json={"login": name, "reason": "lost"}).json()
    installation.clock.move(timedelta(hours=RESET_HOURS))
    desk = sign_in(Role.SUPERVISOR, "DE-JUG")
    assert (_requests(desk), _decide(desk, made["id"]).status_code) == ([], 404)
    software = sign_in(Role.SYSTEM, "DE-JUG", DEFAULT_TOKEN_SCOPES)
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    for path, body in (
        (f"/v1/records/{child}/care-confirmation", {"way": "colleague"}),
        ("/v1/resets", {"login": name, "reason": "x"}),
        ("/v1/users", {"login": "p", "name": "P", "role": "supervisor"}),
        ("/v1/deputies", {"login": name, "until": "2026-03-03T00:00:00Z", "reason": "x"}),
        (f"/v1/approvals/{made['id']}/decision", {"is_approved": True}),
        (
            "/v1/searches",
            {
                "facts": {"full_name": "A B", "birth_date": "2009-01-01"},
                "purpose": "locate_missing",
                "legal_basis": "led_8_10",
                "case_number": "DE-2026-001",
            },
        ),
    ):
        assert software.post(path, json=body).status_code == 403, path
    assert (
        software.patch(f"/v1/records/{child}", json={}, headers={"If-Match": '"1"'}).status_code
        == 403
    )


def test_odd_values_crash_no_route_of_access(installation: Installation, sign_in: SignIn) -> None:
    head, administrator = sign_in(Role.SUPERVISOR), sign_in(Role.ADMINISTRATOR)
    odd = [
        "",
        " ",
        "\x00",
        "\ud800",
        "a" * 190,
        "İ",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        None,
        [],
        {},
        -1,
        1e400,
    ]
    wrong = []
    for client in (head, administrator):
        for value in odd:
            for path, body in (
                ("/v1/resets", {"login": value, "reason": "x"}),
                (
                    "/v1/deputies",
                    {"login": login(Role.CASEWORKER, "DE-JUG"), "until": value, "reason": "x"},
                ),
                ("/v1/deputies", {"login": value, "until": "2026-03-03T00:00:00Z", "reason": "x"}),
                (
                    "/v1/users",
                    {"login": value, "name": "P", "role": "caseworker", "agency": "DE-JUG"},
                ),
                ("/v1/users", {"login": "p", "name": "P", "role": "caseworker", "agency": value}),
            ):
                try:
                    status = client.post(path, json=body).status_code
                except ValueError:
                    continue
                if status >= 500:
                    wrong.append((path, value, status))
    assert wrong == []


def test_the_requester_of_an_export_or_search_may_not_sign_it_in_another_role(
    installation: Installation, sign_in: SignIn
) -> None:
    name = login(Role.CASEWORKER, "GR-CPA")
    head, desk = sign_in(Role.SUPERVISOR, "GR-CPA"), sign_in(Role.CASEWORKER, "GR-CPA")
    query = {
        "facts": {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10"},
        "purpose": "locate_missing",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "GR-2026-001",
    }
    search = desk.post("/v1/searches", json=query).json()["id"]
    until = (installation.clock.now() + timedelta(days=1)).isoformat()
    assert (
        head.post(
            "/v1/deputies", json={"login": name, "until": until, "reason": "away"}
        ).status_code
        == 201
    )
    deputy = enter(sign_in, installation, name, is_deputy=True)
    assert read_to_decide(deputy, ApprovalKind.SEARCH_APPROVAL) == []
    assert send_decision(installation, deputy, search).status_code == 409
    saved = desk.post(f"/v1/searches/{search}/save", json={"reason": "x", "days": 1})
    assert saved.status_code == 201  # it waits for another person's signature
    assert send_decision(installation, deputy, search).status_code == 409
