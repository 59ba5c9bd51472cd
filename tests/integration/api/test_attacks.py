"""Three complete attacks over HTTP: the fake reporter, the corrupt officer, the trafficker as
guardian.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.schemas.consent.written_consent import CONSENT_EXAMPLE
from core.codes.approvals import ApprovalKind
from core.codes.notifications import AlertKind
from core.policy.roles import Role
from core.policy.search import GUESSING_RULES
from models.agencies.agency import Agency
from services.oversight import decoys
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.steps import end_overdue_approvals, read_to_decide, send_record

BURST_SIZE = GUESSING_RULES[AlertKind.QUERY_BURST].size

SignIn = Callable[..., TestClient]
BOSS = "+306900000001"
FAKE = {"name": "Viktor Orlow", "phones": [BOSS], "relation": "uncle"}


def _alerts(sign_in: SignIn) -> list[tuple[str, str | None]]:
    return [
        (one["kind"], one["subject"])
        for one in sign_in(Role.AUDITOR).get("/v1/alerts").json()["alerts"]
    ]


def test_a_fake_reporter_reads_nothing_is_detected_and_disabled(
    installation: Installation, sign_in: SignIn
) -> None:
    child = {**FOUND, "phones": [f"exploiter:{BOSS}"]}
    found = installation.register(child, installation.actor(Role.CASEWORKER), LAWFUL)
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    report = {**MISSING, "legal_basis": "gdpr_6_1_e_9_2_g", "international_protection": "no"}
    refused = desk.post(
        "/v1/records", json={**report, "reporter_check": "checked", "reporter": FAKE}
    )
    assert (refused.status_code, refused.json()["errors"][0]["reason"]) == (422, "not_proven")
    made = send_record(desk, {**report, "reporter": FAKE})
    assert made["call"] == []
    installation.work()
    assert desk.get("/v1/matches").json()["matches"] == []
    assert str(found) not in desk.get("/v1/notifications").text
    assert ("reporter_under_suspicion", made["id"]) in _alerts(sign_in)
    # it depends on the hidden child's facts
    assert "reporter_under_suspicion" not in head.get("/v1/notifications").text
    assert "known_elsewhere" in sign_in(Role.SUPERVISOR).get("/v1/notifications").text
    assert desk.post(f"/v1/records/{made['id']}/reporter/check", json={}).status_code in {
        403,
        422,
    }
    flag = {"reporter_check": "flagged", "reason": "the exploiter's telephone"}
    assert head.post(f"/v1/records/{made['id']}/reporter/check", json=flag).status_code == 204
    installation.work()
    for agency, role in (
        ("DE-JUG", Role.SUPERVISOR),
        ("FR-116", Role.SUPERVISOR),
        ("DE-POL", Role.LIAISON_OFFICER),
    ):
        assert sign_in(role, agency).get(f"/v1/records/{made['id']}").status_code == 404


def test_the_corrupt_officer_sees_a_desk_at_most_and_is_seen_at_every_step(
    installation: Installation, sign_in: SignIn
) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    hidden = installation.register(
        {**FOUND, "record_ref": "F-2", "category": "trafficking_victim"},
        installation.actor(Role.CASEWORKER),
        LAWFUL,
    )
    officer = sign_in(Role.LIAISON_OFFICER, "GR-POL")
    query: dict[str, Any] = {
        "facts": {
            "full_name": "Shekiba Rahimzadah",
            "birth_date": "2009-07-10",
            "marks": ["burn:forearm:left"],
        },
        "purpose": "locate_missing",
        "legal_basis": "led_8_10",
        "case_number": "GR-2026-001",
    }
    assert (
        officer.post("/v1/searches", json={**query, "purpose": "general_intelligence"}).status_code
        == 403
    )
    for day in range(BURST_SIZE):
        guess = {**query["facts"], "birth_date": f"2009-07-{10 + day}", "event_place": "Hamburg"}
        answer = officer.post("/v1/searches", json={**query, "facts": guess}).json()
        for hit in answer["found"]:
            assert (
                hit["record"]["id"],
                hit["record"]["facts"],
                hit["reasons"],
                hit["evidence"],
            ) == (
                str(found),
                {},
                [],
                [],
            )
    assert "query_burst" in {kind for kind, _ in _alerts(sign_in)}
    assert officer.get(f"/v1/records/{hidden}").status_code == 404
    assert officer.get(f"/v1/records/{found}/access-log").status_code == 404
    pending = read_to_decide(sign_in(Role.SUPERVISOR, "GR-POL"), ApprovalKind.SEARCH_APPROVAL)
    assert len(pending) == BURST_SIZE
    installation.clock.move(timedelta(hours=25))
    end_overdue_approvals(installation)
    assert [kind for kind, _ in _alerts(sign_in)].count("search_not_approved") == BURST_SIZE
    accesses = sign_in(Role.SUPERVISOR).get(f"/v1/records/{found}/access-log").json()["accesses"]
    # the responsible agency reads that another agency searched; the auditor reads which one
    assert ("", "search") in {(look["agency"], look["action"]) for look in accesses}
    acts = sign_in(Role.AUDITOR).get("/v1/audit").json()["acts"]
    assert ("GR-POL", "search") in {(act["agency"], act["action"]) for act in acts}
    installation.work()
    assert "found_by_search" in sign_in(Role.SUPERVISOR).get("/v1/notifications").text


def test_an_officer_who_browses_the_own_agencys_records_meets_a_decoy(
    installation: Installation, sign_in: SignIn
) -> None:
    installation.register(
        {**MISSING, "record_ref": "P-17"},
        installation.actor(Role.LIAISON_OFFICER, "GR-POL"),
        CHECKED,
    )
    agency = installation.read_one(select(Agency).where(Agency.code == "GR-POL"))
    with installation.app.transaction() as session:
        assert decoys.plant_decoy(
            session, installation.context, agency, {**FOUND, "kind": "missing"}
        )
    officer = sign_in(Role.LIAISON_OFFICER, "GR-POL")
    ids = [line["id"] for line in officer.get("/v1/records").json()["records"]]
    assert [officer.get(f"/v1/records/{one}").status_code for one in ids] == [200, 200]
    assert _alerts(sign_in) == [("decoy_seen", ids[0])]  # the newest is first


def test_the_traffickers_word_for_a_child_that_names_him_is_refused_and_alerts(
    installation: Installation, sign_in: SignIn
) -> None:
    named = {**FOUND, "relatives": ["travel_companion:Orlow Viktor"]}
    found = installation.register(named, installation.actor(Role.CASEWORKER), LAWFUL)
    paper: dict[str, Any] = {**CONSENT_EXAMPLE, "giver_name": "Viktor ORLOW"}
    assert _alerts(sign_in) == []
    for _ in range(2):
        refused = sign_in(Role.CASEWORKER).post(f"/v1/records/{found}/consents", json=paper)
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict_of_interest")
    assert _alerts(sign_in) == [("guardian_in_conflict", str(found))] * 2
    assert sign_in(Role.SUPERVISOR).get("/v1/notifications").text.count("guardian_in_conflict") == 1
    # an attempt of another agency is at a record that it cannot see, and raises no alert
    assert (
        sign_in(Role.CASEWORKER, "GR-CPA")
        .post(f"/v1/records/{found}/consents", json=paper)
        .status_code
        == 404
    )
    assert len(_alerts(sign_in)) == 2


def test_the_trafficker_as_guardian_is_found_out_by_the_auditor_whichever_agency_knows_him(
    installation: Installation, sign_in: SignIn
) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    report = {**MISSING, "legal_basis": "gdpr_6_1_e_9_2_g", "reporter": FAKE}
    assert desk.post("/v1/records", json=report).status_code == 201
    installation.work()
    home = sign_in(Role.CASEWORKER)
    paper = {"authority": "court", "appointed_at": "2026-02-01T00:00:00Z"}
    unpapered = {**paper, "name": "Viktor Orlow", "document": ""}
    assert home.post(f"/v1/records/{found}/guardians", json=unpapered).status_code == 422
    forged = {**paper, "name": "ORLOW, Viktor", "phones": [BOSS], "document": "12 F 34/26"}
    assert home.post(f"/v1/records/{found}/guardians", json=forged).json()["has_conflict"] is False
    installation.work()
    (guardian,) = home.get(f"/v1/records/{found}/guardians").json()["guardians"]
    # the match is not confirmed, so the report's facts are hidden
    assert guardian["has_conflict"] is False
    assert ("guardian_in_conflict", str(found)) in _alerts(sign_in)
    assert "guardian_in_conflict" not in sign_in(Role.SUPERVISOR).get("/v1/notifications").text
    assert "known_elsewhere" in sign_in(Role.SUPERVISOR, "GR-CPA").get("/v1/notifications").text
    assert "Orlow" not in sign_in(Role.SUPERVISOR, "GR-CPA").get("/v1/notifications").text
