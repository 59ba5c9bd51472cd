"""Tokens of agencies' software over HTTP: ask, approve, issue, list, rotate, revoke, expiry."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.access import FRESH_MINUTES, GRANT_HOURS
from core.policy.actions import TokenScope
from core.policy.roles import Role
from models.agencies.user import SystemToken
from models.oversight.audit import Audit
from services.agencies import accounts, agency_register, deputies, sessions, system_tokens
from services.agencies.accounts import INSTALLER
from tests.factories import ORIGIN, Installation, login
from tests.integration.api import insiders
from tests.integration.api.conftest import SignIn


def _issued(sign_in: SignIn, client: TestClient, **body: Any) -> dict[str, Any]:
    asked = _asked(client, **body)
    assert _decided(sign_in(Role.ADMINISTRATOR, "GR-CPA"), asked) == (200, "approved")
    answer = client.post(f"/v1/tokens/{asked}/issue", json={})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _asked(client: TestClient, **body: Any) -> str:
    answer = client.post("/v1/tokens", json={"label": "intake", **body})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _waiting(client: TestClient) -> list[dict[str, Any]]:
    listed = client.get("/v1/approvals").json()["approvals"]
    return [one for one in listed if one["kind"] == "system_token"]


def _decided(client: TestClient, token: str, *, is_approved: bool = True) -> tuple[int, str]:
    (row,) = (one for one in _waiting(client) if one["subject"] == token)
    answer = client.post(f"/v1/approvals/{row['id']}/decision", json={"is_approved": is_approved})
    body = answer.json()
    return answer.status_code, body.get("state") or body["code"]


def _issue_code(client: TestClient, token: str) -> tuple[int, str]:
    answer = client.post(f"/v1/tokens/{token}/issue", json={})
    return answer.status_code, answer.json().get("code", "")


def _works(sign_in: SignIn, token: str) -> bool:
    software = sign_in(None)
    software.headers["Authorization"] = f"Bearer {token}"
    return software.get("/v1/session").status_code == 200


def _listed(client: TestClient) -> dict[str, Any]:
    return {one["id"]: one for one in client.get("/v1/tokens").json()["tokens"]}


def test_a_token_works_only_after_a_second_person_approved_it_and_its_asker_issued_it(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor, administrator = sign_in(Role.SUPERVISOR), sign_in(Role.ADMINISTRATOR, "GR-CPA")
    asked = _asked(supervisor, scopes=["read", "matches"])
    assert _issue_code(supervisor, asked) == (409, "token_needs_approval")
    (own,) = _waiting(supervisor)
    assert (own["is_own"], own["actions"][0]["reason"]["code"]) == (True, "second_person_decides")
    assert _decided(supervisor, asked) == (409, "second_person_decides")
    (seen,) = _waiting(administrator)
    assert (seen["title"], seen["about"]) == (
        "intake",
        {"agency": "DE-JUG", "scopes": "matches read"},
    )
    assert not _waiting(sign_in(Role.SUPERVISOR, "GR-CPA"))
    assert not _waiting(sign_in(Role.CASEWORKER))
    assert _decided(administrator, asked) == (200, "approved")
    assert _issue_code(administrator, asked)[0] == 403
    assert (_listed(supervisor)[asked]["state"], _listed(supervisor)[asked]["is_own"]) == (
        "approved",
        True,
    )
    issued = supervisor.post(f"/v1/tokens/{asked}/issue", json={})
    assert (issued.status_code, issued.json()["id"]) == (201, asked)
    assert _works(sign_in, issued.json()["token"])
    assert _issue_code(supervisor, asked) == (409, "token_has_ended")
    assert installation.count(SystemToken) == 1


def test_a_request_that_is_refused_revoked_or_late_gives_no_token(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor, administrator = sign_in(Role.SUPERVISOR), sign_in(Role.ADMINISTRATOR, "GR-CPA")
    refused = _asked(supervisor)
    assert supervisor.post("/v1/tokens", json={"label": "intake"}).status_code == 422
    assert _decided(administrator, refused, is_approved=False) == (200, "refused")
    revoked = _asked(supervisor)
    assert supervisor.post(f"/v1/tokens/{revoked}/revoke", json={}).status_code == 204
    assert not _waiting(administrator)
    late, unused = _asked(supervisor), _asked(supervisor, label="other")
    assert _decided(administrator, unused) == (200, "approved")
    installation.clock.move(timedelta(hours=GRANT_HOURS))
    supervisor = sign_in(Role.SUPERVISOR)
    assert not _waiting(sign_in(Role.ADMINISTRATOR, "GR-CPA"))
    states = {refused: "refused", revoked: "revoked", late: "expired", unused: "expired"}
    listed = _listed(supervisor)
    assert {token: listed[token]["state"] for token in states} == states
    for token in states:
        assert _issue_code(supervisor, token) == (409, "token_has_ended")


def test_another_supervisor_approves_but_neither_issues_nor_rotates(
    installation: Installation, sign_in: SignIn
) -> None:
    insiders.add(installation, "colleague", Role.SUPERVISOR, "DE-JUG")
    supervisor = sign_in(Role.SUPERVISOR)
    colleague = insiders.enter(sign_in, installation, "colleague")
    asked = _asked(supervisor)
    assert _decided(colleague, asked) == (200, "approved")
    assert _issue_code(colleague, asked) == (403, "asker_issues_token")
    assert supervisor.post(f"/v1/tokens/{asked}/issue", json={}).status_code == 201
    for _ in range(2):  # also the token that a rotation made
        answer = colleague.post(f"/v1/tokens/{asked}/rotate", json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "approver_rotates_token")
        asked = supervisor.post(f"/v1/tokens/{asked}/rotate", json={}).json()["id"]
        installation.clock.move(timedelta(hours=24))
        supervisor = sign_in(Role.SUPERVISOR)
        colleague = insiders.enter(sign_in, installation, "colleague")


def test_a_new_token_only_registers_lives_90_days_and_is_shown_once(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    made = _issued(sign_in, supervisor)
    listed = _listed(supervisor)[made["id"]]
    assert (listed["label"], listed["scopes"], listed["agency"]) == (
        "intake",
        ["register"],
        "DE-JUG",
    )
    assert made["token"] not in supervisor.get("/v1/tokens").text
    (stored,) = installation.read_all(select(SystemToken))
    assert made["token"].encode() not in (stored.token_hash, stored.label.encode())
    assert stored.expires_at - stored.created_at == timedelta(days=90)
    installation.clock.move(timedelta(days=90))
    assert not _works(sign_in, made["token"])
    assert _listed(sign_in(Role.SUPERVISOR))[made["id"]]["state"] == "expired"


def test_the_last_use_is_stored(installation: Installation, sign_in: SignIn) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    made = _issued(sign_in, supervisor)
    assert _listed(supervisor)[made["id"]]["used_at"] is None
    installation.clock.move(timedelta(minutes=5))
    assert _works(sign_in, made["token"])
    assert _listed(supervisor)[made["id"]]["used_at"] == "2026-03-02T09:35:00Z"


def test_a_revoked_token_ends_immediately_and_stays_in_the_list(sign_in: SignIn) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    made = _issued(sign_in, supervisor)
    assert _works(sign_in, made["token"])
    assert supervisor.post(f"/v1/tokens/{made['id']}/revoke", json={}).status_code == 204
    assert not _works(sign_in, made["token"])
    assert _listed(supervisor)[made["id"]]["revoked_at"] is not None
    assert supervisor.post(f"/v1/tokens/{made['id']}/rotate", json={}).status_code == 409


def test_after_a_rotation_two_tokens_work_for_a_day(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    old = _issued(sign_in, supervisor, scopes=["register", "read"])
    answer = supervisor.post(f"/v1/tokens/{old['id']}/rotate", json={})
    assert answer.status_code == 201
    new = answer.json()
    listed = _listed(supervisor)
    assert listed[new["id"]]["scopes"] == listed[old["id"]]["scopes"] == ["read", "register"]
    assert new["token"] != old["token"]
    assert [_works(sign_in, one["token"]) for one in (old, new)] == [True, True]
    for one in (old, new):  # a third token is not issued while two work
        again = supervisor.post(f"/v1/tokens/{one['id']}/rotate", json={})
        assert (again.status_code, again.json()["code"]) == (409, "token_was_rotated")
    assert supervisor.post("/v1/tokens", json={"label": "intake"}).status_code == 422
    installation.clock.move(timedelta(hours=24))
    assert [_works(sign_in, one["token"]) for one in (old, new)] == [False, True]
    again = sign_in(Role.SUPERVISOR).post(f"/v1/tokens/{new['id']}/rotate", json={})
    assert again.status_code == 201


def test_a_token_of_another_agency_is_not_found_and_an_administrator_only_revokes(
    sign_in: SignIn,
) -> None:
    made = _issued(sign_in, sign_in(Role.SUPERVISOR))
    other = sign_in(Role.SUPERVISOR, "GR-CPA")
    assert made["id"] not in _listed(other)
    for act in ("rotate", "revoke"):
        assert other.post(f"/v1/tokens/{made['id']}/{act}", json={}).status_code == 404
    administrator = sign_in(Role.ADMINISTRATOR, "GR-CPA")
    assert made["id"] in _listed(administrator)
    assert administrator.post("/v1/tokens", json={"label": "mine"}).status_code == 403
    assert administrator.post(f"/v1/tokens/{made['id']}/rotate", json={}).status_code == 403
    assert made["id"] in _listed(sign_in(Role.AUDITOR, "FR-116"))
    assert administrator.post(f"/v1/tokens/{made['id']}/revoke", json={}).status_code == 204
    assert not _works(sign_in, made["token"])


def test_issuing_and_rotating_need_the_password_again_and_revoking_does_not(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    made = _issued(sign_in, supervisor)
    installation.clock.move(timedelta(minutes=FRESH_MINUTES, seconds=1))
    for path in ("/v1/tokens", f"/v1/tokens/{made['id']}/rotate"):
        answer = supervisor.post(path, json={"label": "other"} if path == "/v1/tokens" else {})
        assert (answer.status_code, answer.json()["code"]) == (403, "authenticate_again"), path
    assert supervisor.post(f"/v1/tokens/{made['id']}/revoke", json={}).status_code == 204


def test_a_deputy_issues_no_token(installation: Installation, sign_in: SignIn) -> None:
    deputy, name = sign_in(None), login(Role.CASEWORKER, "DE-JUG")
    until = installation.clock.now() + timedelta(days=1)
    installation.do(
        installation.actor(Role.SUPERVISOR),
        deputies.name_deputy,
        name,
        until=until,
        reason="on leave",
    )
    with installation.database.transaction() as session:
        user_id = accounts.find_login(session, installation.context, name).user_id
        assert user_id is not None
        opened = sessions.open_session(
            session, installation.context, user_id, acting_state=None, is_deputy=True
        )
        deputy.cookies.set("homeward", opened.token)
    made = _issued(sign_in, sign_in(Role.SUPERVISOR))
    waiting = _asked(sign_in(Role.SUPERVISOR), label="next")
    assert _decided(deputy, waiting) == (403, "deputy_issues_token")
    (seen,) = _waiting(deputy)
    assert seen["actions"][0]["reason"]["code"] == "deputy_issues_token"
    for path in ("/v1/tokens", f"/v1/tokens/{made['id']}/rotate"):
        answer = deputy.post(path, json={"label": "mine"} if path == "/v1/tokens" else {})
        assert (answer.status_code, answer.json()["code"]) == (403, "deputy_issues_token"), path


def test_each_act_on_a_token_is_in_the_audit_log(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    made = _issued(sign_in, supervisor)
    new = supervisor.post(f"/v1/tokens/{made['id']}/rotate", json={}).json()
    supervisor.post(f"/v1/tokens/{made['id']}/revoke", json={})
    acts = [
        (row.action, str(row.subject))
        for row in installation.read_all(select(Audit).order_by(Audit.id))
        if row.action.endswith("system_token")
    ]
    assert acts == [
        ("ask_system_token", made["id"]),
        ("decide_system_token", made["id"]),
        ("add_system_token", made["id"]),
        ("rotate_system_token", made["id"]),
        ("add_system_token", new["id"]),
        ("revoke_system_token", made["id"]),
    ]


def test_the_page_issues_rotates_and_revokes_and_shows_a_token_once(sign_in: SignIn) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    form = {"label": "intake", "scopes": ["register", "matches"]}
    asked = supervisor.post("/tokens", data=form, headers={"Origin": ORIGIN})
    assert asked.status_code == 200, asked.text
    (waiting,) = _listed(supervisor)
    administrator = sign_in(Role.ADMINISTRATOR, "GR-CPA")
    (row,) = _waiting(administrator)
    assert "intake" in administrator.get("/approvals").text
    administrator.post(
        f"/approvals/{row['id']}", data={"decision": "approve"}, headers={"Origin": ORIGIN}
    )
    assert f'action="/tokens/{waiting}/issue"' in supervisor.get("/tokens").text
    issued = supervisor.post(f"/tokens/{waiting}/issue", headers={"Origin": ORIGIN})
    (token,) = re.findall(r"<code>([\w-]{40,})</code>", issued.text)
    assert _works(sign_in, token)
    (listed,) = _listed(supervisor).values()
    assert listed["scopes"] == ["matches", "register"]
    assert token not in supervisor.get("/tokens").text
    again = supervisor.post("/tokens", data=form, headers={"Origin": ORIGIN})
    assert (again.status_code, 'value="intake"' in again.text) == (422, True)
    rotated = supervisor.post(f"/tokens/{listed['id']}/rotate", headers={"Origin": ORIGIN})
    assert (rotated.status_code, "<code>" in rotated.text) == (200, True)
    revoked = supervisor.post(
        f"/tokens/{listed['id']}/revoke", headers={"Origin": ORIGIN}, follow_redirects=False
    )
    assert revoked.status_code == 303
    assert not _works(sign_in, token)


def test_a_token_issued_or_rotated_on_the_server_alerts_the_auditor(
    installation: Installation, sign_in: SignIn
) -> None:
    context = installation.context
    with installation.database.transaction() as session:
        agency = agency_register.find_agency(session, "DE-JUG")
        asked = system_tokens.ask_token(
            session, context, INSTALLER, label="intake", scopes={TokenScope.READ}, agency=agency
        )
    assert _decided(sign_in(Role.SUPERVISOR), str(asked.id)) == (200, "approved")
    assert _issue_code(sign_in(Role.SUPERVISOR), str(asked.id)) == (403, "asker_issues_token")
    with installation.database.transaction() as session:
        issued = system_tokens.issue_token(session, context, INSTALLER, asked.id)
    with installation.database.transaction() as session:
        rotated = system_tokens.rotate_token(session, context, INSTALLER, issued.id)
    alerted = [one["subject"] for one in sign_in(Role.AUDITOR).get("/v1/alerts").json()["alerts"]]
    assert sorted(alerted) == sorted(map(str, (issued.id, rotated.id)))


@pytest.mark.both
def test_software_has_no_session_to_end(sign_in: SignIn) -> None:
    software = sign_in(Role.SYSTEM)
    answer = software.delete("/v1/session")
    assert (answer.status_code, answer.json()["code"]) == (403, "system_has_no_password")
    assert software.get("/v1/session").status_code == 200
