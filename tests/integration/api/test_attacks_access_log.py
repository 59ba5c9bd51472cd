"""An own report as bait: the list of readers must not reveal the desk that has the child."""

from __future__ import annotations

import dataclasses
import json
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select

from core.policy.audit import MATCH_ACTS
from core.policy.roles import Role
from models.matching_runs.match import Match
from models.oversight.audit import Audit, AuditRecord
from services.foundation import audit_chain
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, NOW, Installation
from tests.integration.api.care_steps import SignIn, confirm_matches
from tests.integration.api.matrix_calls import CALLS
from tests.integration.audit_steps import findings

HIDDEN: dict[str, Any] = {**FOUND, "category": "trafficking_victim"}  # not shared
PROTECTED = dataclasses.replace(LAWFUL, international_protection="applicant")
DESK = "DE-JUG"  # has the child
# Acts that a desk cannot do with a match that the other side does not know.
OF_OTHERS = {
    "write_message",
    "list_messages",  # lists no match without a question or a message
    "decision_confirm",
    "decision_provisional",
    "propose_undo",
    "keep_decision",
    "train_weights",
    "compare_weights",
}
# a proposal that is then taken back
SAME = {
    "outcome": "same",
    "reason": "unique_mark_and_identity",
}
ACCESS = {
    "kind": "access",
    "requester": "person",
    "proof": "card seen",
    "received_at": "2026-03-01T08:00:00Z",
}


@dataclasses.dataclass(slots=True)
class Bait:
    """A report, and its responsible agency's list of readers."""

    one: Installation
    sign_in: SignIn
    responsible: str
    report: UUID

    def look(self) -> list[dict[str, Any]]:
        """Return the readers, without the responsible agency's own reads of this list."""
        answer = self.sign_in(Role.CASEWORKER, self.responsible).get(
            f"/v1/records/{self.report}/access-log"
        )
        assert answer.status_code == 200, answer.text
        return [one for one in answer.json()["accesses"] if one["action"] != "read_access_log"]

    def ask_access(self) -> str:
        """Ask for access, have it approved, and return the address of the answer."""
        path = f"/v1/records/{self.report}/data-requests"
        request = (
            self.sign_in(Role.CASEWORKER, self.responsible).post(path, json=ACCESS).json()["id"]
        )
        head = self.sign_in(Role.SUPERVISOR, self.responsible)
        done = head.post(
            f"/v1/data-requests/{request}/decision", json={"refusal": None, "reason": "as asked"}
        )
        assert done.status_code == 200, done.text
        return str(request)

    def everything(self, request: str) -> str:
        """Return everything that the responsible agency can read about readers, without the times
        of the responsible agency's own reads.
        """
        desk = self.sign_in(Role.CASEWORKER, self.responsible)
        paths = (f"/v1/records/{self.report}/access-log", f"/records/{self.report}/access-log")
        held = desk.get(f"/v1/data-requests/{request}/export").json()["accesses"]
        page = desk.get(f"/rights/{request}/answer").text.partition("<h2>Access log</h2>")[2]
        assert page
        return "\n".join([*(desk.get(path).text for path in paths), str(held), page])


def _bait(
    one: Installation,
    sign_in: SignIn,
    responsible: str,
    child: dict[str, Any],
    declared: Any = LAWFUL,
) -> Bait:
    report = one.register(MISSING, one.actor(Role.CASEWORKER, responsible), CHECKED)
    one.register(child, one.actor(Role.CASEWORKER, DESK), declared)
    one.work()
    return Bait(one, sign_in, responsible, report)


def _work_the_match(desk: TestClient, *, is_confirmed: bool = False) -> None:
    """Call every route of a match and the list of messages, as the desk that has the child."""
    state = "confirmed" if is_confirmed else "open"
    (match,) = desk.get("/v1/matches", params={"state": state}).json()["matches"]
    assert desk.get(f"/v1/records/{match['own']['id']}/matches").status_code == 200
    for (method, path), (body, headers, _) in CALLS.items():
        if "{match_id}" in path:
            sent = SAME if path.endswith("/decisions") else body
            versions = headers
            if "If-Match" in headers:
                read = desk.get(f"/v1/matches/{match['id']}")
                versions = {"If-Match": read.headers["etag"]}
            answer = desk.request(
                method, path.format(match_id=match["id"]), json=sent, headers=versions
            )
            assert answer.status_code < 500, (method, path)
    assert desk.get("/v1/messages").status_code == 200


