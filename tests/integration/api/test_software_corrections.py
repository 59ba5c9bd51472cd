"""What a token reads of own records, and which corrections of them it makes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.actions import TokenScope
from core.policy.roles import Role
from models.records.record import Record
from services.records import processing_restrictions
from services.records.intake.preparation import Declaration
from tests.factories import FOUND, Installation
from tests.integration.api.conftest import SignIn

PROTECTED = Declaration("gdpr_6_1_e_9_2_g", "unverified", "unknown")
CHILD = {
    **FOUND,
    "phones": ["+32 2 555 01 23"],
    "height_cm": "153",
    "clothing": "exploiter:Boss",
    "trafficking_status": "presumed",
}
ALLOWED: dict[str, dict[str, Any]] = {
    "a description": {"changes": {"eyes": "grey"}},
    "a spelling": {"changes": {"name_native": "شکیبا رحیمزاده"}},
}
REFUSED: dict[str, dict[str, Any]] = {
    "legal basis": {"legal_basis": "led_8_10"},
    "reporter_check": {"reporter_check": "flagged"},
    "international protection": {"international_protection": "no"},
    "sharing": {"changes": {"sharing": "link"}},
    "recipients": {"changes": {"recipients": ["FR", "GR"]}},
    "nationality": {"changes": {"nationalities": []}},
    "another nationality": {"changes": {"nationalities": ["IR"]}},
    "an adult": {"changes": {"birth_date": "1990-01-01"}},
    "another name": {"changes": {"name_native": "محمد احمدی"}},
    "telephone numbers": {"changes": {"phones": []}},
    "relatives": {"changes": {"relatives": []}},
    "the sign of trafficking": {"changes": {"trafficking_status": ""}},
    "the place where the child is": {"changes": {"event_place": "Berlin"}},
    "a free text": {"changes": {"description": "x"}},
    "a fact of an exploiter": {"changes": {"clothing": "red"}},
}


@pytest.fixture
def child(installation: Installation) -> UUID:
    return installation.register(CHILD, installation.actor(Role.CASEWORKER), PROTECTED)


def _patch(client: TestClient, child: UUID, body: dict[str, Any]) -> Any:
    version = client.get(f"/v1/records/{child}").headers["etag"]
    return client.patch(f"/v1/records/{child}", json=body, headers={"If-Match": version})


def test_a_token_reads_own_records_without_relatives_contacts_and_the_place_of_a_child(
    sign_in: SignIn, child: UUID
) -> None:
    read = sign_in(Role.SYSTEM, scopes={TokenScope.READ}).get(f"/v1/records/{child}")
    facts = read.json()["facts"]
    assert {"name_native", "height_cm"} <= facts.keys()
    hidden = {"phones", "relatives", "event_place", "trafficking_status", "description"}
    assert not hidden & facts.keys()
    assert "555 01 23" not in read.text
    assert sign_in(Role.SYSTEM, "GR-CPA").get(f"/v1/records/{child}").status_code == 404


@pytest.mark.parametrize("body", ALLOWED.values(), ids=ALLOWED)
def test_software_corrects_a_fact(sign_in: SignIn, child: UUID, body: dict[str, Any]) -> None:
    answer = _patch(sign_in(Role.SYSTEM), child, body)
    assert answer.status_code == 200, answer.text


def test_a_correction_without_the_scope_to_read_shows_no_fact(sign_in: SignIn, child: UUID) -> None:
    software = sign_in(Role.SYSTEM, scopes={TokenScope.CORRECT})
    answer = software.patch(
        f"/v1/records/{child}", json=ALLOWED["a description"], headers={"If-Match": '"1"'}
    )
    assert (answer.status_code, answer.json()["facts"]) == (200, {})


def test_software_removes_no_protection_and_changes_no_declaration(
    installation: Installation, sign_in: SignIn, child: UUID
) -> None:
    software = sign_in(Role.SYSTEM)
    answers = {name: _patch(software, child, body) for name, body in REFUSED.items()}
    codes = {name: (one.status_code, one.json().get("code")) for name, one in answers.items()}
    assert codes == dict.fromkeys(REFUSED, (403, "software_corrects_facts"))
    assert installation.read_all(select(Record.version)) == [1]


def test_software_edits_no_restricted_record(
    installation: Installation, sign_in: SignIn, child: UUID
) -> None:
    with installation.database.transaction() as session:
        record = session.scalars(select(Record)).one()
        processing_restrictions.restrict_record(session, installation.context, record)
    answer = _patch(sign_in(Role.SYSTEM), child, ALLOWED["a description"])
    assert (answer.status_code, answer.json()["code"]) == (409, "record_is_restricted")


def test_a_second_registration_by_software_leaves_the_protection_of_the_first(
    sign_in: SignIn, child: UUID
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    before = supervisor.get(f"/v1/records/{child}").json()
    again = {**CHILD, "record_ref": "F-2", "international_protection": "no", "sharing": "link"}
    answer = sign_in(Role.SYSTEM, scopes={TokenScope.REGISTER}).post(
        "/v1/records",
        json={**again, "legal_basis": "gdpr_6_1_e_9_2_g", "reporter_check": "checked"},
    )
    assert answer.status_code in {201, 409, 422}, answer.text
    assert supervisor.get(f"/v1/records/{child}").json() == before
