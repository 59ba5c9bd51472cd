"""Runs and quarantined jobs over HTTP, which only the administrator may use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from core.policy.roles import Role
from models.operations.job import Job
from tests.factories import FOUND, Installation

SignIn = Callable[..., TestClient]


def test_a_second_run_is_refused_until_the_active_one_is_cancelled(
    sign_in: SignIn,
) -> None:
    administrator = sign_in(Role.ADMINISTRATOR)
    first = administrator.post("/v1/matching-runs", json={"kind": "delta"})
    assert (first.status_code, first.json()["kind"], first.json()["state"]) == (
        202,
        "delta",
        "planned",
    )
    second = administrator.post("/v1/matching-runs")
    assert (second.status_code, second.json()["detail"]) == (
        409,
        "Another matching run is active: delta, 0 of 0 parts done. Wait until it has ended, or"
        " cancel it.",
    )
    assert administrator.post(f"/v1/matching-runs/{first.json()['id']}/cancel").status_code == 204
    assert administrator.post(f"/v1/matching-runs/{first.json()['id']}/cancel").status_code == 409
    third = administrator.post("/v1/matching-runs")
    assert (third.status_code, third.json()["kind"]) == (202, "crossmatch")


@pytest.mark.parametrize("body", [{"kind": "everything"}, {"kind": "delta", "shards": 3}, []])
def test_a_run_of_no_kind_is_refused(sign_in: SignIn, body: object) -> None:
    assert sign_in(Role.ADMINISTRATOR).post("/v1/matching-runs", json=body).status_code == 422


def test_given_up_jobs_are_listed_without_a_record_and_tried_again(
    installation: Installation, sign_in: SignIn
) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    installation.change(update(Job).values(state="quarantined", error="ValueError", attempts=3))
    administrator = sign_in(Role.ADMINISTRATOR)
    (given_up,) = administrator.get("/v1/quarantine").json()["jobs"]
    assert given_up.keys() == {"job", "kind", "error", "matching_run", "created_at"}
    assert (given_up["kind"], given_up["error"], given_up["matching_run"]) == (
        "match",
        "ValueError",
        None,
    )
    assert administrator.post(
        "/v1/quarantine/retry", json={"jobs": [given_up["job"] + 1]}
    ).json() == {"jobs": 0}
    assert administrator.post("/v1/quarantine/retry", json={"jobs": [given_up["job"]]}).json() == {
        "jobs": 1
    }
    assert administrator.get("/v1/quarantine").json() == {"jobs": []}
    assert installation.work() >= 1


@pytest.mark.parametrize(
    "body", [{"jobs": ["all"]}, {"jobs": [0]}, {"jobs": [2**63]}, {"all": True}, None]
)
def test_a_retry_of_no_number_is_refused(sign_in: SignIn, body: object) -> None:
    assert sign_in(Role.ADMINISTRATOR).post("/v1/quarantine/retry", json=body).status_code == 422