def _acts_through_a_match(one: Installation, record: UUID) -> set[str]:
    """Return the acts that reached a record through the only match."""
    query = (
        select(Audit.action)
        .join(AuditRecord, AuditRecord.audit_id == Audit.id)
        .where(AuditRecord.record == record)
    )
    match = one.read_one(select(Match.public_id))
    return set(one.read_all(query.where(AuditRecord.match == match)))


@pytest.mark.parametrize(
    ("responsible", "child", "declared", "refused"),
    [
        pytest.param("GR-CPA", HIDDEN, LAWFUL, set(), id="a child that is shared with nobody"),
        pytest.param(
            "CH-CPA",
            {**FOUND, "nationalities": ["AF", "CH"]},
            PROTECTED,
            {"ask_disclosure"},
            id="a barred state of nationality",
        ),
    ],
)
def test_the_list_of_readers_never_names_the_desk_of_a_hidden_child(
    installation: Installation,
    sign_in: SignIn,
    responsible: str,
    child: dict[str, Any],
    declared: Any,
    refused: set[str],
) -> None:
    bait = _bait(installation, sign_in, responsible, child, declared)
    request = bait.ask_access()
    before = bait.look()
    assert sign_in(Role.CASEWORKER, responsible).get("/v1/matches").json()["matches"] == []
    _work_the_match(sign_in(Role.CASEWORKER, DESK))
    confirm_matches(installation)
    _work_the_match(sign_in(Role.CASEWORKER, DESK), is_confirmed=True)
    assert _acts_through_a_match(installation, bait.report) == MATCH_ACTS - OF_OTHERS - refused
    assert [one for one in bait.look() if one not in before] == []
    read = bait.everything(request)
    for word in (DESK, *MATCH_ACTS, "verify_hit", "Verify a search result"):
        assert word not in read, word


def test_the_responsible_sees_unnamed_accesses_through_a_match_while_the_match_is_visible_to_them(
    installation: Installation, sign_in: SignIn
) -> None:
    bait = _bait(installation, sign_in, "GR-CPA", FOUND)
    desk = sign_in(Role.CASEWORKER, DESK)
    _work_the_match(desk)
    accesses = {(one["agency"], one["action"]) for one in bait.look()}
    done = MATCH_ACTS - OF_OTHERS - {"ask_disclosure"}
    done |= {"write_message", "list_messages"}
    # at `link` the responsible agency may not know the agency of the other side
    assert {("", action) for action in done} <= accesses
    (child,) = desk.get("/v1/records").json()["records"]
    hiding = {"changes": {"category": "trafficking_victim"}}
    hidden = desk.patch(f"/v1/records/{child['id']}", json=hiding, headers={"If-Match": '"1"'})
    assert hidden.status_code == 200, hidden.text
    assert not [one for one in bait.look() if one["agency"] == "" or one["agency"].startswith(DESK)]


def test_the_answer_to_the_person_lists_days_and_purposes_of_accesses_without_agencies(
    installation: Installation, sign_in: SignIn
) -> None:
    bait = _bait(installation, sign_in, "GR-CPA", FOUND)
    request = bait.ask_access()
    sign_in(Role.CASEWORKER, DESK).get("/v1/matches")
    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    accesses = desk.get(f"/v1/data-requests/{request}/export").json()["accesses"]
    nameless = [one for one in accesses if not one["agency"]]
    assert [(one["role"], one["action"], one["purpose"], one["at"][:10]) for one in nameless] == [
        ("", "", "verify_hit", "2026-03-02")
    ]
    assert {one["agency"] for one in accesses} == {"", "GR-CPA (fictional)"}
    page = desk.get(f"/rights/{request}/answer").text
    assert "Verify a search result" in page
    assert DESK not in page


