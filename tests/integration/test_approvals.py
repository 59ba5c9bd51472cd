"""The list of approvals: its reach, its order and pages, and approvals that end otherwise."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from core.codes.approvals import ApprovalState
from core.policy.exchange import EXPORT_DECIDE_HOURS
from core.policy.records.retention import NOTIFICATION_BEFORE_REVIEW_DAYS
from core.policy.roles import Role
from models.oversight.approval import Approval
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.approval_decisions import approval_list
from services.approvals import approval_requests
from services.data_rights import retention
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api import conftest
from tests.integration.steps import send_decision, send_edit
from tests.racing import at_once

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
ACCEPTED = {"legal_basis": "gdpr_6_1_e_9_2_g"}


def _ask_institution(_one: Installation, client: TestClient) -> str:
    return str(client.post("/v1/institutions", json=INSTITUTION).json()["institution"])


def _ask_export(one: Installation, client: TestClient) -> str:
    record = one.register(MISSING, one.actor(Role.CASEWORKER), CHECKED)
    body = {**EXPORT, "records": [str(record)]}
    return str(client.post("/v1/exports", json=body).json()["id"])


def _ask_review(one: Installation, client: TestClient) -> str:
    found = str(one.register(FOUND, one.actor(Role.CASEWORKER)))
    near = one.clock.now() + timedelta(days=NOTIFICATION_BEFORE_REVIEW_DAYS[-1])
    one.change(update(Record).values(review_at=near))
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        retention.run_retention(session, one.context)
    body = {"outcome": "archive", "reason": "no trace in a year"}
    assert client.post(f"/v1/records/{found}/review", json=body).status_code == 201
    return found


def _ask_regime(one: Installation, client: TestClient) -> str:
    found = str(one.register(FOUND, one.actor(Role.CASEWORKER), LAWFUL))
    answer = send_edit(one, client, found, legal_basis="led_8_10", reason="an investigation")
    assert answer.status_code == 200, answer.text
    return found


def _lines(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/approvals").json()["approvals"]
    return found


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
    monkeypatch.setattr(approval_list, "PAGE", 1)
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
        approval_list.end_overdue(session, installation.context)
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


@pytest.mark.both
def test_a_review_that_the_former_responsible_proposed_ends_with_the_transfer(
    installation: Installation, sign_in: SignIn
) -> None:
    giver, taker = sign_in(Role.SUPERVISOR), sign_in(Role.SUPERVISOR, "FR-116")
    record = _ask_review(installation, giver)
    offer = {"to_agency": "FR-116", "reason": "moved"}
    transfer = giver.post(f"/v1/records/{record}/transfers", json=offer).json()["transfer"]
    accepted = taker.post(f"/v1/transfers/{transfer}/accept", json=ACCEPTED)
    assert accepted.status_code in {200, 204}
    assert [line["kind"] for line in _lines(taker)] == []
    refused = send_decision(installation, taker, record)
    assert (refused.status_code, refused.json()["code"]) == (409, "review_is_decided")


@pytest.mark.both
@pytest.mark.late
def test_a_decision_and_the_closing_of_its_record_do_not_wait_for_each_other(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = _ask_regime(installation, sign_in(Role.CASEWORKER))
    closes, decides = sign_in(Role.SUPERVISOR), sign_in(Role.SUPERVISOR)
    version = closes.get(f"/v1/records/{record}").json()["version"]
    has_record, is_deciding = threading.Event(), threading.Event()
    is_sqlite = installation.database.engine.dialect.name == "sqlite"
    withdraw = approval_requests.withdraw_of_record

    def withdraw_late(*arguments: Any) -> None:
        has_record.set()
        is_deciding.wait(0 if is_sqlite else 60)  # SQLite starts no decision meanwhile
        withdraw(*arguments)

    def noting(step: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: Any, **words: Any) -> Any:
            is_deciding.set()
            return step(*arguments, **words)

        return noted

    monkeypatch.setattr(approval_requests, "withdraw_of_record", withdraw_late)
    monkeypatch.setattr(approval_requests, "lock_records", noting(approval_requests.lock_records))
    monkeypatch.setattr(approval_requests, "decide", noting(approval_requests.decide))
    answers: dict[str, int] = {}

    def close() -> None:
        body = {"closure": "withdrawn", "reason": "as decided"}
        path, read = f"/v1/records/{record}/close", {"If-Match": f'"{version}"'}
        answers["close"] = closes.post(path, json=body, headers=read).status_code

    def approve() -> None:
        assert has_record.wait(60)
        answers["approve"] = send_decision(installation, decides, record).status_code

    at_once(lambda work: work(), [(close,), (approve,)])
    assert answers == {"close": 204, "approve": 409}


def test_each_kind_of_a_record_has_its_own_texts_in_the_list(
    installation: Installation, sign_in: SignIn
) -> None:
    head = sign_in(Role.SUPERVISOR)
    record = _ask_review(installation, head)
    path = f"/v1/records/{record}/care-confirmation/declaration"
    assert head.post(path, json={"reason": "alone tonight"}).status_code == 201
    texts = {line["kind"]: line["about"] for line in _lines(head)}
    assert texts == {"retention_review": {"to_keep": "archive"}, "care_declaration": {}}
