"""Guardians and reporters as probes: their names must not confirm facts of a hidden record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.schemas.consent.written_consent import CONSENT_EXAMPLE
from core.policy.roles import Role
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER, Installation
from tests.integration.api.care_steps import SignIn, alerts, news

BOSS, UNKNOWN_PHONE = "+306900000001", "+306900000002"
VICTIM: dict[str, Any] = {  # not shared
    **FOUND,
    "category": "trafficking_victim",
    "phones": [f"exploiter:{BOSS}"],
    "relatives": ["exploiter:Viktor Orlow", "mother:گلچهره"],
}
PAPER = {"authority": "court", "document": "12 F 34/26", "appointed_at": "2026-02-01T00:00:00Z"}
PROBER = "GR-CPA"  # the attacker; DE-JUG has the victim
PROBES: dict[str, dict[str, Any]] = {
    "phone": {"name": "Anna Weber", "phones": [BOSS]},
    "name": {"name": "ORLOW, Viktor", "phones": []},
    "nothing": {"name": "Eva Weber", "phones": [UNKNOWN_PHONE]},
}


def _record(one: Installation, number: str, agency: str = PROBER) -> UUID:
    """Register a child that is in no other record."""
    return one.register({**OTHER, "record_ref": number}, one.actor(Role.CASEWORKER, agency), LAWFUL)


def _after(
    desk: TestClient, head: TestClient, record: UUID, paper: dict[str, Any]
) -> dict[str, Any]:
    """Return what an agency sees after a guardian was appointed: answers, consent and
    notifications."""
    (guardian,) = desk.get(f"/v1/records/{record}/guardians").json()["guardians"]
    consent = {**CONSENT_EXAMPLE, "giver_name": paper["name"]}
    return {
        "has_conflict": guardian["has_conflict"],
        "consent": desk.post(f"/v1/records/{record}/consents", json=consent).status_code,
        "notifications": sorted(
            set(news(head)) & {"guardian_in_conflict", "reporter_under_suspicion"}
        ),
        "page": desk.get(f"/records/{record}/people").text.casefold().count("conflict"),
    }


def test_a_guardian_entry_reveals_no_exploiter_of_a_hidden_victim(
    installation: Installation, sign_in: SignIn
) -> None:
    victim = installation.register(VICTIM, installation.actor(Role.CASEWORKER), LAWFUL)
    desk, head = sign_in(Role.CASEWORKER, PROBER), sign_in(Role.SUPERVISOR, PROBER)
    answers: dict[str, Any] = {}
    for number, (name, probe) in enumerate(PROBES.items()):
        record = _record(installation, f"G-{number}")
        counts = []

        def count(*_: object) -> None:
            counts.append(1)  # noqa: B023

        event.listen(installation.app.engine, "before_cursor_execute", count)
        try:
            made = desk.post(f"/v1/records/{record}/guardians", json={**PAPER, **probe})
        finally:
            event.remove(installation.app.engine, "before_cursor_execute", count)
        assert (made.status_code, made.json()["has_conflict"]) == (201, False), name
        installation.work()
        answers[name] = {**_after(desk, head, record, probe), "statements": len(counts)}
    assert answers["phone"] == answers["name"] == answers["nothing"]
    assert not answers["phone"]["has_conflict"]
    assert alerts(sign_in).count("guardian_in_conflict") == 2
    notifications = sign_in(Role.SUPERVISOR).get("/v1/notifications").json()["notifications"]
    assert ("known_elsewhere", str(victim)) in {
        (one["kind"], one["record"]) for one in notifications
    }


@pytest.mark.parametrize("is_victim_first", [True, False])
def test_a_reporter_entry_reveals_no_exploiter_of_a_hidden_victim(
    installation: Installation, sign_in: SignIn, is_victim_first: bool
) -> None:
    def register_victim() -> None:
        installation.register(VICTIM, installation.actor(Role.CASEWORKER), LAWFUL)
        installation.work()

    desk, head = sign_in(Role.CASEWORKER, PROBER), sign_in(Role.SUPERVISOR, PROBER)
    if is_victim_first:
        register_victim()
    report = {**MISSING, "legal_basis": "gdpr_6_1_e_9_2_g", "international_protection": "no"}
    reporter = {"name": "Some Body", "phones": [BOSS]}
    assert desk.post("/v1/records", json={**report, "reporter": reporter}).status_code == 201
    installation.work()
    if not is_victim_first:
        register_victim()
    assert "reporter_under_suspicion" not in news(head)
    assert "reporter_under_suspicion" in alerts(sign_in)
    assert "known_elsewhere" in news(sign_in(Role.SUPERVISOR))
    assert "known_elsewhere" not in news(sign_in(Role.CASEWORKER)) + news(head)


def test_only_the_auditor_is_alerted_of_reporters_of_several_agencies(
    installation: Installation, sign_in: SignIn
) -> None:
    agencies = ("FR-116", "DE-JUG", PROBER)
    for number, agency in enumerate(agencies):
        report = {
            **OTHER,
            "kind": "missing",
            "record_ref": f"M-{number}",
            "legal_basis": "gdpr_6_1_e_9_2_g",
        }
        sent = {**report, "reporter": {"name": f"Person Number{number}", "phones": [BOSS]}}
        assert sign_in(Role.CASEWORKER, agency).post("/v1/records", json=sent).status_code == 201
    installation.work()
    assert alerts(sign_in).count("reporter_of_several") == len(agencies)
    for agency in agencies:
        assert "reporter_of_several" not in news(sign_in(Role.SUPERVISOR, agency)), agency


def _check_reporter(
    desk: TestClient, head: TestClient, report: UUID, reporter: dict[str, Any]
) -> None:
    """Enter the reporter of a report, and let a second person check them."""
    assert desk.put(f"/v1/records/{report}/reporter", json=reporter).status_code == 204
    revision = head.get(f"/v1/records/{report}/reporter").json()["revision"]
    clear = {"reporter_check": "checked", "reason": "papers seen", "revision": revision}
    assert head.post(f"/v1/records/{report}/reporter/check", json=clear).status_code == 204


def _confirm(match: str, *desks: TestClient) -> None:
    """Let each of these people confirm that it is the same child."""
    decision = {"outcome": "same", "reason": "unique_mark_and_identity"}
    for version, desk in enumerate(desks, start=1):
        read = desk.get(f"/v1/matches/{match}")
        assert read.json()["version"] == version
        answer = desk.post(
            f"/v1/matches/{match}/decisions",
            json=decision,
            headers={"If-Match": read.headers["etag"]},
        )
        assert answer.status_code == 201, answer.text


def test_a_guardian_who_reported_the_child_abroad_is_in_conflict_once_both_sides_confirmed(
    installation: Installation, sign_in: SignIn
) -> None:
    report = installation.register(MISSING, installation.actor(Role.CASEWORKER, PROBER), CHECKED)
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.work()
    home, head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    abroad = sign_in(Role.SUPERVISOR, PROBER)
    reporter = {"name": "Viktor Orlow", "identity_how": "passport", "relation_proof": "letter"}
    _check_reporter(sign_in(Role.CASEWORKER, PROBER), abroad, report, reporter)
    assert (
        home.post(
            f"/v1/records/{child}/guardians", json={**PAPER, "name": "ORLOW, Viktor"}
        ).status_code
        == 201
    )
    installation.work()

    def has_conflict() -> bool:
        return bool(
            home.get(f"/v1/records/{child}/guardians").json()["guardians"][0]["has_conflict"]
        )

    assert not has_conflict()
    assert "guardian_in_conflict" in alerts(sign_in)
    assert "guardian_in_conflict" not in news(head) + news(abroad)
    assert "known_elsewhere" in news(abroad)
    (match,) = home.get("/v1/matches").json()["matches"]
    _confirm(match["id"], home, head, abroad)
    installation.work()
    assert has_conflict()
    assert "guardian_in_conflict" in news(head)
    assert "guardian_in_conflict" not in news(abroad)
    assert alerts(sign_in).count("guardian_in_conflict") == 1
