from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.records.printed_forms import PRINTED_FORMS
from core.policy.roles import Role
from models.oversight.audit import Audit, AuditRecord
from services.records import photos
from tests import factories
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.api import conftest

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
WHOLE = {
    **MISSING,
    "full_name": "",
    "family_names": "Rahimzadah",
    "given_names": "Shekiba",
    "category": "missing_in_migration",
    "aliases": ["Star", "exploiter:Baby"],
    "phones": ["own:+49 30 555 0199", "exploiter:+49 30 555 0198"],
    "relatives": ["mother:Golchehra", "smuggler:Unknown Man"],
    "marks": ["burn:forearm:left", "self_harm:wrist:left"],
}


def _printed(client: TestClient, record: object, form: str, status: int = 200) -> Any:
    answer = client.get(f"/v1/records/{record}/print?form={form}")
    assert answer.status_code == status, answer.text
    return answer.json()


def _lines(printed: Any) -> dict[str, list[str]]:
    return {
        line["name"]: [one["value"] for statements in line["facts"].values() for one in statements]
        for section in printed["sections"]
        for line in section["lines"]
    }


@pytest.mark.parametrize("form", PRINTED_FORMS)
def test_a_printed_form_contains_no_responsible_only_facts(
    installation: Installation, sign_in: SignIn, form: str
) -> None:
    record = installation.register(WHOLE, installation.actor(Role.CASEWORKER), CHECKED)
    client = sign_in(Role.CASEWORKER)
    printed = _printed(client, record, form)
    assert printed["missing"] == []
    lines = _lines(printed)
    assert lines["relatives"] == ["mother:Golchehra"]
    assert lines["phones"] == ["own:+49 30 555 0199"]
    assert lines["marks"] == ["burn:forearm:left"]
    assert lines["aliases"] == ["Star"]
    for hidden in (
        "Baby",
        "0198",
        "Unknown Man",
        "self_harm",
        "Separated in a crowd",
        "led_8_10",
        "M-1",
    ):
        assert hidden not in json.dumps(printed)


LACKING = {
    "police": [],
    "sis_missing": ["family_names", "birth_date", "category"],
    "interpol_yellow": [
        "family_names",
        "given_names",
        "birth_date",
        "sex",
        "event_date",
        "event_country",
        "photo",
    ],
}


@pytest.mark.parametrize("form", PRINTED_FORMS)
def test_a_printed_form_lists_the_missing_facts(
    installation: Installation, sign_in: SignIn, form: str
) -> None:
    bare = {"record_ref": "B-1", "kind": "missing", "aliases": ["Star"]}
    record = installation.register(bare, installation.actor(Role.CASEWORKER), CHECKED)
    assert _printed(sign_in(Role.CASEWORKER), record, form)["missing"] == LACKING[form]


ALERT = {
    "sis_category": "32(1)(a)(i)",
    "sis_decision": "31 F 12/26",
    "sis_status": "confirmed:SCHENGEN-1",
    "interpol_status": "reported:YN-1",
    "biometrics_held": ["fingerprints:Federal police:AZ 12"],
    "age_assessments": ["inconclusive:interview:15-19:2026-02-28:contested:Health office"],
    "trafficking_status": "presumed:assessor",
}
ALERT_LINES = {
    "sis_missing": {
        "sis_category": ["32(1)(a)(i)"],
        "decision": ["31 F 12/26"],
        "action": ["protect"],
        "biometrics": ["fingerprints:Federal police:AZ 12"],
    },
    "interpol_yellow": {"biometrics": ["fingerprints:Federal police:AZ 12"]},
    "police": {},
}


@pytest.mark.parametrize("form", PRINTED_FORMS)
def test_the_form_of_an_alert_is_filled_from_its_columns_and_no_other_form_is(
    installation: Installation, sign_in: SignIn, form: str
) -> None:
    record = installation.register({**WHOLE, **ALERT}, installation.actor(Role.CASEWORKER), CHECKED)
    client = sign_in(Role.CASEWORKER)
    printed = _printed(client, record, form)
    lines, text = _lines(printed), json.dumps(printed)
    filled = {"sis_category", "decision", "action", "biometrics"} & lines.keys()
    assert {name: lines[name] for name in filled} == ALERT_LINES[form]
    for hidden in ("SCHENGEN", "YN-1", "inconclusive", "presumed"):
        assert hidden not in text
    assert ("31 F 12/26" in text) == (form == "sis_missing")
    page = client.get(f"/records/{record}/print?form={form}").text
    assert ("bring the person to a safe place" in page) == (form == "sis_missing")


def test_an_alert_without_its_category_leaves_the_action_to_be_filled_in(
    installation: Installation, sign_in: SignIn
) -> None:
    row = {**WHOLE, "sis_decision": "31 F 12/26", "sis_decision@source": "exploiter"}
    record = installation.register(row, installation.actor(Role.CASEWORKER), CHECKED)
    lines = _lines(_printed(sign_in(Role.CASEWORKER), record, "sis_missing"))
    assert (lines["sis_category"], lines["action"], lines["decision"]) == ([], [], [])


def test_a_photograph_is_looks_enough(installation: Installation, sign_in: SignIn) -> None:
    actor = installation.actor(Role.CASEWORKER)
    row = {
        name: value
        for name, value in WHOLE.items()
        if name not in ("height_cm", "eyes", "hair", "marks")
    }
    record = installation.register(row, actor, CHECKED)
    client = sign_in(Role.CASEWORKER)
    assert _printed(client, record, "interpol_yellow")["missing"] == ["photo"]
    installation.do(actor, photos.store_photo, record, data=factories.picture(4, 4))
    printed = _printed(client, record, "interpol_yellow")
    assert (printed["missing"], printed["has_photo"]) == ([], True)


def test_contradicting_values_are_printed_together(
    installation: Installation, sign_in: SignIn
) -> None:
    row = {**WHOLE, "birth_date": ["2009-07-10", "2010"]}
    record = installation.register(row, installation.actor(Role.CASEWORKER), CHECKED)
    assert _lines(_printed(sign_in(Role.CASEWORKER), record, "sis_missing"))["birth_date"] == [
        "2009-07-10",
        "2010",
    ]


def test_a_print_is_audited_with_its_field_classes(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(WHOLE, installation.actor(Role.CASEWORKER), CHECKED)
    _printed(sign_in(Role.CASEWORKER), record, "interpol_yellow")
    act = installation.read_one(select(Audit).where(Audit.action == "print_interpol_yellow"))
    shown = installation.read_one(select(AuditRecord).where(AuditRecord.audit_id == act.id))
    assert act.subject == record
    assert (shown.record, shown.field_classes) == (record, "F0 F1 F2 F2a F2b F3 F4b")


def test_only_ones_own_open_missing_reports_are_printed(
    installation: Installation, sign_in: SignIn
) -> None:
    own = installation.actor(Role.CASEWORKER)
    found = installation.register(FOUND, own)
    shared = installation.register(
        {**WHOLE, "recipients": ["DE"]}, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )
    client = sign_in(Role.CASEWORKER)
    assert client.get(f"/v1/records/{shared}").status_code == 200
    _printed(client, shared, "police", 404)
    _printed(client, found, "police", 409)
    report = installation.register(WHOLE, installation.actor(Role.SUPERVISOR), CHECKED)
    head = sign_in(Role.SUPERVISOR)
    closed = {"closure": "withdrawn", "reason": "entered twice"}
    assert (
        head.post(
            f"/v1/records/{report}/close", json=closed, headers={"If-Match": '"1"'}
        ).status_code
        == 204
    )
    _printed(head, report, "police", 409)
