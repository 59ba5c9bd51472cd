"""Tokens of agencies' software over HTTP: issue, list, rotate, revoke, scopes, expiry."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.access import FRESH_MINUTES
from core.policy.actions import TokenScope
from core.policy.roles import Role
from models.agencies.user import SystemToken
from models.oversight.audit import Audit
from services.agencies import accounts, agencies, deputies, sessions, system_tokens
from services.agencies.accounts import INSTALLER
from tests.factories import ORIGIN, Installation, login
from tests.integration.api.conftest import SignIn


def _issued(client: TestClient, **body: Any) -> dict[str, Any]:
    answer = client.post("/v1/tokens", json={"label": "intake", **body})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _works(sign_in: SignIn, token: str) -> bool:
    software = sign_in(None)
    software.headers["Authorization"] = f"Bearer {token}"
    return software.get("/v1/session").status_code == 200


def _listed(client: TestClient) -> dict[str, Any]:
    return {one["id"]: one for one in client.get("/v1/tokens").json()["tokens"]}


def test_a_new_token_only_registers_lives_90_days_and_is_shown_once(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    made = _issued(supervisor)
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
    assert not _listed(sign_in(Role.SUPERVISOR))[made["id"]]["is_valid"]


def test_the_last_use_is_stored(installation: Installation, sign_in: SignIn) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    made = _issued(supervisor)
    assert _listed(supervisor)[made["id"]]["used_at"] is None
    installation.clock.move(timedelta(minutes=5))
    assert _works(sign_in, made["token"])
    assert _listed(supervisor)[made["id"]]["used_at"] == "2026-03-02T09:35:00Z"


def test_a_revoked_token_ends_immediately_and_stays_in_the_list(sign_in: SignIn) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    made = _issued(supervisor)
    assert _works(sign_in, made["token"])
    assert supervisor.post(f"/v1/tokens/{made['id']}/revoke", json={}).status_code == 204
    assert not _works(sign_in, made["token"])
    assert _listed(supervisor)[made["id"]]["revoked_at"] is not None
    assert supervisor.post(f"/v1/tokens/{made['id']}/rotate", json={}).status_code == 409


def test_after_a_rotation_two_tokens_work_for_a_day(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    old = _issued(supervisor, scopes=["register", "read"])
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
    made = _issued(sign_in(Role.SUPERVISOR))
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
    made = _issued(supervisor)
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
    made = _issued(sign_in(Role.SUPERVISOR))
    for path in ("/v1/tokens", f"/v1/tokens/{made['id']}/rotate"):
        answer = deputy.post(path, json={"label": "mine"} if path == "/v1/tokens" else {})
        assert (answer.status_code, answer.json()["code"]) == (403, "deputy_issues_token"), path


def test_each_act_on_a_token_is_in_the_audit_log(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    made = _issued(supervisor)
    new = supervisor.post(f"/v1/tokens/{made['id']}/rotate", json={}).json()
    supervisor.post(f"/v1/tokens/{made['id']}/revoke", json={})
    acts = [
        (row.action, str(row.subject))
        for row in installation.read_all(select(Audit).order_by(Audit.id))
        if row.action.endswith("system_token")
    ]
    assert acts == [
        ("add_system_token", made["id"]),
        ("rotate_system_token", made["id"]),
        ("add_system_token", new["id"]),
        ("revoke_system_token", made["id"]),
    ]


def test_the_page_issues_rotates_and_revokes_and_shows_a_token_once(sign_in: SignIn) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    form = {"label": "intake", "scopes": ["register", "matches"]}
    issued = supervisor.post("/tokens", data=form, headers={"Origin": ORIGIN})
    assert issued.status_code == 200, issued.text
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
        agency = agencies.find_agency(session, "DE-JUG")
        issued = system_tokens.issue_token(
            session, context, INSTALLER, label="intake", scopes={TokenScope.READ}, agency=agency
        )
    with installation.database.transaction() as session:
        rotated = system_tokens.rotate_token(session, context, INSTALLER, issued.id)
    alerted = [one["subject"] for one in sign_in(Role.AUDITOR).get("/v1/alerts").json()["alerts"]]
    assert sorted(alerted) == sorted(map(str, (issued.id, rotated.id)))