def test_an_act_without_a_stored_match_is_hidden_and_still_verifies(
    installation: Installation, sign_in: SignIn
) -> None:
    bait = _bait(installation, sign_in, "GR-CPA", FOUND)
    before = bait.look()
    with installation.database.transaction() as session:
        last, previous = audit_chain.newest_row(session)
        agency = installation.actor(Role.CASEWORKER, DESK).agency_id
        for number, action in enumerate(("list_matches", "read_record"), start=last + 1):
            records = json.dumps([[bait.report.hex, "F0"]])
            row = Audit(
                id=number,
                at=NOW,
                agency_id=agency,
                role="caseworker",
                action=action,
                outcome="done",
            )
            row.records, row.previous = records, previous
            audit_chain.seal_row(installation.context.keys, row)
            previous = row.hash
            session.add(row)
            session.add(AuditRecord(audit_id=number, record=bait.report, field_classes="F0"))
    assert [one["action"] for one in bait.look() if one not in before] == ["read_record"]
    assert findings(installation) == []
    acts = sign_in(Role.AUDITOR).get("/v1/audit").json()["acts"]
    assert ("list_matches", [str(bait.report)]) in [(one["action"], one["records"]) for one in acts]


def test_a_search_and_a_read_of_a_shared_report_are_shown_without_the_agency(
    installation: Installation, sign_in: SignIn
) -> None:
    bait = _bait(installation, sign_in, "GR-CPA", HIDDEN)
    desk = sign_in(Role.CASEWORKER, DESK)
    assert (
        desk.get(f"/v1/records/{bait.report}").status_code == 200
    )  # shared with DE by its responsible agency
    query = {
        "facts": {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10"},
        "purpose": "identify_found",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "DE-2026-001",
    }
    assert desk.post("/v1/searches", json=query).status_code == 201
    others = [one for one in bait.look() if not one["agency"].startswith("GR-CPA")]
    assert {(one["agency"], one["role"], one["action"]) for one in others} == {
        ("", "", "read_record"),
        ("", "", "search"),
    }
    request = bait.ask_access()
    assert DESK not in bait.everything(request)


def test_an_agency_that_offered_the_record_is_named_to_its_new_responsible(
    installation: Installation, sign_in: SignIn
) -> None:
    report = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    offer = {"to_agency": "FR-116", "reason": "moved"}
    sent = sign_in(Role.SUPERVISOR, "GR-CPA").post(f"/v1/records/{report}/transfers", json=offer)
    assert sent.status_code < 300, sent.text
    head = sign_in(Role.SUPERVISOR, "FR-116")
    (offered,) = head.get("/v1/transfers").json()["transfers"]
    basis = {"legal_basis": "gdpr_6_1_e_9_2_g"}
    taken = head.post(f"/v1/transfers/{offered['id']}/accept", json=basis)
    assert taken.status_code < 300, taken.text
    accesses = head.get(f"/v1/records/{report}/access-log").json()["accesses"]
    registered = [one["agency"] for one in accesses if one["action"] == "register"]
    assert registered == ["GR-CPA (fictional)"]


def test_hidden_accesses_cause_no_additional_statement(
    installation: Installation, sign_in: SignIn
) -> None:
    bait = _bait(installation, sign_in, "GR-CPA", HIDDEN)
    counts = []
    for is_hidden_look in (False, True):
        if is_hidden_look:
            sign_in(Role.CASEWORKER, DESK).get("/v1/matches")
        client, statements = sign_in(Role.CASEWORKER, "GR-CPA"), 0

        def count(*_: object) -> None:
            nonlocal statements
            statements += 1

        event.listen(installation.app.engine, "before_cursor_execute", count)
        try:
            assert client.get(f"/v1/records/{bait.report}/access-log").status_code == 200
        finally:
            event.remove(installation.app.engine, "before_cursor_execute", count)
        counts.append(statements)
    assert counts[0] == counts[1]


def test_the_auditor_sees_every_access(installation: Installation, sign_in: SignIn) -> None:
    bait = _bait(installation, sign_in, "GR-CPA", HIDDEN)
    _work_the_match(sign_in(Role.CASEWORKER, DESK))
    acts = sign_in(Role.AUDITOR).get("/v1/audit").json()["acts"]
    actions = {
        one["action"]
        for one in acts
        if one["agency"] == DESK and str(bait.report) in one["records"]
    }
    assert actions >= MATCH_ACTS - OF_OTHERS - {"ask_disclosure"}
