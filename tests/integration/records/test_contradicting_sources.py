"""Two sources contradict each other: everybody who may read the field sees both side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.policy.roles import Role
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.api import conftest
from tests.integration.steps import send_record

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in

CONTRADICTIONS: dict[str, Any] = {
    "sex": ["F", "M"],
    "height_cm": ["150", "164"],
    "hair": ["black", "blond"],
    "sis_category": ["32(1)(b)", "32(1)(a)(i)"],
}
STATED: dict[str, Any] = {
    "sex": [
        {"source": "relative", "stated_on": "2026-02-01", "quality": "B2H0"},
        {"source": "professional", "stated_on": "2026-02-20", "quality": "A2H0"},
    ],
    "hair": [{"source": "relative"}, {"source": "exploiter"}],
}
HEADERS = {"If-Match": '"1"'}


def _register(client: TestClient, **changes: Any) -> Any:
    body = {
        **MISSING,
        **CONTRADICTIONS,
        "provenance": STATED,
        "sharing": "identity",
        "legal_basis": "led_8_10",
        "international_protection": "no",
    }
    return send_record(client, body, **changes)


def _facts(client: TestClient, record: str, field: str) -> list[tuple[str, str, str]]:
    read = client.get(f"/v1/records/{record}").json()["facts"]
    return [(one["value"], one["source"], one["quality"]) for one in read.get(field, [])]


def test_both_are_shown_to_the_responsible_with_who_said_it_when_and_how_reliable(
    sign_in: SignIn,
) -> None:
    responsible = sign_in(Role.CASEWORKER, "GR-CPA")
    made = _register(responsible)
    reasons = {(one["column"], one["reason"]) for one in made["warnings"]}
    assert reasons == {(column, "sources contradict each other") for column in CONTRADICTIONS}
    assert _facts(responsible, made["id"], "sex") == [
        ("F", "relative", "B2H0"),
        ("M", "professional", "A2H0"),
    ]
    page = responsible.get(f"/records/{made['id']}").text
    assert page.count("values differ") == len(CONTRADICTIONS)
    assert responsible.get(f"/v1/records/{made['id']}").json()["action"] == "protect"


def test_another_agency_reads_both_of_what_its_view_opens_and_no_source(
    installation: Installation, sign_in: SignIn
) -> None:
    row = {
        **MISSING,
        **CONTRADICTIONS,
        "sex@source": "relative|professional",
        "sex@quality": "B2H0|A2H0",
        "hair@source": "relative|exploiter",
        "sharing": "identity",
    }
    record = installation.register(row, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    officer = sign_in(Role.LIAISON_OFFICER, "DE-POL")
    assert _facts(officer, str(record), "sex") == [("F", "", "B2H0"), ("M", "", "A2H0")]
    assert [one[0] for one in _facts(officer, str(record), "height_cm")] == ["150", "164"]
    assert [one[0] for one in _facts(officer, str(record), "hair")] == ["black"]
    assert _facts(officer, str(record), "sis_category") == []
    page = officer.get(f"/records/{record}").text
    assert page.count("values differ") == 2
    assert [word for word in ("32(1)", "blond", "Blond") if word in page] == []


def test_an_edit_adds_a_statement_and_the_others_keep_their_provenance(sign_in: SignIn) -> None:
    responsible = sign_in(Role.CASEWORKER, "GR-CPA")
    record = _register(responsible, sex="F", provenance={"sex": {"source": "relative"}})["id"]
    patch = {
        "changes": {"sex": ["F", "M"]},
        "provenance": {"sex": [{}, {"source": "authority", "quality": "A1"}]},
    }
    edited = responsible.patch(f"/v1/records/{record}", json=patch, headers=HEADERS)
    assert edited.status_code == 200, edited.text
    both = [("F", "relative", "X4H0"), ("M", "authority", "A1H0")]
    assert _facts(responsible, record, "sex") == both
    other = responsible.patch(
        f"/v1/records/{record}",
        json={"changes": {"eyes": "green"}},
        headers={"If-Match": '"2"'},
    )
    assert other.status_code == 200, other.text
    assert _facts(responsible, record, "sex") == both
    back = responsible.patch(
        f"/v1/records/{record}", json={"changes": {"sex": "M"}}, headers={"If-Match": '"3"'}
    )
    assert back.status_code == 200
    assert _facts(responsible, record, "sex") == both[1:]


def _form(client: TestClient, record: str, **changes: str | list[str]) -> dict[str, Any]:
    """Return the form of the edit page as a browser sends it."""
    read = client.get(f"/v1/records/{record}").json()
    fields = {
        column: [one["value"] for one in statements]
        for column, statements in read["facts"].items()
        if column in client.get(f"/records/{record}/edit").text
    }
    return {"version": str(read["version"]), **fields, **changes}


def test_the_edit_page_adds_what_another_source_says_and_keeps_both_afterwards(
    sign_in: SignIn,
) -> None:
    responsible = sign_in(Role.CASEWORKER, "GR-CPA")
    record = _register(
        responsible, **{**dict.fromkeys(CONTRADICTIONS, ""), "sex": "F"}, provenance={}
    )["id"]
    path = f"/records/{record}/edit"
    assert "Conflicting information from a second source" in responsible.get(path).text
    other = {
        "other_column": "sex",
        "other_value": "Male",
        "other@source": "professional",
        "other@source_grade": "B",
    }
    sent = responsible.post(path, data=_form(responsible, record, **other), follow_redirects=False)
    assert sent.status_code == 303, sent.text
    both = [("F", "protection", "X4H0"), ("M", "professional", "B4H0")]
    assert _facts(responsible, record, "sex") == both
    page = responsible.get(path).text
    assert page.count('name="sex"') == 2
    again = responsible.post(
        path, data=_form(responsible, record, eyes="green"), follow_redirects=False
    )
    assert again.status_code == 303, again.text
    assert _facts(responsible, record, "sex") == both
    lacking = responsible.post(path, data=_form(responsible, record, other_column="sex"))
    assert lacking.status_code == 422
    assert lacking.text.count('name="sex"') == 2  # typed values are kept
    assert 'id="other_value-error"' in lacking.text


@pytest.mark.parametrize("values", [["F"] * 9, "|".join("FMXU" * 3)])
def test_too_many_values_are_refused(sign_in: SignIn, values: Any) -> None:
    client = sign_in(Role.CASEWORKER, "GR-CPA")
    body = {**MISSING, "sex": values, "legal_basis": "led_8_10"}
    refused = client.post("/v1/records", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0] | {"suggestion": ""} == {
        "field": "sex",
        "reason": "too_many_values",
        "suggestion": "",
    }
