"""Attacks on signing in, over HTTP: guessed passwords, foreign pages, locked-out desks, unattended sessions."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from core.policy import Role
from core.settings import Mode
from services import second_factor
from tests.factories import OTHER, PASSWORD, Installation

pytestmark = pytest.mark.both

SignIn = Callable[..., TestClient]
ANNA = {"login": "anna", "name": "Anna Schmidt", "role": "caseworker"}


@pytest.fixture
def production(installation: Installation) -> FastAPI:
    """A production installation: https, a second factor."""
    settings = installation.context.settings.model_copy(update={"mode": Mode.PRODUCTION})
    context = dataclasses.replace(installation.context, settings=settings)
    return create_app(settings, context=context, database=installation.app)


@pytest.fixture
def browser(production: FastAPI) -> Iterator[TestClient]:
    """A browser that keeps its cookies."""
    with TestClient(production, base_url="https://testserver", raise_server_exceptions=False) as made:
        yield made


def _invite(sign_in: SignIn) -> str:
    return str(sign_in(Role.SUPERVISOR).post("/v1/users", json=ANNA).json()["token"])


def _finish(browser: TestClient, installation: Installation, token: str, password: str = PASSWORD) -> Any:
    """Enrol; return the answer, with the second factor's secret as `secret`."""
    started = browser.post("/v1/enrolment/start", json={"token": token})
    secret = base64.b32decode(started.json()["secret"])
    code = second_factor.code_at(secret, installation.clock.now())
    answer = browser.post("/v1/enrolment/finish", json={"token": token, "password": password, "code": code})
    installation.clock.move(timedelta(seconds=61))
    return secret, answer


def test_a_guessable_password_is_refused_with_the_reason_and_the_link_stays_open(
    installation: Installation, sign_in: SignIn, browser: TestClient
) -> None:
    token = _invite(sign_in)
    for weak in ("Password123456!", "anna.schmidt1", "annaschmidtanna", "Homeward2026!"):
        _, refused = _finish(browser, installation, token, weak)
        assert (refused.status_code, refused.json()["errors"]) == (
            422,
            [{"field": "password", "reason": "too_common"}],
        )
        assert "four words" in refused.json()["detail"]
        assert weak not in refused.text
    _, taken = _finish(browser, installation, token)
    assert taken.status_code == 201


def test_a_page_keeps_the_enrolment_going_after_a_weak_password(
    installation: Installation, sign_in: SignIn, browser: TestClient
) -> None:
    token = _invite(sign_in)
    browser.post("/enrolment", data={"token": token})
    code = "000000"
    again = browser.post("/enrolment/finish", data={"token": token, "password": "Password123456!", "code": code})
    assert again.status_code == 422
    assert "four words" in again.text
    assert 'action="/enrolment/finish"' in again.text


FOREIGN_HOSTS = ("evil.example", "testserver.evil.example", "evil.example:443", "", "[::1")
OWN_HOSTS = ("testserver", "TESTSERVER:443", "127.0.0.1:8000", "localhost", "[::1]:8000")


def test_a_foreign_host_name_is_refused_but_to_probes(sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER)
    for host in FOREIGN_HOSTS:
        for path in ("/v1/records", "/sign-in"):
            refused = client.get(path, headers={"Host": host})
            assert (refused.status_code, refused.json()["code"]) == (421, "unknown_host")
            assert "HOMEWARD_ORIGINS" in refused.json()["detail"]
        assert client.get("/health/live", headers={"Host": host}).status_code == 200
    answers = {host: client.get("/v1/records", headers={"Host": host}).status_code for host in OWN_HOSTS}
    assert answers == dict.fromkeys(OWN_HOSTS, 200)


FOREIGN_PAGES: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "http://testserver"},
    {"Origin": "https://testserver:8443"},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://testserver", "Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost:1", "Host": "localhost:2"},
)
OWN_PAGES: tuple[dict[str, str], ...] = (
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "https://testserver"},
    {"Origin": "http://localhost:8000", "Host": "localhost:8000"},
    {},
)


def test_a_page_of_another_site_changes_nothing_with_the_browsers_cookie(sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER)
    for headers in FOREIGN_PAGES:
        for refused in (
            client.post("/sign-out", headers=headers),
            client.delete("/v1/session", headers=headers),
            client.post("/sign-in", data={"login": "x", "password": "x"}, headers=headers),
        ):
            assert (refused.status_code, refused.json()["code"]) == (403, "cross_site"), headers
    assert client.get("/v1/session").status_code == 200
    for headers in OWN_PAGES:
        assert sign_in(Role.CASEWORKER).delete("/v1/session", headers=headers).status_code == 204, headers


def test_software_with_a_token_is_not_asked_where_it_comes_from(sign_in: SignIn) -> None:
    body = {**OTHER, "legal_basis": "gdpr_6_1_e_9_2_g"}
    made = sign_in(Role.SYSTEM).post("/v1/records", json=body, headers={"Origin": "https://office.example"})
    assert made.status_code == 201
