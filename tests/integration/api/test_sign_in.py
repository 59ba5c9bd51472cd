"""Enrolment and sign-in over HTTP as in production: https, a second factor, and no secret in
answers.
"""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import create_app
from core.policy.roles import Role
from core.settings import Mode
from models.oversight.audit import Audit
from tests.described_client import DescribedClient
from tests.factories import PASSWORD, Installation, login
from tests.integration.api.conftest import invited
from tests.one_time_codes import code_at

NEW = {"login": "anna.de-jug", "name": "Anna", "role": "caseworker"}


@pytest.fixture
def client(installation: Installation) -> Iterator[TestClient]:
    """A client without a session at a production installation."""
    settings = installation.context.settings.model_copy(update={"mode": Mode.PRODUCTION})
    context = dataclasses.replace(installation.context, settings=settings)
    app = create_app(settings, context=context, database=installation.app)
    with DescribedClient(app, base_url="https://testserver", raise_server_exceptions=False) as made:
        yield made


def _enrol(client: TestClient, installation: Installation, token: str) -> tuple[bytes, list[str]]:
    started = client.post("/v1/enrolment/start", json={"token": token})
    assert started.status_code == 200, started.text
    secret = base64.b32decode(started.json()["secret"])
    body = {
        "token": token,
        "password": PASSWORD,
        "code": code_at(secret, installation.clock.now()),
    }
    finished = client.post("/v1/enrolment/finish", json=body)
    assert finished.status_code == 201, finished.text
    installation.clock.move(timedelta(seconds=61))
    return secret, finished.json()["recovery_codes"]


def _sign_in(client: TestClient, **words: Any) -> Any:
    return client.post("/v1/session", json={"login": "anna.de-jug", "password": PASSWORD, **words})


@pytest.fixture
def enrolled(
    client: TestClient, installation: Installation, sign_in: Callable[..., TestClient]
) -> tuple[bytes, list[str]]:
    token = invited(sign_in, NEW)
    return _enrol(client, installation, token)


def test_an_invited_person_signs_in_with_both_factors(
    client: TestClient, installation: Installation, enrolled: tuple[bytes, list[str]]
) -> None:
    secret, codes = enrolled
    needed = _sign_in(client)
    assert (needed.status_code, needed.json()["code"]) == (401, "second_factor_needed")
    code = code_at(secret, installation.clock.now())
    answer = _sign_in(client, code=code)
    assert (answer.status_code, answer.json()["role"]) == (201, "caseworker")
    assert answer.headers["set-cookie"].startswith("__Host-homeward=")
    assert "Secure" in answer.headers["set-cookie"]
    assert client.get("/v1/session").status_code == 200
    replayed = _sign_in(client, code=code)
    assert (replayed.status_code, replayed.json()["code"]) == (401, "not_signed_in")
    assert _sign_in(client, code=codes[0]).status_code == 201
    assert _sign_in(client, code=codes[0]).status_code == 401


def test_a_wrong_password_reveals_nothing_about_the_second_factor(
    client: TestClient, installation: Installation, enrolled: tuple[bytes, list[str]]
) -> None:
    code = code_at(enrolled[0], installation.clock.now())
    wrong = [
        _sign_in(client, password="not the password", code=code),
        _sign_in(client, password="not the password"),
        _sign_in(client, login="nobody", code=code),
    ]
    assert {answer.content for answer in wrong} == {wrong[0].content}
    # the failed attempt did not use up the code
    assert _sign_in(client, code=code).status_code == 201


def test_codes_are_throttled_with_the_password(
    client: TestClient, enrolled: tuple[bytes, list[str]]
) -> None:
    statuses = [_sign_in(client, code=f"{number:06}").status_code for number in range(7)]
    assert statuses == [401] * 6 + [429]


