"""Stories of one night: Sunday, 02:00, one or two people on duty.

Each story ends with its table, which is also in `docs/workflow.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from core.policy.roles import Role
from docs.site.written.workflow import FILE
from tests.described_client import example
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api import conftest
from tests.integration.api.care_steps import SignIn
from tests.integration.night.shift import CALL, FORM, PRESS, Shift, Who
from tests.integration.steps import known_child

sign_in = conftest.sign_in
pytestmark = [pytest.mark.both, pytest.mark.late]
WORKER: Who = (Role.CASEWORKER, "DE-JUG")
HEAD: Who = (Role.SUPERVISOR, "DE-JUG")
FAMILY_DESK: Who = (Role.CASEWORKER, "GR-CPA")
FAMILY_HEAD: Who = (Role.SUPERVISOR, "GR-CPA")
HOTLINE: Who = (Role.CASEWORKER, "FR-116")
HOTLINE_HEAD: Who = (Role.SUPERVISOR, "FR-116")
BASIS = {"legal_basis": "gdpr_6_1_e_9_2_g", "international_protection": "no"}
FAMILY_POLICE: Who = (Role.LIAISON_OFFICER, "GR-POL")
OTHER_POLICE: Who = (Role.LIAISON_OFFICER, "DE-POL")
NUMBER = "+33 6 12 34 56 78"
MOTHER = {"name": "Golchehra Rahimzadah", "phones": [NUMBER], "relation": "mother"}


@pytest.fixture
def shift(installation: Installation, sign_in: SignIn) -> Shift:
    return Shift(installation, sign_in)


def compare(shift: Shift, title: str, goal: str) -> None:
    """Compare the table of the night with the one in the document."""
    table = shift.table(title, goal)
    assert table in FILE.read_text(encoding="utf-8"), f"docs/workflow.md needs this:\n{table}"


def reported(shift: Shift, row: Any = MISSING) -> None:
    """Let the family's desk have a report whose reporter is checked."""
    report = shift.one.register(row, shift.one.actor(*FAMILY_DESK), CHECKED)
    shift.records["report"] = str(report)


def paired(shift: Shift, report: Any = MISSING, found: Any = FOUND) -> str:
    """Let both desks have a record of the child; return the address of the match."""
    reported(shift, report)
    child = shift.one.register(found, shift.one.actor(*WORKER), LAWFUL)
    shift.records["child"] = str(child)
    shift.one.work()
    (match,) = shift.read(FAMILY_DESK, "/v1/matches")["matches"]
    shift.match = match["id"]
    return f"/v1/matches/{shift.match}"


def confirmed_match(shift: Shift) -> str:
    """Let both desks confirm their match; return the address of the match."""
    match = paired(shift)
    same = {"outcome": "same", "reason": "relative_confirmed"}
    for who in (WORKER, HEAD, FAMILY_HEAD):
        version = {"If-Match": shift.person(who).get(match).headers["etag"]}
        sent = shift.person(who).post(f"{match}/decisions", json=same, headers=version)
        assert sent.status_code == 201, sent.text
    return match


def seen_here(shift: Shift) -> str:
    """Let both desks have a record of a child who was seen in between; return the match."""
    report = {**MISSING, "event_date": "2026-02-20", "recipients": ["GR", "DE", "FR"]}
    return paired(shift, report, {**FOUND, "event_date": "2026-03-07"})


def _steps(shift: Shift, path: str) -> Callable[..., None]:
    """Return a function that takes a step of a resource if its next steps allow it."""

    def step(who: Who, words: str, minutes: int, act: str, **body: Any) -> None:
        shift.offered(who, path, act)
        shift.act(who, words, minutes, f"{path}/steps", {"act": act, **body})

    return step


