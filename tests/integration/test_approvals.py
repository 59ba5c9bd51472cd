"""Approvals over HTTP: each kind is asked by one person and decided by another in one list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.codes.approvals import ApprovalState
from core.policy.exchange import EXPORT_DECIDE_HOURS
from core.policy.roles import Role
from models.oversight.approval import Approval
from models.oversight.audit import Audit
from models.row_security.database_roles import DatabaseRole
from services.decisions import decisions
from tests.factories import CLEARED, MISSING, Installation
from tests.integration.api import conftest, insiders
from tests.integration.steps import send_decision

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
INSTITUTION = {"kind": "court", "name": "Family court", "contact": "+49 40 555 01 17"}
EXPORT = {
    "format": "csv",
    "purpose": "locate_missing",
    "reason": "the desk works without a line tonight",
    "recipient": "duty desk",
    "recipient_state": "DE",
}


def _ask_institution(_one: Installation, client: TestClient) -> str:
    return str(client.post("/v1/institutions", json=INSTITUTION).json()["institution"])


def _ask_export(one: Installation, client: TestClient) -> str:
    record = one.register(MISSING, one.actor(Role.CASEWORKER), CLEARED)
    body = {**EXPORT, "records": [str(record)]}
    return str(client.post("/v1/exports", json=body).json()["id"])


def _ask_sample(_one: Installation, client: TestClient) -> str:
    return str(client.post("/v1/search-samples", json={"size": 1, "days": 1}).json()["sample"])


# kind -> how it is asked, as which role, the second person, and a text of its line
STORIES: dict[str, tuple[Callable[[Installation, TestClient], str], Role, tuple[Any, ...], str]] = {
    "institution": (_ask_institution, Role.CASEWORKER, (Role.SUPERVISOR,), "Family court"),
    "export": (_ask_export, Role.SUPERVISOR, (Role.SUPERVISOR, "DE-JUG", "second"), ""),
    "search_sample": (_ask_sample, Role.AUDITOR, (Role.AUDITOR, "FR-116"), ""),
}


def _lines(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/approvals").json()["approvals"]
    return found


@pytest.mark.parametrize("kind", STORIES)
@pytest.mark.parametrize("is_approved", [True, False], ids=["approved", "refused"])
def test_one_person_asks_and_another_decides_in_the_list(
    installation: Installation, sign_in: SignIn, kind: str, *, is_approved: bool
) -> None:
    ask, asker, decider, title = STORIES[kind]
    own, second = sign_in(asker), _second(installation, sign_in, decider)
    subject = ask(installation, own)
    (line,) = _lines(own)
    assert (line["kind"], line["subject"], line["is_own"]) == (kind, subject, True)
    assert not line["actions"][0]["allowed"]
    assert send_decision(installation, own, subject).status_code in {403, 409}
    (line,) = _lines(second)
    assert (line["title"], line["is_own"], line["actions"][0]["allowed"]) == (title, False, True)
    answer = send_decision(installation, second, subject, is_approved=is_approved)
    assert answer.json() == {"state": "approved" if is_approved else "refused"}
    assert _lines(own) == _lines(second) == []
    assert send_decision(installation, second, subject).status_code == 409
    with installation.database.transaction(is_read_only=True) as session:
        acts = session.scalars(select(Audit.outcome).where(Audit.action == f"decide_{kind}")).all()
    assert acts == [answer.json()["state"]]


def _second(one: Installation, sign_in: SignIn, decider: tuple[Any, ...]) -> TestClient:
    if decider[-1] != "second":
        return sign_in(*decider)
    insiders.add(one, "second.de-jug", Role.SUPERVISOR, "DE-JUG")
    return insiders.enter(sign_in, one, "second.de-jug")


def test_another_agency_neither_sees_nor_decides_an_approval(
    installation: Installation, sign_in: SignIn
) -> None:
    subject = _ask_institution(installation, sign_in(Role.CASEWORKER))
    abroad = sign_in(Role.SUPERVISOR, "GR-CPA")
    assert _lines(abroad) == []
    assert send_decision(installation, abroad, subject).status_code == 404
    assert send_decision(installation, abroad, uuid4()).status_code == 404


def test_the_least_time_left_is_first_and_pages_follow_each_other(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(Role.SUPERVISOR)
    asked = [
        _ask_institution(installation, client),  # has no time limit
        _ask_export(installation, client),
        _ask_institution(installation, client),
    ]
    monkeypatch.setattr(decisions, "PAGE", 1)
    listed, page = [], None
    while len(listed) <= len(asked):
        found = client.get("/v1/approvals", params={"cursor": page} if page else {}).json()
        listed += [line["subject"] for line in found["approvals"]]
        page = found["next"]
        if page is None:
            break
    assert listed == [asked[1], asked[0], asked[2]]


def test_an_approval_that_was_not_decided_in_time_ends(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.SUPERVISOR)
    export = _ask_export(installation, client)
    installation.clock.move(timedelta(hours=EXPORT_DECIDE_HOURS))
    client = sign_in(Role.SUPERVISOR)
    assert _lines(client) == []
    with installation.app.transaction(door=DatabaseRole.WORKER) as session:
        decisions.end_overdue(session, installation.context)
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Approval.state)).all() == [ApprovalState.LAPSED]
    assert client.get(f"/v1/exports/{export}").json()["export"]["state"] == "expired"
    refused = send_decision(installation, client, export)
    assert (refused.status_code, refused.json()["code"]) == (409, "export_is_over")


def test_a_revoked_proposal_waits_for_nobody(installation: Installation, sign_in: SignIn) -> None:
    head = sign_in(Role.SUPERVISOR)
    office = _ask_institution(installation, sign_in(Role.CASEWORKER))
    assert head.post(f"/v1/institutions/{office}/revoke").status_code == 204
    assert _lines(head) == []
    refused = send_decision(installation, head, office)
    assert (refused.status_code, refused.json()["code"]) == (409, "institution_is_decided")
