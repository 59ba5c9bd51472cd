"""Tests of a column added by the two rows of `tests.recipes.shoe_size`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.roles import Role
from models.records.facts import RecordFacts
from models.records.record import Record
from services.foundation import data_keys
from services.foundation.facts import statements
from tests.factories import Installation
from tests.integration.api import conftest

sign_in = conftest.sign_in
PERSON = {"record_ref": "S-1", "kind": "found", "full_name": "Shekiba Rahimzadah"}
TYPED = {**PERSON, "shoe_size": "37"}


def _only(client: TestClient) -> Any:
    (line,) = client.get("/v1/records").json()["records"]
    return client.get(f"/v1/records/{line['id']}").json()


def _classes(installation: Installation, record: str) -> set[str]:
    """Return the classes whose encrypted document contains a shoe size."""
    with installation.database.transaction() as session:
        row = session.scalars(select(Record).where(Record.public_id == UUID(record))).one()
        key = data_keys.open_data_key(session, installation.context.keys, row.public_id)
        documents = session.scalars(select(RecordFacts).where(RecordFacts.record_id == row.id))
        return {
            document.field_class
            for document in documents
            for one in statements.open_facts(key, row.public_id, document)
            if one.field == "shoe_size"
        }


def test_it_is_registered_over_http_and_sealed_in_its_class(
    installation: Installation, sign_in: conftest.SignIn
) -> None:
    desk = sign_in(Role.CASEWORKER)
    assert desk.post("/v1/records", json=TYPED).status_code == 201
    record = _only(desk)
    assert [one["value"] for one in record["facts"]["shoe_size"]] == ["37"]
    assert _classes(installation, record["id"]) == {"F3"}


def test_it_is_described_in_the_interface(sign_in: conftest.SignIn) -> None:
    schemas = sign_in(None).get("/v1/openapi.json").json()["components"]["schemas"]
    assert schemas["RecordIn"]["properties"]["shoe_size"]["description"] == (
        "as European sizes count"
    )
    assert "shoe_size" not in schemas["Query"]["properties"]


def test_it_is_asked_for_in_the_form_and_shown_and_edited_on_pages(
    sign_in: conftest.SignIn,
) -> None:
    desk = sign_in(Role.CASEWORKER)
    form = desk.get("/records/new/found").text
    assert '<label for="shoe_size">Shoe size</label>' in form
    assert "The European number." in form
    assert desk.post("/records/new/found", data=TYPED).status_code == 201
    record = _only(desk)
    page = desk.get(f"/records/{record['id']}").text
    assert "<dt>Shoe size</dt>" in page
    assert "<bdi>37</bdi>" in page
    edited = {
        **{name: "\n".join(one["value"] for one in said) for name, said in record["facts"].items()},
        "version": "1",
        "shoe_size": "38",
    }
    assert 'name="shoe_size"' in desk.get(f"/records/{record['id']}/edit").text
    desk.post(f"/records/{record['id']}/edit", data=edited)
    assert [one["value"] for one in _only(desk)["facts"]["shoe_size"]] == ["38"]


def test_it_is_imported_from_a_file_by_its_heading(
    installation: Installation, sign_in: conftest.SignIn
) -> None:
    desk = sign_in(Role.CASEWORKER)
    uploaded = desk.post(
        "/v1/imports",
        content="record_ref,kind,full_name,Schuhgröße\nS-2,found,Dmytro Kovalchuk,41\n".encode(),
        headers={"Content-Type": "text/csv"},
    ).json()
    assert uploaded["suggested"]["Schuhgröße"] == "shoe_size"
    started = desk.post(
        f"/v1/imports/{uploaded['id']}/start", json={"mapping": uploaded["suggested"]}
    )
    assert started.status_code == 202, started.text
    installation.work()
    assert [one["value"] for one in _only(desk)["facts"]["shoe_size"]] == ["41"]
