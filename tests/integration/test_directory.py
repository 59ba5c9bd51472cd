from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from core.code_sets import CODE_SETS
from core.policy.actions import Action, scope
from core.policy.exchange import IMPORT_FORMATS
from core.policy.roles import Role
from services.exchange import files
from tests import factories
from tests.described_client import example, refused_fields
from tests.integration.api import conftest

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in

SERVICE = example("ServiceForm")


def _written(client: TestClient, **changes: Any) -> Any:
    answer = client.post("/v1/services", json={**SERVICE, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_service_is_written_changed_found_by_state_and_kind_and_taken_out(
    sign_in: SignIn,
) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    first = _written(client)
    second = _written(client, state="DE", kind="hotline", name="Line (fictional)")
    everything = client.get("/v1/directory").json()["services"]
    assert [one["id"] for one in everything] == [second["id"], first["id"]]
    assert client.get("/v1/directory?state=GR").json()["services"] == [first]
    assert client.get("/v1/directory?kind=hotline").json()["services"] == [second]
    changed = client.put(
        f"/v1/services/{first['id']}", json={**SERVICE, "hours": "day and night"}
    ).json()
    assert changed == {**first, "hours": "day and night"}
    assert client.delete(f"/v1/services/{first['id']}").status_code == 204
    assert client.get("/v1/directory?state=GR").json()["services"] == []
    for answer in (
        client.put(f"/v1/services/{first['id']}", json=SERVICE),
        client.delete(f"/v1/services/{uuid4()}"),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "field", "code_set"),
    [
        ("GET", "/v1/directory?state=XX", "state", "state"),
        ("GET", "/v1/directory?kind=pub", "kind", "service"),
        ("POST", "/v1/imports?format=pdf", "format", "import_format"),
    ],
)
def test_another_code_in_a_query_is_refused_with_the_codes_of_its_set(
    sign_in: SignIn, method: str, path: str, field: str, code_set: str
) -> None:
    answer = sign_in(Role.SUPERVISOR).request(
        method, path, content="x", headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["field"], error["reason"]) == (field, "unknown_code")
    assert error["codes"] == list(CODE_SETS[code_set])


def test_each_format_of_an_import_has_its_reader() -> None:
    assert files.FORMATS.keys() == set(IMPORT_FORMATS)


def test_the_contact_desk_of_a_state_is_listed_first(sign_in: SignIn) -> None:
    desks = sign_in(Role.CASEWORKER).get("/v1/directory?state=DE").json()["desks"]
    assert [one["is_state_desk"] for one in desks] == [True, False]
    assert {one["kind"] for one in desks} == {"police", "protection"}
    everything = sign_in(Role.CASEWORKER).get("/v1/directory").json()["desks"]
    assert len(everything) == len(factories.AGENCIES)


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "an address": ({"reach": "Hauptstraße 12"}, "reach", "tells_an_address"),
    "an address in the name": ({"name": "House at 4 High Street"}, "name", "tells_an_address"),
    "a map": ({"hours": "see https://maps.example/1"}, "hours", "tells_an_address"),
    "a shelter": ({"kind": "shelter"}, "kind", "unknown_code"),
    "another state": ({"state": "US"}, "state", "unknown_code"),
    "a language of two letters": ({"languages": ["en"]}, "languages", "iso_639_3"),
    "nothing to reach it by": ({"reach": " "}, "reach", "needed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_locations_and_unknown_codes_are_refused_by_field(sign_in: SignIn, name: str) -> None:
    change, field, reason = REFUSED[name]
    answer = sign_in(Role.ADMINISTRATOR).post("/v1/services", json={**SERVICE, **change})
    assert answer.status_code == 422
    assert refused_fields(answer) == [{"field": field, "reason": reason}]


@pytest.mark.parametrize("role", factories.PEOPLE)
def test_case_roles_and_auditors_read_the_directory_and_only_the_administrator_writes(
    sign_in: SignIn, role: Role
) -> None:
    client = sign_in(role)
    reads = scope(Action.READ_DIRECTORY, role) is not None
    assert client.get("/v1/directory").status_code == (200 if reads else 403)
    writes = role is Role.ADMINISTRATOR
    assert client.post("/v1/services", json=SERVICE).status_code == (201 if writes else 403)
