"""Own records are found by reference or name in any script; no other record is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.roles import Role
from models.oversight.audit import Audit, AuditRecord
from services.case import reporters
from services.case.reporters import ReporterForm
from services.records import own_search, register
from services.records.own_search import search_own_records
from services.records.register import RecordFilter
from tests.factories import FOUND, MISSING, OTHER, Installation
from tests.integration.api import conftest

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
SAME = {"Sec-Fetch-Site": "same-origin"}
# text -> references of DE-JUG that are found, in their order
NAMES = {
    "F-1": "شکیبا رحیم زاده",
    "F-2": "Дмитро Ковальчук",
    "F-10": "Μαρία Παπαδοπούλου",
    "G-1": "Ali Müller Ferrari",
}
FOUND_BY: dict[str, list[str]] = {
    "F-1": ["F-1", "F-10"],  # the equal reference first
    "f-2": ["F-2"],
    "F-": ["F-10", "F-2", "F-1"],
    "Shekiba Rahimzadah": ["F-1"],
    "rahim zadeh": ["F-1"],
    "Shakiba": ["F-1"],
    "Dmytro": ["F-2"],
    "kovalchuk dmitri": ["F-2"],
    "Maria": ["F-10"],
    "papadop": ["F-10"],
    "علی": ["G-1"],
    "muller": ["G-1"],
    "Müll": ["G-1"],
    "Dmytro Müller": [],
    "Schmidt": [],
    "Z-9": [],
}


def _register_all(one: Installation) -> dict[str, UUID]:
    worker = one.actor(Role.CASEWORKER)
    registered = {
        reference: one.register({**OTHER, "record_ref": reference, "full_name": name}, worker)
        for reference, name in NAMES.items()
    }
    one.register({**FOUND, "record_ref": "F-1"}, one.actor(Role.CASEWORKER, "CH-CPA"))
    one.register({**MISSING, "record_ref": "F-1"}, one.actor(Role.CASEWORKER, "GR-CPA"))
    return registered


def _found(one: Installation, text: str, role: Role = Role.SUPERVISOR, **filters: str) -> Any:
    answer = one.do(one.actor(role), search_own_records, text, RecordFilter(**filters))
    return [result.id for result in answer.found], answer.is_complete


def test_reference_and_name_find_own_records_in_any_script(installation: Installation) -> None:
    own = _register_all(installation)
    names = {record: reference for reference, record in own.items()}
    found = {}
    for text in FOUND_BY:
        ids, is_complete = _found(installation, text)
        found[text] = [names[record] for record in ids]
        assert is_complete
    assert found == FOUND_BY


def test_the_rows_are_those_of_the_list(installation: Installation) -> None:
    own = _register_all(installation)
    for role in (Role.SUPERVISOR, Role.CASEWORKER, Role.LIAISON_OFFICER):
        listed = installation.do(installation.actor(role), register.list_own_records)
        ids = {line.record.public_id for line in listed}
        expected = ids & {own["F-1"], own["F-2"], own["F-10"]}
        assert set(_found(installation, "F-", role)[0]) == expected
    assert _found(installation, "F-", kind="missing")[0] == []
    assert _found(installation, "F-", status="closed")[0] == []
    assert len(_found(installation, "F-", kind="found", status="open")[0]) == 3


def test_past_the_limit_the_answer_says_so_and_a_complete_reference_is_found(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = _register_all(installation)
    monkeypatch.setattr(own_search, "MAX_READ", 2)
    monkeypatch.setattr(own_search, "CHUNK", 1)
    assert _found(installation, "Shekiba") == ([], False)
    assert _found(installation, "F-1") == ([own["F-1"], own["F-10"]], False)
    monkeypatch.setattr(own_search, "MAX_READ", 4)
    assert _found(installation, "Shekiba") == ([own["F-1"]], True)
    monkeypatch.setattr(own_search, "MAX_FOUND", 1)
    assert _found(installation, "F-1") == ([own["F-1"]], False)


def test_the_text_is_in_no_address_and_the_audit_log_names_the_records_only(
    installation: Installation, sign_in: SignIn
) -> None:
    own = _register_all(installation)
    head = sign_in(Role.SUPERVISOR)
    page = head.post("/records/search", data={"text": "Shekiba"}, headers=SAME)
    assert page.status_code == 200
    assert f'href="/records/{own["F-1"]}"' in page.text
    assert f'href="/records/{own["F-2"]}"' not in page.text
    assert "Shekiba" not in str(page.url)
    assert "Shekiba" not in "".join(
        line for line in page.text.splitlines() if "href=" in line or "action=" in line
    )
    answer = head.post("/v1/records/search", json={"text": "Shekiba"})
    assert [line["id"] for line in answer.json()["records"]] == [str(own["F-1"])]
    rows = installation.read_rows(
        select(Audit, AuditRecord)
        .join(AuditRecord, AuditRecord.audit_id == Audit.id)
        .where(Audit.action == "search_own")
    )
    assert {record.record for _, record in rows} == {own["F-1"]}
    assert len(rows) == 2
    empty = head.post("/records/search", data={"text": " "}, headers=SAME)
    assert (empty.status_code, 'id="text-error"' in empty.text) == (422, True)


def test_a_search_finds_no_record_that_the_role_does_not_list(
    installation: Installation, sign_in: SignIn
) -> None:
    _register_all(installation)
    for role in (Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR):
        assert sign_in(role).post("/v1/records/search", json={"text": "F-1"}).status_code == 403


def test_own_records_are_found_by_telephone_and_other_agencies_are_not(
    installation: Installation, sign_in: SignIn
) -> None:
    one, own = installation, installation.actor(Role.CASEWORKER)
    numbers = {
        "phones": ["own:+49 151 23456789"],
        "record_ref": "P-1",
    }
    by_record = one.register({**MISSING, **numbers}, own)
    by_reporter = one.register({**MISSING, "record_ref": "P-2"}, own)
    form = ReporterForm("Golchehra Rahimzadah", ("+30 690 1234567",), "mother")
    one.do(own, reporters.store_reporter, by_reporter, form)
    abroad = one.actor(Role.CASEWORKER, "GR-CPA")
    theirs = one.register({**MISSING, **numbers}, abroad)
    one.do(abroad, reporters.store_reporter, theirs, form)
    worker = sign_in(Role.CASEWORKER)

    def found(text: str) -> list[str]:
        answer = worker.post("/v1/records/search", json={"text": text})
        return [line["id"] for line in answer.json()["records"]]

    for text in ("+49 151 23456789", "0151/234 567 89", "23456789", "٠١٥١٢٣٤٥٦٧٨٩"):
        assert found(text) == [str(by_record)], text
    for text in ("+30 690 1234567", "0690-1234567"):
        assert found(text) == [str(by_reporter)], text
    assert found("56789") == []  # too few digits
    assert found("+49 151 23456780") == []
