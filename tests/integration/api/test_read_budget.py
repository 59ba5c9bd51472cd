"""The read budget of an agency's software, and the alert when it is used up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.codes.notifications import AlertKind
from core.policy.actions import TokenScope
from core.policy.roles import Role
from models.oversight.alert import Alert
from services.foundation.limits import read_budget
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration.api.conftest import SignIn

READS = {TokenScope.READ, TokenScope.MATCHES, TokenScope.CORRECT}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_budget, "TOKEN_READS", {1: 5, 24: 8})


@pytest.fixture
def children(installation: Installation) -> list[UUID]:
    caseworker = installation.actor(Role.CASEWORKER)
    return [
        installation.register({**FOUND, "record_ref": f"F-{number}"}, caseworker, LAWFUL)
        for number in range(3)
    ]


def _alerts(installation: Installation) -> list[tuple[str, Any]]:
    with installation.database.transaction() as session:
        rows = session.scalars(select(Alert).where(Alert.kind == AlertKind.READ_BUDGET_USED))
        return [(row.kind, row.subject) for row in rows]


def _statuses(client: TestClient, child: UUID, times: int) -> list[int]:
    return [client.get(f"/v1/records/{child}").status_code for _ in range(times)]


def test_software_reads_as_many_records_as_its_budget_and_the_auditor_is_alerted_once(
    installation: Installation, sign_in: SignIn, children: list[UUID]
) -> None:
    software = sign_in(Role.SYSTEM, scopes=READS)
    assert software.get("/v1/records").status_code == 200  # counts each line
    assert _statuses(software, children[0], 2) == [200, 200]
    assert _alerts(installation) == []
    refused = software.get(f"/v1/records/{children[0]}")
    assert (refused.status_code, refused.json()["code"]) == (429, "read_budget_used")
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert _statuses(software, children[1], 2) == [429, 429]
    used = software.get("/v1/session").json()["user"]
    assert [(kind, str(subject)) for kind, subject in _alerts(installation)] == [
        ("read_budget_used", used)
    ]


def test_a_second_token_of_the_agency_shares_the_budget_and_people_do_not(
    sign_in: SignIn, children: list[UUID]
) -> None:
    first, second = (sign_in(Role.SYSTEM, scopes=READS) for _ in range(2))
    assert _statuses(first, children[0], 5) == [200] * 5
    assert _statuses(second, children[0], 1) == [429]
    assert _statuses(sign_in(Role.CASEWORKER), children[0], 6) == [200] * 6


def test_the_budget_of_an_hour_and_of_a_day_return(
    installation: Installation, sign_in: SignIn, children: list[UUID]
) -> None:
    software = sign_in(Role.SYSTEM, scopes=READS)
    assert _statuses(software, children[0], 6) == [200] * 5 + [429]
    installation.clock.move(timedelta(hours=1))
    assert _statuses(software, children[0], 4) == [200] * 3 + [429]
    installation.clock.move(timedelta(hours=24))
    assert _statuses(software, children[0], 1) == [200]


def test_a_correction_counts_if_it_shows_facts_and_notifications_and_registrations_do_not(
    sign_in: SignIn, children: list[UUID]
) -> None:
    software = sign_in(Role.SYSTEM, scopes={*READS, TokenScope.REGISTER})
    for number in range(7):
        assert software.get("/v1/notifications").status_code == 200
        body = {"record_ref": f"R-{number}", "kind": "missing", "full_name": "Dmytro Kovalchuk"}
        assert software.post("/v1/records", json=body).status_code == 201
    assert _statuses(software, children[0], 5) == [200] * 5
    edit = software.patch(
        f"/v1/records/{children[0]}",
        json={"changes": {"eyes": "grey"}},
        headers={"If-Match": '"1"'},
    )
    assert edit.status_code == 429
    assert sign_in(Role.CASEWORKER).get(f"/v1/records/{children[0]}").json()["version"] == 1
