"""Approvals over HTTP: each kind is asked by one person and decided by another in one list."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.disclosure import DisclosurePath, Urgency
from core.policy.exchange import EXPORT_DECIDE_HOURS
from core.policy.records.retention import NOTICE_BEFORE_REVIEW_DAYS
from core.policy.roles import Role
from models.agencies.user import UserAccount
from models.matching_runs.pair import Pair
from models.oversight.approval import Approval
from models.oversight.audit import Audit
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.approvals import approvals
from services.data_rights import retention
from services.decisions import decisions
from services.disclosure import requests
from services.disclosure.requests import DisclosureForm
from tests.described_client import example
from tests.factories import CLEARED, FOUND, LAWFUL, MISSING, Installation, login
from tests.integration.api import conftest, insiders
from tests.integration.api.custody_steps import confirm_pairs
from tests.integration.steps import known_child, send_decision, send_edit, send_record
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
PROVEN = {"name": "V O", "identity_how": "passport", "relation_proof": "register"}
CASEWORKER, OFFICER = login(Role.CASEWORKER, "DE-JUG"), login(Role.LIAISON_OFFICER, "DE-JUG")
TRANSFER = "DE-JUG (fictional) → FR-116 (fictional)"
Ask = Callable[[Installation, TestClient], str]


def _ask_institution(_one: Installation, client: TestClient) -> str:
    return str(client.post("/v1/institutions", json=INSTITUTION).json()["institution"])


def _ask_export(one: Installation, client: TestClient) -> str:
    record = one.register(MISSING, one.actor(Role.CASEWORKER), CLEARED)
    body = {**EXPORT, "records": [str(record)]}
    return str(client.post("/v1/exports", json=body).json()["id"])


def _ask_closing(_one: Installation, client: TestClient) -> str:
    body = {"successor": "FR-116", "reason": "merged", "legal_basis": "court_order"}
    assert client.post("/v1/agencies/GR-CPA/closing", json=body).status_code == 404
    return str(client.post("/v1/agencies/DE-JUG/closing", json=body).json()["approval"])


def _ask_sample(_one: Installation, client: TestClient) -> str:
    return str(client.post("/v1/search-samples", json={"size": 1, "days": 1}).json()["sample"])


def _release_in_danger(one: Installation, client: TestClient) -> str:
    asker = one.actor(Role.CASEWORKER, "GR-CPA")
    one.register({**MISSING, "recipients": ""}, asker, CLEARED)
    child = one.register(FOUND, one.actor(Role.CASEWORKER), LAWFUL)
    one.work()
    confirm_pairs(one)
    units = {Role.CASEWORKER: "intake", Role.SUPERVISOR: "families"}
    for role, unit in units.items():
        one.change(update(UserAccount).where(UserAccount.role == role).values(unit=unit))
    danger = {
        "level": "high",
        "imminent": ["trafficking"],
        "may_release": ["identity", "photo", "contact"],
        "notes": "seen with the man she fled from",
    }
    assert client.post(f"/v1/records/{child}/risks", json=danger).status_code == 201
    form = DisclosureForm(
        scopes=frozenset({"identity"}),
        purpose="protect_victim",
        reason="taken from the shelter an hour ago",
        urgency=Urgency.URGENT,
        path=DisclosurePath.VITAL_INTEREST,
        imminent="trafficking",
    )
    (pair,) = one.read_all(select(Pair.public_id))
    request = one.do(asker, requests.request_disclosure, pair, form)
    for act, body in (
        ("check_risk", {}),
        ("call_back", {"agency": "GR-POL"}),
        ("call_police", {"agency": "DE-POL"}),
        ("release", {}),
    ):
        taken = client.post(f"/v1/disclosures/{request}/steps", json={"act": act, **body})
        assert taken.status_code == 200, taken.text
    return str(request)


def _approve_release(client: TestClient, line: dict[str, Any], is_approved: bool) -> Any:
    step = {"act": "approve_after"} if is_approved else {"act": "revoke", "reason": "danger"}
    return client.post(f"/v1/disclosures/{line['subject']}/steps", json=step)


def _declare_custody(one: Installation, client: TestClient) -> str:
    child = one.register(FOUND, one.actor(Role.SUPERVISOR), LAWFUL)
    path = f"/v1/records/{child}/custody/declaration"
    assert client.post(path, json={"reason": "alone at night"}).status_code == 201
    return str(child)


def _decide_declaration(client: TestClient, line: dict[str, Any], is_approved: bool) -> Any:
    path = f"/v1/records/{line['subject']}/custody"
    if is_approved:
        return client.post(path, json={"way": "colleague"})
    return client.post(f"{path}/withdrawal", json={"reason": "mistake"})


def _ask_countersignature(_one: Installation, client: TestClient) -> str:
    body = {
        "facts": {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10"},
        "purpose": "locate_missing",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "DE-2026-001",
    }
    return str(client.post("/v1/searches", json=body).json()["id"])


def _ask_transfer(one: Installation, client: TestClient) -> str:
    record = one.register(FOUND, one.actor(Role.CASEWORKER))
    body = {"to_agency": "FR-116", "reason": "moved"}
    return str(client.post(f"/v1/records/{record}/transfers", json=body).json()["transfer"])


def _decide_transfer(client: TestClient, line: dict[str, Any], is_approved: bool) -> Any:
    act, body = "accept", ACCEPTED
    if not is_approved:
        act, body = "refuse", {"reason": "not ours"}
    return client.post(f"/v1/transfers/{line['subject']}/{act}", json=body)


def _ask_invitation(_one: Installation, client: TestClient) -> str:
    form = {"login": "olof.de-jug", "name": "Olof", "role": "caseworker"}
    return str(client.post("/v1/users", json=form).json()["user"])


def _ask_reset(_one: Installation, client: TestClient) -> str:
    body = {"login": CASEWORKER, "reason": "left on a train"}
    return str(client.post("/v1/resets", json=body).json()["id"])


def _ask_theft(_one: Installation, client: TestClient) -> str:
    body = {"login": CASEWORKER, "reason": "left on a train", "is_stolen": True}
    return str(client.post("/v1/resets", json=body).json()["id"])


def _ask_state(one: Installation, client: TestClient) -> str:
    officer = one.actor(Role.LIAISON_OFFICER).public_id
    body = {"state": "GR", "reason": "joint operation"}
    return str(client.post(f"/v1/users/{officer}/states", json=body).json()["id"])


def _ask_identity(one: Installation, client: TestClient) -> str:
    auditor = one.actor(Role.AUDITOR).public_id
    body = {"issuer": "https://id.example", "subject": "auditor"}
    return str(client.put(f"/v1/users/{auditor}/identity", json=body).json()["id"])


def _ask_token(_one: Installation, client: TestClient) -> str:
    return str(client.post("/v1/tokens", json={"label": "intake"}).json()["id"])


def _ask_relay(one: Installation, client: TestClient) -> str:
    child = one.register(FOUND, one.actor(Role.CASEWORKER, "CH-CPA"), LAWFUL)
    body = {"record": str(child), "reason": "danger"}
    return str(client.post("/v1/relay", json=body).json()["id"])


def _ask_left_care(one: Installation, client: TestClient) -> str:
    return _leave_care(client, known_child(one))


def _ask_left_care_alone(one: Installation, client: TestClient) -> str:
    return _leave_care(client, one.register(FOUND, one.actor(Role.CASEWORKER), LAWFUL))


def _leave_care(client: TestClient, child: UUID) -> str:
    body = {
        "left_at": "2026-03-01T21:40:00Z",
        "place": "Hamburg",
        "likely_states": ["FR:nobody_known"],
    }
    return str(client.post(f"/v1/records/{child}/left-care", json=body).json()["report"])


def _ask_review(one: Installation, client: TestClient) -> str:
    found = str(one.register(FOUND, one.actor(Role.CASEWORKER)))
    near = one.clock.now() + timedelta(days=NOTICE_BEFORE_REVIEW_DAYS[-1])
    one.change(update(Record).values(review_at=near))
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        retention.run_retention(session, one.context)
    body = {"outcome": "archive", "reason": "no trace in a year"}
    assert client.post(f"/v1/records/{found}/review", json=body).status_code == 201
    return found


def _ask_data_request(one: Installation, client: TestClient) -> str:
    found = str(one.register(FOUND, one.actor(Role.CASEWORKER)))
    asking = {"kind": "access", "requester": "person", "proof": "card seen"}
    body = {**asking, "received_at": one.clock.now().isoformat()}
    return str(client.post(f"/v1/records/{found}/data-requests", json=body).json()["id"])


def _decide_data_request(client: TestClient, line: dict[str, Any], is_approved: bool) -> Any:
    body = {"refusal": None if is_approved else "legal_claims", "reason": "in order"}
    return client.post(f"/v1/data-requests/{line['subject']}/decision", json=body)


def _ask_regime(one: Installation, client: TestClient) -> str:
    found = str(one.register(FOUND, one.actor(Role.CASEWORKER), LAWFUL))
    answer = send_edit(one, client, found, legal_basis="led_8_10", reason="an investigation")
    assert answer.status_code == 200, answer.text
    return found


def _ask_determination(one: Installation, client: TestClient) -> str:
    child = one.register(FOUND, one.actor(Role.CASEWORKER), LAWFUL)
    body = {**example("BestInterestsForm"), "opens": ["photo"]}
    return str(client.post(f"/v1/records/{child}/best-interests", json=body).json()["id"])


def _ask_reporter_check(_one: Installation, client: TestClient) -> str:
    sent = {"clearance": "cleared", "legal_basis": "gdpr_6_1_e_9_2_g", "reporter": PROVEN}
    return str(send_record(client, {**MISSING, **sent})["id"])


def _decide_reporter_check(client: TestClient, line: dict[str, Any], is_approved: bool) -> Any:
    path = f"/v1/records/{line['subject']}/reporter"
    body = {
        "clearance": "cleared" if is_approved else "flagged",
        "reason": "in order",
        "revision": client.get(path).json()["revision"],
    }
    return client.post(f"{path}/clearance", json=body)


@dataclasses.dataclass(frozen=True)
class Story:
    """How a kind is asked, the role and agency of both persons, and the title of its line.

    `decide` sends the decision of a kind with content of its own, None for the others.
    Another account than the first decides, also where role and agency are the same.
    """

    ask: Ask
    asker: Role
    decider: Role
    title: str = ""
    decided_in: str = "DE-JUG"
    decide: Callable[[TestClient, dict[str, Any], bool], Any] | None = None


STORIES: dict[ApprovalKind, Story] = {
    ApprovalKind.INSTITUTION: Story(
        _ask_institution, Role.CASEWORKER, Role.SUPERVISOR, "Family court"
    ),
    ApprovalKind.EXPORT: Story(_ask_export, Role.SUPERVISOR, Role.SUPERVISOR),
    ApprovalKind.SEARCH_SAMPLE: Story(_ask_sample, Role.AUDITOR, Role.AUDITOR),
    ApprovalKind.DANGER_RELEASE: Story(
        _release_in_danger, Role.CASEWORKER, Role.SUPERVISOR, "F-1", decide=_approve_release
    ),
    ApprovalKind.CUSTODY_DECLARATION: Story(
        _declare_custody, Role.SUPERVISOR, Role.SUPERVISOR, "F-1", decide=_decide_declaration
    ),
    ApprovalKind.COUNTERSIGNATURE: Story(
        _ask_countersignature, Role.CASEWORKER, Role.SUPERVISOR, "DE-2026-001"
    ),
    ApprovalKind.LEFT_CARE: Story(
        _ask_left_care, Role.CASEWORKER, Role.SUPERVISOR, "F-1/left-2026-03-01"
    ),
    ApprovalKind.LEFT_CARE_WAITS: Story(
        _ask_left_care_alone, Role.CASEWORKER, Role.SUPERVISOR, "F-1/left-2026-03-01"
    ),
    ApprovalKind.LEGAL_REGIME: Story(_ask_regime, Role.CASEWORKER, Role.SUPERVISOR, "F-1"),
    ApprovalKind.RETENTION_REVIEW: Story(_ask_review, Role.SUPERVISOR, Role.SUPERVISOR, "F-1"),
    ApprovalKind.DATA_REQUEST: Story(
        _ask_data_request,
        Role.CASEWORKER,
        Role.SUPERVISOR,
        "F-1",
        decide=_decide_data_request,
    ),
    ApprovalKind.DETERMINATION: Story(_ask_determination, Role.SUPERVISOR, Role.SUPERVISOR, "F-1"),
    ApprovalKind.REPORTER_CHECK: Story(
        _ask_reporter_check,
        Role.CASEWORKER,
        Role.SUPERVISOR,
        "M-1",
        decide=_decide_reporter_check,
    ),
    ApprovalKind.TRANSFER_OFFER: Story(_ask_transfer, Role.CASEWORKER, Role.SUPERVISOR, TRANSFER),
    ApprovalKind.TRANSFER: Story(
        _ask_transfer,
        Role.SUPERVISOR,
        Role.SUPERVISOR,
        TRANSFER,
        decided_in="FR-116",
        decide=_decide_transfer,
    ),
    ApprovalKind.CLOSE_AGENCY: Story(
        _ask_closing,
        Role.SUPERVISOR,
        Role.SUPERVISOR,
        "DE-JUG (fictional)",
        decided_in="FR-116",
    ),
    ApprovalKind.INVITATION: Story(
        _ask_invitation, Role.SUPERVISOR, Role.SUPERVISOR, "olof.de-jug"
    ),
    ApprovalKind.RESET: Story(_ask_reset, Role.SUPERVISOR, Role.SUPERVISOR, CASEWORKER),
    ApprovalKind.THEFT: Story(_ask_theft, Role.SUPERVISOR, Role.SUPERVISOR, CASEWORKER),
    ApprovalKind.STATE: Story(
        _ask_state, Role.SUPERVISOR, Role.SUPERVISOR, OFFICER, decided_in="GR-CPA"
    ),
    ApprovalKind.IDENTITY: Story(
        _ask_identity,
        Role.ADMINISTRATOR,
        Role.ADMINISTRATOR,
        login(Role.AUDITOR, "DE-JUG"),
    ),
    ApprovalKind.RELAY: Story(_ask_relay, Role.CASEWORKER, Role.CASEWORKER),
    ApprovalKind.SYSTEM_TOKEN: Story(_ask_token, Role.SUPERVISOR, Role.SUPERVISOR, "intake"),
}


def test_every_kind_has_its_story() -> None:
    assert set(STORIES) == set(ApprovalKind)


def _lines(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/approvals").json()["approvals"]
    return found


def _decide(client: TestClient, approval: str, *, is_approved: bool = True) -> Any:
    body = {"is_approved": is_approved, "reason": "in order"}
    return client.post(f"/v1/approvals/{approval}/decision", json=body)


@pytest.mark.parametrize("kind", STORIES)
@pytest.mark.parametrize("is_approved", [True, False], ids=["approved", "refused"])
def test_one_person_asks_and_another_decides_in_the_list(
    installation: Installation, sign_in: SignIn, kind: ApprovalKind, *, is_approved: bool
) -> None:
    story, own = STORIES[kind], sign_in(STORIES[kind].asker)
    insiders.add(installation, "second", story.decider, story.decided_in)
    second = insiders.enter(sign_in, installation, "second")
    story.ask(installation, own)
    (line,) = _lines(own)
    assert (line["kind"], line["is_own"]) == (kind, True)
    assert not line["actions"][0]["allowed"]
    approval = line["id"]
    assert _decide(own, approval).status_code in {403, 409}
    (line,) = _lines(second)
    assert (line["id"], line["title"], line["is_own"]) == (approval, story.title, False)
    assert line["asked_as"] == story.asker
    assert line["asked_in"] in {"", "DE-JUG" if story.decided_in != "DE-JUG" else ""}
    assert line["actions"][0]["allowed"]
    state = "approved" if is_approved else "refused"
    if story.decide is not None:
        assert _decide(second, approval).json()["code"] == "decided_with_its_subject"
        assert story.decide(second, line, is_approved).status_code in {200, 204}
    else:
        answer = _decide(second, approval, is_approved=is_approved)
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    waiting = {line["kind"] for client in (own, second) for line in _lines(client)}
    assert kind not in waiting
    assert _decide(second, approval).status_code in {404, 409}
    with installation.database.transaction(is_read_only=True) as session:
        acts = session.scalars(select(Audit.outcome).where(Audit.action == f"decide_{kind}")).all()
    assert acts == [state]


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


@pytest.mark.both
def test_a_review_that_the_former_owner_proposed_ends_with_the_transfer(
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
    withdraw = approvals.withdraw_of_record

    def withdraw_late(*arguments: Any) -> None:
        has_record.set()
        is_deciding.wait(0 if is_sqlite else 60)  # SQLite starts no decision meanwhile
        withdraw(*arguments)

    def noting(step: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: Any, **words: Any) -> Any:
            is_deciding.set()
            return step(*arguments, **words)

        return noted

    monkeypatch.setattr(approvals, "withdraw_of_record", withdraw_late)
    monkeypatch.setattr(approvals, "lock_records", noting(approvals.lock_records))
    monkeypatch.setattr(approvals, "decide", noting(approvals.decide))
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
    path = f"/v1/records/{record}/custody/declaration"
    assert head.post(path, json={"reason": "alone tonight"}).status_code == 201
    texts = {line["kind"]: line["about"] for line in _lines(head)}
    assert texts == {"retention_review": {"to_keep": "archive"}, "custody_declaration": {}}
