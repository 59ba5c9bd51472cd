"""A child missing in Greece and a child found in Germany, over HTTP, and what their match opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.roles import Role
from models.matching_runs.match import Match, Score
from tests.factories import ANSWERED, CHECKED, MISSING, Installation
from tests.integration.steps import send_record

SignIn = Callable[..., TestClient]
FAMILY_PHONE = "+306900000002"
REPORT = {
    **MISSING,
    "recipients": "",  # shared with no state: only a match opens it
    "phones": [f"relative:{FAMILY_PHONE}"],
    "relatives": ["mother:Golchehra", "brother:Farhad"],
    "home_address": "12 Odos Ermou, Mytilini",
}
SECRET = (FAMILY_PHONE, "6900000002", "Golchehra", "Farhad", "Ermou")
CHILD: dict[str, Any] = {
    "record_ref": "F-1",
    "kind": "found",
    "full_name": "Shekiba Rahimzadah",
    "birth_date": "2009-07-10",
    "sex": "F",
    "nationalities": ["AF"],
    "marks": ["burn:forearm:left"],
    **ANSWERED,
    "legal_basis": "gdpr_6_1_e_9_2_g",
    "international_protection": "no",
}


def report(installation: Installation, **changes: Any) -> UUID:
    """Register the missing report with a checked reporter."""
    return installation.register(
        {**REPORT, **changes}, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )


def find_child(installation: Installation, desk: TestClient, **changes: Any) -> str:
    """Register the found child as the desk, and match it."""
    made = send_record(desk, CHILD, **changes)
    installation.work()
    return str(made["id"])


def let_one_kind_agree(installation: Installation, *, band: int = 2) -> None:
    """Make every match a candidate with only one kind of evidence."""
    with installation.database.transaction() as session:
        for score in session.scalars(select(Score)):
            score.kinds, score.band, score.link_band = 1, band, band


def confirm_matches(installation: Installation) -> None:
    """Confirm every match for both sides."""
    with installation.database.transaction() as session:
        for match in session.scalars(select(Match)):
            match.state = "confirmed"


def read_view(desk: TestClient, report_id: UUID) -> str:
    """Return the desk's view of the report through its match; "" if it has no match."""
    for state in ("open", "proposed", "confirmed"):
        for line in desk.get("/v1/matches", params={"state": state}).json()["matches"]:
            match = desk.get(f"/v1/matches/{line['id']}").json()
            if match["other"]["id"] == str(report_id):
                assert ("relatives" in match["other"]["facts"]) == (
                    match["other"]["view"] in ("relatives", "contacts")
                )
                assert ("phones" in match["other"]["facts"]) == (
                    match["other"]["view"] == "contacts"
                )
                assert "home_address" not in match["other"]["facts"]
                return str(match["other"]["view"])
    return ""


def everything(desk: TestClient, record_id: str, report_id: UUID) -> str:
    """Return all that a desk of the found side can read about a report, as one text."""
    matches = desk.get("/v1/matches").json()["matches"]
    paths = [
        "/v1/records",
        f"/v1/records/{record_id}",
        f"/v1/records/{report_id}",
        "/v1/notifications",
        "/v1/matches",
    ]
    paths += [
        f"/v1/records/{record_id}/{part}" for part in ("matches", "care-confirmation", "access-log")
    ]
    paths += [
        f"/v1/matches/{one['id']}{part}" for one in matches for part in ("", "/group", "/messages")
    ]
    paths += [f"/{page}/{one['id']}" for one in matches for page in ("matches", "messages")]
    paths.append(f"/records/{record_id}")
    query = {
        "facts": {key: CHILD[key] for key in ("full_name", "birth_date", "marks")}
        | {"relatives": ["mother:Golchehre"]},
        "purpose": "identify_found",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "DE-2026-001",
    }
    found = desk.post("/v1/searches", json=query)
    assert found.status_code == 201, found.status_code
    return "\n".join([*(desk.get(path).text for path in paths), found.text])


def care_confirmation_of(desk: TestClient, record_id: str | UUID) -> dict[str, Any]:
    """Return the care confirmation of a record as a desk reads it."""
    answer = desk.get(f"/v1/records/{record_id}/care-confirmation")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def alerts(sign_in: SignIn) -> list[str]:
    """Return the kinds of the auditor's alerts, oldest first."""
    return [
        one["kind"] for one in reversed(sign_in(Role.AUDITOR).get("/v1/alerts").json()["alerts"])
    ]


def news(desk: TestClient) -> list[str]:
    """Return the kinds of a desk's notifications."""
    return [one["kind"] for one in desk.get("/v1/notifications").json()["notifications"]]
