from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.records.retention import DRAFT_HOURS, MAX_DRAFT_BYTES
from core.policy.roles import Role
from models.records.draft import Draft
from models.records.facts import DataKey
from models.row_security.database_roles import DatabaseRole
from services.data_rights import retention
from tests.factories import Installation
from tests.integration.api import conftest

pytestmark = pytest.mark.both

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
TYPED = [["full_name", "Zahra Husaini"], ["phone_number", "1"], ["phone_number", "2"], ["sex", ""]]


def _keep(client: TestClient, kind: str = "found", fields: object = TYPED) -> int:
    return client.put(f"/v1/draft?kind={kind}", json={"fields": fields}).status_code


def _counts(one: Installation) -> tuple[int, int]:
    drafts = one.count(Draft)
    keys = one.count(DataKey, DataKey.scope == "draft")
    return drafts, keys


def test_the_author_stores_changes_and_reads_a_draft(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    assert _keep(client) == 200
    assert _keep(client, fields=[*TYPED, ["sex", "F"]]) == 200
    assert client.get("/v1/draft?kind=found").json()["fields"] == [*TYPED, ["sex", "F"]]
    assert client.get("/v1/draft?kind=missing").status_code == 404
    assert client.get("/v1/draft/kept?kind=missing").json() == []
    assert len(client.get("/v1/draft/kept?kind=found").json()) == 1
    assert _counts(installation) == (1, 1)


def test_a_draft_is_hidden_from_others_and_from_the_supervisor(sign_in: SignIn) -> None:
    assert _keep(sign_in(Role.CASEWORKER)) == 200
    for role, agency in ((Role.SUPERVISOR, "DE-JUG"), (Role.CASEWORKER, "GR-CPA")):
        other = sign_in(role, agency)
        assert other.get("/v1/draft?kind=found").status_code == 404
        assert other.get("/v1/draft/kept?kind=found").json() == []
        assert other.delete("/v1/draft?kind=found").status_code == 204
    assert sign_in(Role.CASEWORKER).get("/v1/draft?kind=found").status_code == 200


def test_a_draft_is_stored_encrypted(installation: Installation, sign_in: SignIn) -> None:
    assert _keep(sign_in(Role.CASEWORKER)) == 200
    assert b"Zahra" not in installation.read_one(select(Draft.sealed))


def test_it_is_forgotten_with_its_key_when_it_is_thrown_away(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    assert _keep(client) == 200
    assert client.delete("/v1/draft?kind=found").status_code == 204
    assert _counts(installation) == (0, 0)


def test_it_is_forgotten_with_its_key_after_a_day(
    installation: Installation, sign_in: SignIn
) -> None:
    assert _keep(sign_in(Role.CASEWORKER)) == 200
    installation.clock.move(timedelta(hours=DRAFT_HOURS) - timedelta(minutes=1))
    client = sign_in(Role.CASEWORKER)
    assert client.get("/v1/draft?kind=found").status_code == 200
    installation.clock.move(timedelta(minutes=1))
    assert client.get("/v1/draft?kind=found").status_code == 404
    assert _keep(client, "missing") == 200  # a draft of another kind is kept
    with installation.app.transaction(door=DatabaseRole.WORKER) as session:
        retention.run_retention(session, installation.context)
    assert _counts(installation) == (1, 1)


def test_a_draft_that_is_too_large_is_refused(sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER)
    assert _keep(client, fields=[["a", "x" * 20_000]] * (MAX_DRAFT_BYTES // 20_000 + 1)) == 422
    assert _keep(client, fields=[["a", "x"]] * 401) == 422


@pytest.mark.parametrize(
    ("role", "kind"), [(Role.LIAISON_OFFICER, "tracing"), (Role.AUDITOR, "found")]
)
def test_a_draft_needs_the_right_to_register_its_kind(
    sign_in: SignIn, role: Role, kind: str
) -> None:
    assert _keep(sign_in(role, "DE-POL"), kind) == 403