def test_a_nameless_child_is_found(shift: Shift) -> None:
    reported(shift)
    shift.start()
    found = {name: value for name, value in FOUND.items() if name != "name_native"}
    row = {**found, **BASIS, "record_ref": "N-1", "event_date": "2026-03-07"}
    refused = shift.person(WORKER).post("/v1/records", json=row).json()["errors"]
    assert [(one["field"], one["reason"]) for one in refused] == [
        ("full_name", "no name; write unknown if nobody knows it")
    ]
    row["full_name"], shift.records["child"] = "unknown", "id"
    child = shift.act(WORKER, "registers a girl whose name nobody knows", FORM, "/v1/records", row)
    (match,) = shift.read(WORKER, "/v1/matches")["matches"]
    shift.home(WORKER, f'href="/matches/{match["id"]}"')
    path = f"/v1/records/{child['id']}/care-confirmation"
    assert shift.read(WORKER, path)["may_declare"]
    reason = {"reason": "Alone on duty. She asks for her mother."}
    words = "declares that the girl is in the agency's care"
    shift.act(WORKER, words, FORM, f"{path}/declaration", reason)
    assert shift.read(WORKER, f"/v1/matches/{match['id']}")["other"]["view"] == "identity"
    care_confirmation = shift.read(WORKER, path)
    assert care_confirmation["step"] == "call_back"
    desk = next(one for one in care_confirmation["desks"] if one["agency"] == "GR-CPA")
    words = "calls the desk of the report"
    shift.act(WORKER, words, CALL, f"{path}/call-back", {"agency": desk["agency"]})
    shift.reach_goal()
    shift.wait("the morning comes", hours=6)
    shift.to_decide(HEAD, "care_declaration")
    shift.act(HEAD, "confirms that the girl is in care", FORM, path, {"way": "colleague"})
    compare(shift, "A nameless child is found", "the desk of the report knows that she is in care")


def test_a_child_leaves_care_towards_two_states(shift: Shift) -> None:
    child = known_child(shift.one)
    shift.records |= {"child": str(child), "report": "report"}
    shift.start()
    form = {
        "left_at": "2026-03-08T00:20:00Z",
        "place": "Hamburg",
        "noticed_by": "night duty",
        "clothing": "red anorak",
        "phones": ["own:+49 151 00000000"],
        "likely_states": ["FR:nobody_known", "GR:authority"],
    }
    path = f"/v1/records/{child}/missing-from-care"
    left = shift.act(WORKER, "reports that the child went missing from care", FORM, path, form)
    sent = {one["state"]: one for one in left["states"]}
    assert sent["FR"]["sent_at"] == sent["DE"]["sent_at"] == "2026-03-08T01:05:00Z"
    assert (sent["GR"]["sent_at"], sent["GR"]["not_sent"]) == (None, "approval")
    assert sent["GR"]["waits_until"] == "2026-03-08T05:05:00Z"
    shift.reach_goal()
    shift.wait("the desks of the state are asked too", hours=2)
    decision = shift.to_decide(HEAD, "missing_from_care")
    shift.act(HEAD, "approves the report", PRESS, decision, {"is_approved": True})
    compare(shift, "A child leaves care towards two states", "the desks read the report")


