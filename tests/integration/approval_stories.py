"""A story for each line of the list of approvals: how it is asked, who decides, and what it does.

`STORIES` has a row for each kind of `core.policy.approvals.APPROVALS` and for each other line of
`services.approval_decisions.approval_list`. A row asks over HTTP, and reads over HTTP or in the
database whether the act of the kind has its effect.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import select, update

from core.codes.agencies import AccountStatus, AgencyStatus
from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.records import RecordStatus, ReporterCheck, TransferStatus
from core.codes.review import MatchState
from core.policy.records.retention import NOTIFICATION_BEFORE_REVIEW_DAYS
from core.policy.roles import Role
from models.agencies.access import AccessLink, UserIdentity
from models.agencies.agency import Agency
from models.agencies.user import UserAccount, UserSession, UserState
from models.case.reporter_check import Institution
from models.case.transfer import Transfer
from models.matching_runs.match import Match
from models.oversight.approval import Approval
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from models.search.stored_searches import SavedSearch
from services.agencies import accounts
from services.approval_decisions.approval_list import MATCH_DECISION
from services.data_rights import retention
from services.records.intake.preparation import Declaration
from tests.described_client import example
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER, Installation, login
from tests.integration.api import insiders
from tests.integration.api.conftest import SignIn
from tests.integration.consent_steps import put_in_force
from tests.integration.disclosures.world import LOW, REQUEST, TO_RISK, VITAL, World
from tests.integration.steps import known_child, send_edit, send_record

WORKER, HEAD = login(Role.CASEWORKER, "DE-JUG"), login(Role.SUPERVISOR, "DE-JUG")
OFFICER = login(Role.LIAISON_OFFICER, "DE-JUG")
ADMINISTRATOR = login(Role.ADMINISTRATOR, "DE-JUG")
AUDITOR, AUDITOR_ABROAD = login(Role.AUDITOR, "DE-JUG"), login(Role.AUDITOR, "GR-CPA")
SECOND, COLLEAGUE = "second.de-jug", "colleague.de-jug"  # a supervisor and a caseworker more
LOST, ROBBED = "lost.de-jug", "robbed.de-jug"  # their devices
CLOSING = "CH-CPA"
AGENCIES = ("GR-POL", "GR-CPA", "DE-JUG", "DE-POL", "FR-116", CLOSING)
HEADS = frozenset({HEAD, SECOND})
ALL_ADMINISTRATORS = frozenset(login(Role.ADMINISTRATOR, code) for code in AGENCIES)
ALL_AUDITORS = frozenset(login(Role.AUDITOR, code) for code in AGENCIES)
# the parents differ too, so that each child forms a match with its own report only
CHILDREN = (
    ("Shekiba Rahimzadah", "2009-07-10", "Golchehra"),
    ("Oleksandr Tymoshchuk", "2011-02-27", "Valentyna"),
    ("Fortune Adebayo", "2008-12-01", "Blessing"),
    ("Nguyen Thi Hanh", "2010-05-19", "Lien"),
    ("Yohannes Tekle", "2012-09-30", "Selamawit"),
    ("Ricardo Montenegro", "2013-03-08", "Catalina"),
    ("Hevin Bozarslan", "2009-11-22", "Zozan"),
    ("Kofi Asante", "2011-08-14", "Abena"),
    ("Sunniva Halvorsen", "2010-01-17", "Ragnhild"),
    ("Mirembe Nakato", "2012-04-26", "Florence"),
)


class Teller:
    """A store shared by all stories, with the people who ask and read.

    `told` counts the requests, so that each has its own record.
    """

    def __init__(self, one: Installation, sign_in: SignIn) -> None:
        self.one, self._sign_in = one, sign_in
        self._told = itertools.count(1)
        self._clients: dict[tuple[str, str | None], TestClient] = {}
        for name, role in ((SECOND, Role.SUPERVISOR), (COLLEAGUE, Role.CASEWORKER)):
            insiders.add(one, name, role, "DE-JUG")
        for name in (LOST, ROBBED):
            insiders.add(one, name, Role.CASEWORKER, "DE-JUG")
        self._worlds = self._make_matches()
        # subject -> what its decider was shown once
        self.shown: dict[UUID, dict[str, Any]] = {}

    def client(self, name: str, acting_state: str | None = None) -> TestClient:
        """Return the session of a sign-in name; the same one until `sign_out`."""
        key = (name, acting_state)
        if key not in self._clients:
            self._clients[key] = insiders.enter(
                self._sign_in, self.one, name, acting_state=acting_state
            )
        return self._clients[key]

    def lines(self, name: str, acting_state: str | None = None) -> list[dict[str, Any]]:
        """Return all pages of a person's list of approvals."""
        found: list[dict[str, Any]] = []
        page = None
        while True:
            words = {} if page is None else {"cursor": page}
            read = self.client(name, acting_state).get("/v1/approvals", params=words)
            assert read.status_code == 200, (name, read.text)
            found += read.json()["approvals"]
            page = read.json()["next"]
            if page is None:
                return found

    def sign_out(self) -> None:
        """Forget the sessions, because their time is over."""
        self._clients.clear()

    def enter_passwords(self, ago: timedelta = timedelta()) -> None:
        """Let the password of every session have been entered this long ago."""
        entered_at = self.one.clock.now() - ago
        self.one.change(update(UserSession).values(authenticated_at=entered_at))

    def register(
        self, row: Mapping[str, Any], declaration: Declaration = LAWFUL, name: str = WORKER
    ) -> UUID:
        """Register a record with its own reference."""
        role, agency = name.split(".")
        changed = {**row, "record_ref": f"T-{next(self._told)}"}
        return self.one.register(changed, self.one.actor(Role(role), agency.upper()), declaration)

    def world(self, state: MatchState) -> World:
        """Return the match of a child that no other story has, in a state."""
        world = self._worlds.pop()
        one_match = Match.public_id == world.match
        self.one.change(update(Match).where(one_match).values(state=state))
        return world

    def _make_matches(self) -> list[World]:
        made = []
        for name, birth, mother in CHILDREN:
            facts = {"full_name": name, "birth_date": birth, "relatives": [f"mother:{mother}"]}
            found = {key: value for key, value in FOUND.items() if key != "name_native"}
            report = self.register({**MISSING, **facts}, CHECKED, login(Role.CASEWORKER, "GR-CPA"))
            made.append((report, self.register({**found, **facts})))
        self.one.work()
        worlds = []
        for report, found_id in made:
            ends = sorted(self.one.row_of(record).id for record in (report, found_id))
            query = select(Match.public_id).where(Match.low == ends[0], Match.high == ends[1])
            match = self.one.read_one(query)
            worlds.append(World.around(self.one, missing=report, found=found_id, match=match))
        heads = UserAccount.role == Role.SUPERVISOR
        self.one.change(update(UserAccount).where(heads).values(unit="families"))
        return worlds

    def approval(self, kind: ApprovalKind) -> Approval:
        """Return the newest approval of a kind."""
        newest = select(Approval).where(Approval.kind == kind).order_by(Approval.id.desc())
        return self.one.read_one(newest.limit(1))

    def account(self, name: str) -> int:
        """Return the account of a sign-in name."""
        with self.one.database.transaction(is_read_only=True) as session:
            user_id = accounts.find_login(session, self.one.context, name).user_id
        assert user_id is not None
        return user_id

    def hours_ago(self, hours: int) -> str:
        """Return the time some hours ago, as a request has it."""
        return (self.one.clock.now() - timedelta(hours=hours)).isoformat()

    def number(self) -> int:
        """Return a number that no other request has."""
        return next(self._told)


