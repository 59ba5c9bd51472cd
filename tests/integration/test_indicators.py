from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.roles import Role
from models.records.record import Record, RecordShare
from tests.described_client import refused_fields
from tests.factories import FOUND, NOW, Installation
from tests.integration.api import conftest

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
TWO_STRONG = ["owes_for_the_journey", "phone_controlled"]


def _write(client: TestClient, record: object, version: int = 1, **changes: Any) -> Any:
    form = {"indicators": TWO_STRONG, "status": "possible", "basis": "frontline", **changes}
    return client.post(
        f"/v1/records/{record}/indicators", json=form, headers={"If-Match": f'"{version}"'}
    )


def _shares(one: Installation) -> int:
    return one.count(RecordShare)


def test_indicators_are_evaluated_without_a_record(
    installation: Installation, sign_in: SignIn
) -> None:
    evaluation = (
        sign_in(Role.CASEWORKER)
        .post("/v1/indicators", json={"indicators": [*TWO_STRONG, "many_moves"]})
        .json()
    )
    assert (evaluation["strong"], evaluation["weak"], evaluation["stands_out"]) == (
        TWO_STRONG,
        ["many_moves"],
        True,
    )
    assert evaluation["groups"]["child"] == "stands_out"
    assert set(evaluation["groups"].values()) == {"stands_out", "none"}
    assert installation.count(Record) == 0


def test_a_possible_victim_is_no_longer_shared(installation: Installation, sign_in: SignIn) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    assert _shares(installation) > 0
    client = sign_in(Role.CASEWORKER)
    answer = _write(client, record)
    assert answer.status_code == 200, answer.text
    assert [one["value"] for one in answer.json()["facts"]["indicators"]] == TWO_STRONG
    assert answer.json()["facts"]["trafficking_status"][0]["value"] == (
        f"possible:frontline:{NOW:%Y-%m-%d}"
    )
    assert _shares(installation) == 0
    assert installation.read_one(select(Record.may_warn)) is False


def test_it_outlives_edits_is_replaced_as_a_whole_and_can_be_taken_back(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    client = sign_in(Role.CASEWORKER)
    before = _shares(installation)
    _write(client, record)
    edited = client.patch(
        f"/v1/records/{record}", json={"changes": {"eyes": "grey"}}, headers={"If-Match": '"2"'}
    )
    assert edited.status_code == 200, edited.text
    assert len(edited.json()["facts"]["indicators"]) == 2
    assert _shares(installation) == 0
    assert edited.json()["facts"]["full_name" if "full_name" in FOUND else "name_native"]
    checked = _write(
        client, record, 3, indicators=["many_moves"], status="no_indicators", basis="assessor"
    )
    assert [one["value"] for one in checked.json()["facts"]["indicators"]] == ["many_moves"]
    assert _shares(installation) == before


def test_indicators_are_hidden_from_other_agencies(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    other = sign_in(Role.CASEWORKER, "GR-CPA")
    assert other.get(f"/v1/records/{record}").status_code == 200
    assert _write(other, record).status_code == 404
    _write(sign_in(Role.CASEWORKER), record)
    assert other.get(f"/v1/records/{record}").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"indicators": ["tall"]}, "indicators"),
        ({"status": "maybe"}, "status"),
        ({"basis": "me"}, "basis"),
    ],
)
def test_an_unlisted_code_is_refused(
    installation: Installation, sign_in: SignIn, change: dict[str, Any], field: str
) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    answer = _write(sign_in(Role.CASEWORKER), record, **change)
    assert refused_fields(answer) == [{"field": field, "reason": "unknown_code"}]


def test_a_write_with_another_version_is_refused(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    assert _write(sign_in(Role.CASEWORKER), record, 2).status_code == 412