def test_a_mother_rings_twice(shift: Shift) -> None:
    shift.records["report"] = "id"
    shift.start()
    row = {
        **MISSING,
        **BASIS,
        "record_ref": "H-1",
        "event_date": "2026-03-07",
        "event_country": "FR",
        "event_place": "Metz",
        "recipients": ["DE"],
        "marks": "",
        "reporter": MOTHER,
    }
    report = shift.act(HOTLINE, "registers the report of the mother", FORM, "/v1/records", row)
    path = f"/v1/records/{report['id']}"
    shift.wait("the mother rings again", minutes=10)
    text = {"text": NUMBER}
    words = "finds the report by the number of the mother"
    found = shift.act(HOTLINE, words, PRESS, "/v1/records/search", text)
    assert [one["id"] for one in found["records"]] == [report["id"]]
    edit = {"changes": {"marks": ["burn:forearm:left"]}, "reason": "the mother rang again"}
    words = "adds the scar that the mother remembers"
    shift.act(HOTLINE, words, FORM, path, edit, method="PATCH", version_of=path)
    shift.reach_goal()
    query = {
        "facts": {
            "full_name": "Shakiba Rahimzada",
            "birth_date": "2009-07-10",
            "relatives": ["mother:Golchehre"],
        },
        "purpose": "identify_found",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "DE-2026-001",
    }
    words = "searches for the girl and sees nothing"
    empty = shift.act(WORKER, words, FORM, "/v1/searches", query)
    assert empty["found"] == []
    assert empty["nothing_seen"]["sentences"][0].startswith("Nothing that you may see.")
    proofs = {**MOTHER, "identity_how": "passport", "relation_proof": "family register"}
    reporter = f"{path}/reporter"
    shift.act(HOTLINE, "enters the papers of the mother", FORM, reporter, proofs, method="PUT")
    shift.act(HOTLINE, "asks for the reporter check", PRESS, f"{reporter}/check-request")
    shift.to_decide(HOTLINE_HEAD, "reporter_check")
    revision = shift.read(HOTLINE_HEAD, reporter)["revision"]
    decision = {"reporter_check": "checked", "reason": "papers seen", "revision": revision}
    shift.act(HOTLINE_HEAD, "checks the reporter", FORM, f"{reporter}/check", decision)
    (seen,) = shift.act(WORKER, "searches again", FORM, "/v1/searches", query)["found"]
    assert seen["record"]["id"] == report["id"]
    compare(shift, "A mother rings twice", "the report has both calls")


def test_a_danger_to_life(shift: Shift) -> None:
    match = paired(shift)
    shift.start()
    shift.offered(FAMILY_DESK, match, "ask_in_danger")
    question = {
        "scopes": ["identity", "photo"],
        "purpose": "protect_victim",
        "reason": "taken from the shelter an hour ago",
        "path": "vital_interest",
        "imminent": "trafficking",
    }
    words = "asks because of a danger to life"
    asked = shift.act(FAMILY_DESK, words, FORM, f"{match}/disclosures", question)
    path = f"/v1/disclosures/{asked['id']}"
    step = _steps(shift, path)
    shift.home(WORKER, f"/disclosures/{asked['id']}")
    assessment = {
        "level": "high",
        "imminent": ["trafficking"],
        "may_release": ["identity", "photo"],
        "notes": "seen with the man she fled from",
    }
    shift.leads(WORKER, path, "check_risk")
    risk = {"act": "check_risk", "assessment": assessment}
    shift.act(WORKER, "writes what is known", FORM, f"{path}/steps", risk)
    step(WORKER, "calls the asking desk back", CALL, "call_back", agency="GR-CPA")
    step(WORKER, "calls the police", CALL, "call_police", agency="112")
    step(WORKER, "shares the information", PRESS, "release")
    grant = shift.read(FAMILY_DESK, path)["grant"]
    shared = shift.read(FAMILY_DESK, f"/v1/grants/{grant}")
    assert sorted(shared["scopes"]) == ["identity", "photo"]
    shift.reach_goal()
    shift.wait("an hour passes", hours=1)
    shift.home(HEAD, f"/disclosures/{asked['id']}")
    step(HEAD, "approves it", FORM, "approve_after")
    assert not shift.read(HEAD, path)["needs_second_approver"]
    compare(shift, "A danger to life", "the other desk reads")
    asker, *acts = [act for act in shift.until if act.by != "–"]
    assert asker.by == "GR-CPA caseworker"
    assert len(acts) + 1 <= 5
    assert {act.by for act in acts} == {"DE-JUG caseworker"}


