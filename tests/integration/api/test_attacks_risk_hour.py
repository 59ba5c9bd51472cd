"""The hour of a risk assessment: no channel of an agency that saw the contact desk shows it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from core.policy.roles import Role
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.api.conftest import SignIn
from tests.integration.steps import send_record

pytestmark = [pytest.mark.both, pytest.mark.late]

PERSON = {"full_name": "Shekiba Rahimzadah"}
RISK = {"level": "high", "may_release": [], "notes": "someone waits outside"}
VICTIM = "presumed:assessor:2026-02-01:A21 helpline"
QUERY: dict[str, Any] = {
    "facts": {**PERSON, "birth_date": "2009-07-10", "relatives": ["mother:Golchehra"]},
    "purpose": "locate_missing",
    "legal_basis": "gdpr_6_1_e_9_2_g",
    "case_number": "GR-2026-001",
}


def _assess(sign_in: SignIn, child: UUID, agency: str) -> None:
    answer = sign_in(Role.SUPERVISOR, agency).post(f"/v1/records/{child}/risks", json=RISK)
    assert answer.status_code == 201, answer.text


def _child(one: Installation) -> UUID:
    return one.register({**FOUND, **PERSON}, one.actor(Role.CASEWORKER, "CH-CPA"))


def _seen(desk: TestClient, child: UUID) -> dict[str, object]:
    """Return what each channel shows of the state and the desk of the child's record."""
    record = desk.get(f"/v1/records/{child}").json()
    (match,) = [
        one for one in desk.get("/v1/matches").json()["matches"] if one["other"]["id"] == str(child)
    ]
    (hit,) = [
        one
        for one in desk.post("/v1/searches", json=QUERY).json()["found"]
        if one["record"]["id"] == str(child)
    ]
    read = desk.get(f"/v1/matches/{match['id']}").json()
    thread = desk.get(f"/v1/matches/{match['id']}/messages").json()
    return {
        "record": (record["state"], record["desk"]),
        "list": (match["other"]["state"], match["other"]["desk"]),
        "match": (read["other"]["state"], read["other"]["desk"]),
        "thread": thread["other_desk"],
        "search": (hit["record"]["state"], hit["record"]["desk"]),
    }


def _warned(desk: TestClient, reference: str) -> object:
    row = {**FOUND, **PERSON, "record_ref": reference, "legal_basis": "gdpr_6_1_e_9_2_g"}
    return send_record(desk, row)["call"]


def test_an_agency_that_saw_the_desk_sees_the_same_one_after_the_assessment(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation)
    installation.register(
        {**MISSING, "recipients": ""}, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )
    installation.work()
    desk = sign_in(Role.SUPERVISOR, "GR-CPA")
    before = _seen(desk, child)
    assert before["record"] == ("CH", "CH-CPA (fictional), +32 2 555 01 00")
    _assess(sign_in, child, "CH-CPA")
    assert _seen(desk, child) == before
    # an agency that saw no desk before the assessment sees none of the child's state
    late = sign_in(Role.CASEWORKER, "FR-116").get(f"/v1/records/{child}").json()
    assert (late["state"], late["desk"].startswith("CH")) == ("", False)


def test_an_agency_that_was_warned_is_warned_after_the_assessment_and_no_other(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation)
    installation.work()
    desk = sign_in(Role.CASEWORKER)
    before = _warned(desk, "X-1")
    assert "CH-CPA" in str(before)
    _assess(sign_in, child, "CH-CPA")
    assert _warned(desk, "X-2") == before
    assert "CH-CPA" not in str(_warned(sign_in(Role.CASEWORKER, "FR-116"), "X-3"))


def test_a_desk_that_was_told_of_a_declaration_keeps_the_desks_to_call(
    installation: Installation, sign_in: SignIn
) -> None:
    child = installation.register(
        {**FOUND, **PERSON},
        installation.actor(Role.CASEWORKER),
    )
    report = installation.register(
        {**MISSING, "recipients": ""}, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )
    installation.work()
    declared = sign_in(Role.CASEWORKER).post(
        f"/v1/records/{child}/care-confirmation/declaration", json={"reason": "alone"}
    )
    assert declared.status_code == 201, declared.text
    _assess(sign_in, child, "DE-JUG")
    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    desks = desk.get(f"/v1/records/{report}/care-confirmation").json()["desks"]
    assert {one["state"] for one in desks} == {"DE"}


def test_an_edit_does_not_take_the_risk_back(installation: Installation, sign_in: SignIn) -> None:
    child = installation.register(
        {**FOUND, **PERSON, "trafficking_status": VICTIM}, installation.actor(Role.CASEWORKER)
    )
    assert not installation.row_of(child).may_warn
    desk = sign_in(Role.CASEWORKER)
    edit = desk.patch(
        f"/v1/records/{child}",
        json={"changes": {"trafficking_status": ""}, "reason": "a mistake"},
        headers={"If-Match": '"1"'},
    )
    assert edit.status_code == 200, edit.text
    assert not installation.row_of(child).may_warn