def test_an_account_without_second_factor_does_not_sign_in_in_production(
    client: TestClient,
) -> None:
    answer = _sign_in(client, login=login(Role.CASEWORKER, "DE-JUG"))
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_wrong_links_and_codes_are_refused_and_never_echoed(
    client: TestClient, installation: Installation, sign_in: Callable[..., TestClient]
) -> None:
    token = invited(sign_in, NEW)
    for body, status in (
        ({"token": "marker" * 8}, 404),
        ({"token": "marker"}, 422),
        ({"token": token, "marker": 1}, 422),
    ):
        answer = client.post("/v1/enrolment/start", json=body)
        assert answer.status_code == status
        assert "marker" not in answer.text
    assert client.post("/v1/enrolment/start", json={"token": token}).status_code == 200
    for password, code, field in ((PASSWORD, "", "code"), ("short", "123456", "password")):
        answer = client.post(
            "/v1/enrolment/finish", json={"token": token, "password": password, "code": code}
        )
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert _sign_in(client).status_code == 401


def test_each_refused_sign_in_is_audited(
    client: TestClient, installation: Installation, enrolled: tuple[bytes, list[str]]
) -> None:
    _sign_in(client)
    _sign_in(client, code="000000")
    _sign_in(client, code=enrolled[1][0])
    rows = installation.read_all(select(Audit).order_by(Audit.id.desc()).limit(3))
    assert [(row.action, row.outcome) for row in reversed(rows)] == [
        ("sign_in", "second_factor_needed"),
        ("sign_in", "not_signed_in"),
        ("sign_in", "done"),
    ]


def test_names_of_staff_are_listed_to_administrators_and_to_supervisors_of_the_agency(
    sign_in: Callable[..., TestClient],
) -> None:
    own = sign_in(Role.SUPERVISOR).get("/v1/users").json()["users"]
    assert {(one["agency"], one["login"] != "") for one in own} == {("DE-JUG", True)}
    assert [one["login"] for one in own if one["used_at"]] == ["supervisor.de-jug"]
    users_by_role = {
        role: sign_in(role).get("/v1/users").json()["users"]
        for role in (Role.ADMINISTRATOR, Role.AUDITOR)
    }
    assert {one["login"] for one in users_by_role[Role.ADMINISTRATOR]} >= {
        "caseworker.de-jug",
        "supervisor.gr-cpa",
    }
    assert {one["login"] + one["name"] for one in users_by_role[Role.AUDITOR]} == {""}
    assert len(users_by_role[Role.AUDITOR]) == len(users_by_role[Role.ADMINISTRATOR])


def test_disabling_a_user_ends_their_session(sign_in: Callable[..., TestClient]) -> None:
    caseworker, administrator = sign_in(Role.CASEWORKER), sign_in(Role.ADMINISTRATOR)
    user = caseworker.get("/v1/session").json()["user"]
    assert administrator.post(f"/v1/users/{user}/disable").status_code == 204
    assert caseworker.get("/v1/session").status_code == 401


def test_the_page_of_accounts_offers_to_block_a_colleague(
    sign_in: Callable[..., TestClient],
) -> None:
    caseworker, supervisor = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    user = caseworker.get("/v1/session").json()["user"]
    own = supervisor.get("/v1/session").json()["user"]
    page = supervisor.get("/users").text
    assert f"/users/{user}/block" in page
    assert f"/users/{own}/block" not in page
    blocked = supervisor.post(f"/users/{user}/block")
    assert "The account is blocked." in blocked.text
    assert caseworker.get("/v1/session").status_code == 401
    assert "Give access back" in supervisor.get("/users").text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/users", {**NEW, "role": "matcher"}),
        ("/v1/users", {**NEW, "role": "king"}),
        ("/v1/users", {"login": "anna"}),
        ("/v1/resets", {"login": "caseworker.de-jug", "reason": " "}),
        ("/v1/deputies", {"login": "caseworker.de-jug", "until": "tomorrow", "reason": "x"}),
        (
            "/v1/deputies",
            {"login": "caseworker.de-jug", "until": "2026-03-05T00:00:00", "reason": "x"},
        ),
    ],
    ids=str,
)
def test_an_invalid_body_is_refused(
    sign_in: Callable[..., TestClient], path: str, body: dict[str, Any]
) -> None:
    role = Role.SUPERVISOR if path == "/v1/deputies" else Role.ADMINISTRATOR
    answer = sign_in(role).post(path, json=body)
    assert answer.status_code == 422