def _sent(client: TestClient, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=dict(body))
    assert answer.status_code in {200, 201, 202, 204}, (path, answer.text)
    found: dict[str, Any] = answer.json() if answer.content else {}
    return found


def _ask_institution(_teller: Teller, client: TestClient) -> object:
    body = {"kind": "court", "name": "Family court", "contact": "+49 40 555 01 17"}
    return _sent(client, "/v1/institutions", body)


def _ask_export(teller: Teller, client: TestClient) -> object:
    body = {
        "format": "csv",
        "purpose": "locate_missing",
        "reason": "the desk works without a line tonight",
        "recipient": "duty desk",
        "recipient_state": "DE",
        "records": [str(teller.register(MISSING, CHECKED))],
    }
    return _sent(client, "/v1/exports", body)


def _ask_sample(_teller: Teller, client: TestClient) -> object:
    return _sent(client, "/v1/search-samples", {"size": 1, "days": 1})


def _ask_relay(teller: Teller, client: TestClient) -> object:
    # a search of another story would find the other child, and its agency is then no relay
    child = teller.register(OTHER, name=login(Role.CASEWORKER, CLOSING))
    return _sent(client, "/v1/relay", {"record": str(child), "reason": "danger"})


def _ask_closing(_teller: Teller, client: TestClient) -> object:
    body = {"successor": "FR-116", "reason": "merged", "legal_basis": "court_order"}
    return _sent(client, f"/v1/agencies/{CLOSING}/closing", body)


