"""An unaccompanied girl of disputed age is reported under SIS and registered in another state.

The agency that gets the hit reads only the required action.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from core.policy.roles import Role
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.api import conftest

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in

ALERT: dict[str, Any] = {
    "protection_status": ["unaccompanied:2026-02-28:Youth office"],
    "age_assessments": ["inconclusive:interview:15-19:2026-02-28:contested:Health office"],
    "category": "trafficking_victim",
    "sis_category": "32(1)(a)(i)",
    "sis_status": "confirmed:GR-SCHENGEN-0077",
    "interpol_status": "reported:YN-2026-1188",
    "europol_status": "siena_reference:SIENA-5561",
    "trafficking_status": "presumed:assessor:2026-03-01:A21 helpline",
    "exploitation": ["begging"],
    "means_of_control": ["withholds_documents", "threats"],
    "recruiter": "family",
}
# Strings that no answer to another agency may contain.
SECRETS = (
    *("32(1)", "SCHENGEN", "YN-2026", "SIENA-5561", "assessor", "A21", "trafficking_victim"),
    *("unaccompanied", "inconclusive", "contested"),
    *("presumed", "begging", "withholds_documents", "threats"),
)
# The duties after a hit, as answers and pages show them.
DUTIES = ("within 12 hours of tracing the child", "“located, alert deleted”")
QUESTION = {
    "facts": {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10", "sex": "F"},
    "purpose": "verify_hit",
    "legal_basis": "led_8_10",
    "case_number": "DE-2026-001",
}


def _report(one: Installation, **changes: Any) -> str:
    responsible = one.actor(Role.CASEWORKER, "GR-CPA")
    return str(
        one.register({**MISSING, **ALERT, "sharing": "link", **changes}, responsible, CHECKED)
    )


def _found_by(client: TestClient) -> dict[str, Any]:
    answer = client.post("/v1/searches", json=QUESTION)
    assert answer.status_code == 201, answer.text
    assert [word for word in SECRETS if word in answer.text] == []
    (found,) = answer.json()["found"]
    return dict(found)


def _has_duties(instructions: list[str]) -> None:
    first, *duties = instructions
    assert ("Call the desk at once" in first) != ("Do not hold the person" in first)
    for words, duty in zip(DUTIES, duties, strict=True):
        assert words in duty


def test_the_agency_with_the_hit_reads_only_the_action(
    installation: Installation, sign_in: SignIn
) -> None:
    report = _report(installation)
    officer = sign_in(Role.LIAISON_OFFICER, "DE-POL")
    found = _found_by(officer)
    assert found["band"] == "link"
    assert (found["record"]["action"], found["record"]["facts"]) == ("protect", {})
    _has_duties(found["record"]["instructions"])
    page = officer.get(f"/records/{report}")
    assert page.status_code == 200
    assert "bring the person to a safe place" in page.text
    assert [duty for duty in DUTIES if duty not in page.text] == []
    assert [word for word in SECRETS if word in page.text] == []
    responsible = sign_in(Role.CASEWORKER, "GR-CPA").get(f"/v1/records/{report}").json()
    values = {
        field: [one["value"] for one in statements]
        for field, statements in responsible["facts"].items()
    }
    for column, value in ALERT.items():
        assert values[column] == (value if isinstance(value, list) else [value])
    assert values["sis_review_on"] == ["2031-03-02"]


def test_the_side_that_registers_her_found_reads_the_action_on_the_page_of_the_match(
    installation: Installation, sign_in: SignIn
) -> None:
    _report(installation)
    registered = sign_in(Role.CASEWORKER).post(
        "/v1/records", json={**FOUND, "legal_basis": "gdpr_6_1_e_9_2_g"}
    )
    assert registered.status_code == 201, registered.text
    installation.work()
    desk = sign_in(Role.SUPERVISOR)
    (match,) = desk.get("/v1/matches").json()["matches"]
    answer = desk.get(f"/v1/matches/{match['id']}")
    assert answer.json()["other"]["action"] == "protect"
    _has_duties(answer.json()["other"]["instructions"])
    assert answer.json()["own"]["instructions"] == []
    page = desk.get(f"/matches/{match['id']}")
    assert "bring the person to a safe place" in page.text
    assert [duty for duty in DUTIES if duty not in page.text] == []
    for shown in (answer.text, page.text):
        assert [word for word in SECRETS if word in shown] == []


@pytest.mark.parametrize(
    ("changes", "action"),
    [
        ({"sis_category": "32(1)(b)"}, "whereabouts"),
        ({"sis_category": "", "sis_status": "", "interpol_status": ""}, "protect"),
    ],
)
def test_only_a_category_without_protection_changes_the_action(
    installation: Installation, sign_in: SignIn, changes: dict[str, str], action: str
) -> None:
    _report(installation, **changes)
    found = _found_by(sign_in(Role.LIAISON_OFFICER, "DE-POL"))
    assert (found["record"]["action"], found["record"]["facts"]) == (action, {})
    _has_duties(found["record"]["instructions"])


def test_an_edit_of_the_category_changes_the_action(
    installation: Installation, sign_in: SignIn
) -> None:
    report = _report(installation)
    edited = sign_in(Role.CASEWORKER, "GR-CPA").patch(
        f"/v1/records/{report}",
        json={"changes": {"sis_category": "32(1)(b)"}},
        headers={"If-Match": '"1"'},
    )
    assert (edited.status_code, edited.json()["action"]) == (200, "whereabouts")
    assert installation.row_of(UUID(report)).hit_action == "whereabouts"


def test_a_preventive_record_reaches_every_state_at_link_once_it_is_decided(
    installation: Installation, sign_in: SignIn
) -> None:
    columns = {name: MISSING[name] for name in ("full_name", "birth_date", "sex", "relatives")}
    row = {**columns, "kind": "preventive", "sis_category": "32(1)(c)", "description": "SECRET"}
    responsible = sign_in(Role.CASEWORKER, "FR-116")
    basis = {"legal_basis": "sis_decision", "international_protection": "no"}
    undecided = responsible.post("/v1/records", json={**row, **basis, "record_ref": "P-1"})
    assert [one["column"] for one in undecided.json()["warnings"]] == ["sis_decision"]
    decided = responsible.post(
        "/v1/records", json={**row, **basis, "record_ref": "P-2", "sis_decision": "TJ 31/26"}
    )
    assert (decided.status_code, decided.json()["warnings"]) == (201, [])
    record = _found_by(sign_in(Role.LIAISON_OFFICER, "DE-POL"))["record"]
    assert record["id"] == decided.json()["id"]
    assert (record["kind"], record["action"], record["facts"]) == ("preventive", "protect", {})
    assert record["state"] == ""  # a person at risk: the desk is reached through the relay desk
    worker = sign_in(Role.CASEWORKER)
    # the report is not checked, so only police may read it
    assert worker.get(f"/v1/records/{record['id']}").status_code == 404
    software = sign_in(Role.SYSTEM, "FR-116")
    again = {**row, **basis, "record_ref": "P-3", "sis_decision": "TJ 31/26"}
    assert software.post("/v1/records", json=again).status_code == 403