def test_an_oral_consent(shift: Shift) -> None:
    paired(shift)
    shift.start()
    form = example("ConsentIn") | {"is_briefed_written": False, "text_version": ""}
    consents = f"/v1/records/{shift.records['child']}/consents"
    consent = shift.act(WORKER, "records a consent, explained orally", FORM, consents, form)
    path = f"/v1/consents/{consent['id']}"
    step = _steps(shift, path)
    step(WORKER, "starts the oral consent", PRESS, "start_spoken")
    early = shift.person(HEAD).post(f"{path}/steps", json={"act": "witness"})
    page, _, place = early.json()["href"].partition("#")
    assert (early.status_code, place) == (409, "explain_in_writing")
    shift.home(WORKER, f'href="{page}"')
    assert f'id="{place}"' in shift.person(WORKER).get(page).text
    shift.wait("the morning comes", hours=6)
    step(WORKER, "explains it in writing", FORM, "explain_in_writing", text_version="1")
    shift.to_decide(HEAD, "consent_witness")
    step(HEAD, "witnesses both explanations", PRESS, "witness")
    shift.reach_goal()
    assert shift.read(HEAD, path)["is_witnessed"]
    assert shift.read(HEAD, path)["next_steps"]["due"] is None
    compare(shift, "An oral consent", "both explanations are witnessed")


def test_a_wrong_confirmation_is_undone(shift: Shift) -> None:
    match = confirmed_match(shift)
    shift.start()
    reason = {"reason": "new_evidence"}

    def undo(who: Who, words: str, act: str) -> str:
        shift.offered(who, match, act)
        return str(shift.act(who, words, PRESS, f"{match}/undo", reason, version_of=match)["state"])

    assert undo(WORKER, "proposes to undo the match", "propose_undo") == "confirmed"
    shift.home(HEAD, f'href="{match.removeprefix("/v1")}"')
    shift.home(FAMILY_HEAD, "Proposed undoing of a match to decide")
    due = shift.read(FAMILY_HEAD, match)["next_steps"]["due"]
    assert (due["act"], due["is_yours"]) == ("undo", True)
    assert undo(HEAD, "undoes the match", "undo") == "open"
    shift.reach_goal()
    compare(shift, "A wrong confirmation is undone", "the match is open again")


def test_a_sighting(shift: Shift) -> None:
    match = seen_here(shift)
    report = f"/v1/records/{shift.records['report']}"
    shift.start()
    before = _route_and_score(shift, report, match)
    assert before[0] == []
    form = example("SightingForm") | {
        "reference": shift.records["report"],
        "country": "DE",
        "place": "Hamburg",
        "seen_at": "2026-03-06T20:40:00Z",
    }
    words = "sends what a caller saw, by the reference on the poster"
    sent = shift.act(HOTLINE, words, FORM, "/v1/sightings", form)
    unknown = shift.person(HOTLINE).post("/v1/sightings", json=form | {"reference": str(uuid4())})
    assert unknown.json() == sent
    received = f"{report}/sightings"
    for who in (FAMILY_DESK, FAMILY_POLICE):
        (seen,) = shift.read(who, received)["sightings"]
        assert (seen["place"], seen["desk"]) == ("Hamburg", "FR-116 (fictional), +32 2 555 01 00")
    assert seen["police_notified_at"] == "2026-03-08T01:05:00Z"
    for who in (HOTLINE, OTHER_POLICE, WORKER):
        assert shift.person(who).get(received).status_code == 404
    shift.home(FAMILY_DESK, f"/records/{shift.records['report']}/sightings")
    assert _route_and_score(shift, report, match) == before
    shift.reach_goal()
    words = "accepts the sighting after a call to the hotline"
    reason = {"reason": "The hotline called the witness back."}
    shift.act(FAMILY_DESK, words, CALL, f"/v1/sightings/{seen['id']}/accept", reason)
    route, score = _route_and_score(shift, report, match)
    assert [(one["value"], one["source"]) for one in route] == [
        ("DE:Hamburg:2026-03-06", "witness")
    ]
    assert score > before[1]
    lines = shift.read(HOTLINE, "/v1/sightings")["sightings"]
    assert {tuple(line) for line in lines} == {("reference", "sent_at")}
    compare(shift, "A sighting", "the desk of the report and its police read it")


def _route_and_score(shift: Shift, report: str, match: str) -> tuple[list[Any], float]:
    """Return the route of the report as its desk reads it, and the score as the other desk does."""
    facts = shift.read(FAMILY_DESK, report)["facts"]
    return facts.get("route", []), shift.read(WORKER, match)["bits"]