def _release(teller: Teller, client: TestClient) -> UUID:
    """Release facts in danger, which a colleague must approve."""
    world = teller.world(MatchState.CONFIRMED)
    danger = {
        "level": "high",
        "imminent": ["trafficking"],
        "may_release": ["identity", "photo", "contact"],
        "notes": "seen with the man she fled from",
    }
    _sent(client, f"/v1/records/{world.found}/risks", danger)
    asked: UUID = world.ask(dataclasses.replace(VITAL, scopes=frozenset({"identity"})))
    for act, called in (
        ("check_risk", {}),
        ("call_back", {"agency": "GR-CPA"}),
        ("call_police", {"agency": "DE-POL"}),
        ("release", {}),
    ):
        _sent(client, f"/v1/disclosures/{asked}/steps", {"act": act, **called})
    return asked


def _decide_release(client: TestClient, subject: UUID, is_approved: bool) -> Any:
    step = {"act": "approve_after"} if is_approved else {"act": "revoke", "reason": "danger"}
    return client.post(f"/v1/disclosures/{subject}/steps", json=step)


def _declare_care(teller: Teller, client: TestClient) -> object:
    path = f"/v1/records/{teller.register(FOUND, name=HEAD)}/care-confirmation/declaration"
    return _sent(client, path, {"reason": "alone at night"})


def _decide_declaration(client: TestClient, subject: UUID, is_approved: bool) -> Any:
    path = f"/v1/records/{subject}/care-confirmation"
    if is_approved:
        return client.post(path, json={"way": "colleague"})
    return client.post(f"{path}/withdrawal", json={"reason": "mistake"})


def _ask_search_approval(_teller: Teller, client: TestClient) -> object:
    body = {
        "facts": {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10"},
        "purpose": "locate_missing",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "DE-2026-001",
    }
    search = _sent(client, "/v1/searches", body)["id"]
    return _sent(
        client, f"/v1/searches/{search}/save", {"reason": "a sister is expected", "days": 30}
    )


def _leave_care(client: TestClient, child: UUID, left_at: str) -> object:
    body = {"left_at": left_at, "place": "Hamburg", "likely_states": ["FR:nobody_known"]}
    return _sent(client, f"/v1/records/{child}/missing-from-care", body)


def _ask_missing_from_care(teller: Teller, client: TestClient) -> object:
    child = known_child(teller.one, record_ref=f"T-{teller.number()}")
    return _leave_care(client, child, teller.hours_ago(12))


def _ask_missing_from_care_alone(teller: Teller, client: TestClient) -> object:
    return _leave_care(client, teller.register(FOUND), teller.hours_ago(12))


def _write_unchecked(teller: Teller, client: TestClient) -> object:
    """Write to the other desk about a report whose reporter is not checked."""
    world = teller.world(MatchState.CONFIRMED)
    report = update(Record).where(Record.public_id == world.missing)
    teller.one.change(report.values(reporter_check=ReporterCheck.UNVERIFIED))
    return _sent(client, f"/v1/matches/{world.match}/messages", {"text": "She has a brother."})


def _is_letter_read(teller: Teller, _letter: UUID) -> bool:
    """Return whether the found side reads the letter, in its list and in the conversation."""
    client = teller.client(HEAD)
    read = [
        line for line in client.get("/v1/messages").json()["messages"] if line["kind"] == "text"
    ]
    matches = [line["href"].rpartition("/")[2] for line in read]
    texts = [client.get(f"/v1/matches/{match}/messages").text for match in matches]
    assert all("She has a brother." in text for text in texts)
    return bool(texts)


def _ask_regime(teller: Teller, client: TestClient) -> object:
    found = teller.register(FOUND)
    why = "an investigation"
    answer = send_edit(teller.one, client, found, legal_basis="led_8_10", reason=why)
    assert answer.status_code == 200, answer.text
    return found


def _ask_reporter_check(teller: Teller, client: TestClient) -> object:
    proven = {"name": "V O", "identity_how": "passport", "relation_proof": "register"}
    sent = {"reporter_check": "unverified", "legal_basis": "gdpr_6_1_e_9_2_g", "reporter": proven}
    report = send_record(client, {**MISSING, **sent, "record_ref": f"T-{teller.number()}"})
    return _sent(client, f"/v1/records/{report['id']}/reporter/check-request", {})


def _decide_reporter_check(client: TestClient, subject: UUID, is_approved: bool) -> Any:
    path = f"/v1/records/{subject}/reporter"
    body = {
        "reporter_check": "checked" if is_approved else "flagged",
        "reason": "in order",
        "revision": client.get(path).json().get("revision", ""),
    }
    return client.post(f"{path}/check", json=body)


def _ask_review(teller: Teller, client: TestClient) -> object:
    one, found = teller.one, teller.register(FOUND)
    near = one.clock.now() + timedelta(days=NOTIFICATION_BEFORE_REVIEW_DAYS[-1])
    one.change(update(Record).where(Record.public_id == found).values(review_at=near))
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        retention.run_retention(session, one.context)
    body = {"outcome": "archive", "reason": "no trace in a year"}
    return _sent(client, f"/v1/records/{found}/review", body)


def _ask_data_request(teller: Teller, client: TestClient) -> object:
    asking = {"kind": "access", "requester": "person", "proof": "card seen"}
    body = {**asking, "received_at": teller.one.clock.now().isoformat()}
    return _sent(client, f"/v1/records/{teller.register(FOUND)}/data-requests", body)


def _decide_data_request(client: TestClient, subject: UUID, is_approved: bool) -> Any:
    body = {"refusal": None if is_approved else "legal_claims", "reason": "in order"}
    return client.post(f"/v1/data-requests/{subject}/decision", json=body)


def _ask_determination(teller: Teller, client: TestClient) -> object:
    body = {**example("BestInterestsForm"), "opens": ["photo"]}
    return _sent(client, f"/v1/records/{teller.register(FOUND)}/best-interests", body)


def _ask_transfer(teller: Teller, client: TestClient) -> object:
    body = {"to_agency": "FR-116", "reason": "moved"}
    return _sent(client, f"/v1/records/{teller.register(FOUND)}/transfers", body)


def _decide_transfer(client: TestClient, subject: UUID, is_approved: bool) -> Any:
    act, body = "accept", {"legal_basis": "gdpr_6_1_e_9_2_g"}
    if not is_approved:
        act, body = "refuse", {"reason": "not ours"}
    return client.post(f"/v1/transfers/{subject}/{act}", json=body)


def _ask_invitation(teller: Teller, client: TestClient) -> object:
    form = {"login": f"olof-{teller.number()}.de-jug", "name": "Olof", "role": "caseworker"}
    return _sent(client, "/v1/users", form)


def _ask_reset(_teller: Teller, client: TestClient) -> object:
    return _sent(client, "/v1/resets", {"login": LOST, "reason": "left on a train"})


def _ask_theft(_teller: Teller, client: TestClient) -> object:
    body = {"login": ROBBED, "reason": "left on a train", "is_stolen": True}
    return _sent(client, "/v1/resets", body)


def _ask_state(teller: Teller, client: TestClient) -> object:
    officer = teller.one.actor(Role.LIAISON_OFFICER).public_id
    return _sent(client, f"/v1/users/{officer}/states", {"state": "GR", "reason": "together"})


def _ask_identity(teller: Teller, client: TestClient) -> object:
    auditor = teller.one.actor(Role.AUDITOR).public_id
    body = {"issuer": "https://id.example", "subject": f"auditor {teller.number()}"}
    answer = client.put(f"/v1/users/{auditor}/identity", json=body)
    assert answer.status_code == 202, answer.text
    return answer.json()


def _ask_token(teller: Teller, client: TestClient) -> object:
    return _sent(client, "/v1/tokens", {"label": f"intake-{teller.number()}"})


def _give_decision(client: TestClient, match: UUID, outcome: str, reason: str) -> Any:
    read = client.get(f"/v1/matches/{match}").headers.get("ETag", '"1-unseen"')
    body, matching = {"outcome": outcome, "reason": reason}, {"If-Match": read}
    return client.post(f"/v1/matches/{match}/decisions", json=body, headers=matching)


def _propose_match(teller: Teller, client: TestClient) -> UUID:
    match = teller.world(MatchState.OPEN).match
    assert _give_decision(client, match, "same", "document").status_code == 201
    return match


def _confirm_match(client: TestClient, match: UUID, is_approved: bool) -> Any:
    if is_approved:
        return _give_decision(client, match, "same", "document")
    return _give_decision(client, match, "cannot_tell", "conflict")


def _record_consent(teller: Teller, client: TestClient) -> UUID:
    path = f"/v1/records/{teller.register(FOUND, name=HEAD)}/consents"
    return UUID(_sent(client, path, example("ConsentIn"))["id"])


def _witness_consent(client: TestClient, consent: UUID, is_approved: bool) -> Any:
    path = f"/v1/consents/{consent}"
    if is_approved:
        return client.post(f"{path}/steps", json={"act": "witness"})
    return client.post(f"{path}/withdraw")


def _approve_once(teller: Teller, client: TestClient) -> UUID:
    world = teller.world(MatchState.CONFIRMED)
    put_in_force(teller.one, world.found)
    world.assess(LOW)
    asked: UUID = world.ask(REQUEST)
    world.steps(asked, TO_RISK)
    _sent(client, f"/v1/disclosures/{asked}/steps", {"act": "approve"})
    return asked


def _approve_again(client: TestClient, asked: UUID, is_approved: bool) -> Any:
    step = {"act": "approve"} if is_approved else {"act": "revoke", "reason": "kept_back"}
    return client.post(f"/v1/disclosures/{asked}/steps", json=step)


def _approve_in_danger(teller: Teller, client: TestClient) -> UUID:
    """Approve a release in danger, which a third person reviews."""
    asked = _release(teller, teller.client(WORKER))
    assert _decide_release(client, asked, is_approved=True).status_code == 200
    _sent(teller.client(WORKER), f"/v1/disclosures/{asked}/steps", {"act": "tell_guardian"})
    return asked


def _review(client: TestClient, asked: UUID, _is_approved: bool) -> Any:
    return client.post(f"/v1/disclosures/{asked}/steps", json={"act": "review_after"})


def _record(teller: Teller, subject: UUID) -> Record:
    return teller.one.row_of(subject)


def _is_under_criminal_law(teller: Teller, record: UUID) -> bool:
    shown = teller.client(HEAD).get(f"/v1/records/{record}").json()
    return bool(shown["facts"]["legal_basis"][0]["value"] == "led_8_10")


def _account_of(teller: Teller, link: UUID) -> UserAccount:
    query = select(UserAccount).join(AccessLink, AccessLink.user_id == UserAccount.id)
    return teller.one.read_one(query.where(AccessLink.public_id == link))


def _is_in_force(teller: Teller, office: UUID) -> bool:
    query = select(Institution).where(Institution.public_id == office)
    row = teller.one.read_one(query)
    return row.expires_at is not None and row.revoked_at is None


def _is_file_ready(teller: Teller, export: UUID) -> bool:
    return bool(teller.client(HEAD).get(f"/v1/exports/{export}/file").status_code == 200)


def _is_sample_open(teller: Teller, sample: UUID) -> bool:
    read = teller.client(AUDITOR).get(f"/v1/search-samples/{sample}")
    return bool(read.status_code == 200)


def _is_released(teller: Teller, asked: UUID) -> bool:
    shown = teller.client(login(Role.CASEWORKER, "GR-CPA")).get(f"/v1/disclosures/{asked}")
    return shown.json()["grant"] is not None


def _is_care_proven(teller: Teller, child: UUID) -> bool:
    shown = teller.client(HEAD).get(f"/v1/records/{child}/care-confirmation")
    return bool(shown.json()["proof"] != "nothing")


def _may_search_run(teller: Teller, _search: UUID) -> bool:
    newest = select(SavedSearch.ended_at).order_by(SavedSearch.id.desc()).limit(1)
    return teller.one.read_one(newest) is None


def _is_shared(teller: Teller, report: UUID) -> bool:
    abroad = teller.client(login(Role.SUPERVISOR, "FR-116"))
    return bool(abroad.get(f"/v1/records/{report}").status_code == 200)


def _is_opened(teller: Teller, determination: UUID) -> bool:
    row = teller.approval(ApprovalKind.DETERMINATION)
    assert row.subject == determination
    return row.state == ApprovalState.APPROVED


def _is_offered(teller: Teller, transfer: UUID) -> bool:
    return bool(
        teller.one.count(
            Approval, Approval.kind == ApprovalKind.TRANSFER, Approval.subject == transfer
        )
    )


def _is_taken_over(teller: Teller, transfer: UUID) -> bool:
    query = select(Transfer.status).where(Transfer.public_id == transfer)
    return teller.one.read_one(query) == TransferStatus.ACCEPTED


def _is_closing(teller: Teller, _closing: UUID) -> bool:
    status = teller.one.read_one(select(Agency.status).where(Agency.code == CLOSING))
    return status != AgencyStatus.OPEN  # its records move by a job


def _has_link(teller: Teller, link: UUID) -> bool:
    hashed = select(AccessLink.token_hash).where(AccessLink.public_id == link)
    return teller.one.read_one(hashed) is not None


def _has_lost_password(teller: Teller, link: UUID) -> bool:
    return _account_of(teller, link).status == AccountStatus.INVITED


def _may_act(teller: Teller, link: UUID) -> bool:
    account = _account_of(teller, link).id
    return bool(teller.one.count(UserState, UserState.user_id == account))


def _has_identity(teller: Teller, link: UUID) -> bool:
    account = _account_of(teller, link).id
    return bool(teller.one.count(UserIdentity, UserIdentity.user_id == account))


def _is_token_issued(teller: Teller, token: UUID) -> bool:
    return bool(teller.client(HEAD).post(f"/v1/tokens/{token}/issue").status_code == 201)


def _has_answered(teller: Teller, request: UUID) -> bool:
    return "desk" in teller.shown.get(request, {})


def _is_confirmed(teller: Teller, match: UUID) -> bool:
    """Return whether the other side confirms now."""
    lines = teller.lines(login(Role.SUPERVISOR, "GR-CPA"))
    return any(line["subject"] == str(match) for line in lines)


def _is_witnessed(teller: Teller, consent: UUID) -> bool:
    shown = teller.client(HEAD).get(f"/v1/consents/{consent}")
    return bool(shown.json()["state"] == "witnessed")


def _is_approved_twice(teller: Teller, asked: UUID) -> bool:
    shown = teller.client(HEAD).get(f"/v1/disclosures/{asked}")
    return bool(shown.json()["state"] == "approved_twice")


def _is_reviewed(teller: Teller, asked: UUID) -> bool:
    return bool(teller.client(HEAD).get(f"/v1/disclosures/{asked}").json()["is_reviewed"])


Decide = Callable[[TestClient, UUID, bool], Any]


@dataclasses.dataclass(frozen=True)
class Story:
    """How a line is asked, its asker, all who may decide, and its title as a regular expression.

    `ask` returns the id of the subject for a line without an approval. `is_done` reads whether the
    act has its effect. `decide` sends the decision that the page of the subject takes, None for one
    that the list takes. `decider` is the one who decides here. `is_refusable`: a refusal exists.
    `asking`: the number of the request that asks, among those of `ask`.
    """

    ask: Callable[[Teller, TestClient], object]
    is_done: Callable[[Teller, UUID], bool]
    asker: str
    deciders: frozenset[str]
    title: str = ""
    decide: Decide | None = None
    is_refusable: bool = True
    same_person: str = ""
    asking: int = -1

    @property
    def decider(self) -> str:
        """One who may decide, and did not ask."""
        return SECOND if SECOND in self.deciders else max(self.deciders)


_WITH_SECOND = frozenset({SECOND})
_ABROAD = frozenset({login(Role.SUPERVISOR, "FR-116")})
_GREEKS = frozenset({login(Role.SUPERVISOR, "GR-CPA")})
STORIES: dict[str, Story] = {
    ApprovalKind.INSTITUTION: Story(_ask_institution, _is_in_force, WORKER, HEADS, "Family court"),
    ApprovalKind.EXPORT: Story(_ask_export, _is_file_ready, HEAD, _WITH_SECOND, "CSV → DE"),
    ApprovalKind.SEARCH_SAMPLE: Story(
        _ask_sample, _is_sample_open, AUDITOR, ALL_AUDITORS - {AUDITOR}
    ),
    ApprovalKind.RELAY: Story(_ask_relay, _has_answered, WORKER, HEADS | {COLLEAGUE}),
    ApprovalKind.DANGER_RELEASE: Story(
        _release,
        _is_released,
        WORKER,
        HEADS,
        r"T-\d+",
        _decide_release,
        same_person="step_of_another_role",
    ),
    ApprovalKind.CARE_DECLARATION: Story(
        _declare_care, _is_care_proven, HEAD, _WITH_SECOND, r"T-\d+", _decide_declaration
    ),
    ApprovalKind.SEARCH_APPROVAL: Story(
        _ask_search_approval, _may_search_run, WORKER, HEADS, "DE-2026-001", asking=0
    ),
    ApprovalKind.MISSING_FROM_CARE: Story(
        _ask_missing_from_care, _is_shared, WORKER, HEADS, r"T-\d+/left-\d{4}-\d\d-\d\d"
    ),
    ApprovalKind.MISSING_FROM_CARE_WAITS: Story(
        _ask_missing_from_care_alone, _is_shared, WORKER, HEADS, r"T-\d+/left-\d{4}-\d\d-\d\d"
    ),
    ApprovalKind.UNCHECKED_LETTER: Story(
        _write_unchecked, _is_letter_read, login(Role.CASEWORKER, "GR-CPA"), _GREEKS, r"T-\d+"
    ),
    ApprovalKind.LEGAL_REGIME: Story(
        _ask_regime,
        _is_under_criminal_law,
        WORKER,
        HEADS,
        r"T-\d+",
    ),
    ApprovalKind.REPORTER_CHECK: Story(
        _ask_reporter_check,
        lambda teller, record: _record(teller, record).reporter_check == "checked",
        WORKER,
        HEADS,
        r"T-\d+",
        _decide_reporter_check,
    ),
    ApprovalKind.RETENTION_REVIEW: Story(
        _ask_review,
        lambda teller, record: _record(teller, record).status != RecordStatus.OPEN,
        HEAD,
        _WITH_SECOND,
        r"T-\d+",
    ),
    ApprovalKind.DATA_REQUEST: Story(
        _ask_data_request,
        lambda teller, request: (
            teller.client(HEAD).get(f"/v1/data-requests/{request}").json()["request"]["state"]
            == "approved"
        ),
        WORKER,
        HEADS,
        r"T-\d+",
        _decide_data_request,
    ),
    ApprovalKind.DETERMINATION: Story(
        _ask_determination, _is_opened, HEAD, frozenset({SECOND, WORKER}), r"T-\d+"
    ),
    ApprovalKind.TRANSFER_OFFER: Story(
        _ask_transfer, _is_offered, WORKER, HEADS, r"DE-JUG .* → FR-116 .*"
    ),
    ApprovalKind.TRANSFER: Story(
        _ask_transfer,
        _is_taken_over,
        HEAD,
        _ABROAD,
        r"DE-JUG .* → FR-116 .*",
        _decide_transfer,
        same_person="other_agency_takes_step",
    ),
    ApprovalKind.CLOSE_AGENCY: Story(
        _ask_closing,
        _is_closing,
        login(Role.SUPERVISOR, CLOSING),
        _ABROAD | ALL_AUDITORS,  # an auditor may only refuse
        r"CH-CPA .*",
    ),
    ApprovalKind.INVITATION: Story(
        _ask_invitation, _has_link, HEAD, _WITH_SECOND | ALL_ADMINISTRATORS, r"olof-\d+.de-jug"
    ),
    ApprovalKind.RESET: Story(
        _ask_reset, _has_lost_password, HEAD, _WITH_SECOND | ALL_ADMINISTRATORS, LOST
    ),
    ApprovalKind.THEFT: Story(
        _ask_theft, _has_lost_password, HEAD, _WITH_SECOND | ALL_ADMINISTRATORS, ROBBED
    ),
    ApprovalKind.STATE: Story(
        _ask_state, _may_act, HEAD, frozenset({login(Role.SUPERVISOR, "GR-CPA")}), OFFICER
    ),
    ApprovalKind.IDENTITY: Story(
        _ask_identity,
        _has_identity,
        ADMINISTRATOR,
        HEADS | ALL_ADMINISTRATORS - {ADMINISTRATOR},
        AUDITOR,
    ),
    ApprovalKind.SYSTEM_TOKEN: Story(
        _ask_token, _is_token_issued, HEAD, _WITH_SECOND | ALL_ADMINISTRATORS, r"intake-\d+"
    ),
    MATCH_DECISION: Story(
        _propose_match,
        _is_confirmed,
        HEAD,
        _WITH_SECOND,
        r"T-\d+",
        _confirm_match,
        same_person="second_person_confirms",
    ),
    "consent_witness": Story(
        _record_consent,
        _is_witnessed,
        HEAD,
        _WITH_SECOND,
        r"T-\d+",
        _witness_consent,
        same_person="second_person_witnesses",
    ),
    "disclosure_approval": Story(
        _approve_once,
        _is_approved_twice,
        WORKER,
        HEADS,
        r"T-\d+",
        _approve_again,
        same_person="step_of_another_role",
    ),
    "disclosure_review": Story(
        _approve_in_danger,
        _is_reviewed,
        HEAD,
        _WITH_SECOND,
        r"T-\d+",
        _review,
        is_refusable=False,
        same_person="second_person_reviews",
    ),
}
