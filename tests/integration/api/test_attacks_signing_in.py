"""Attacks on sign-in over HTTP: guessed passwords, foreign pages, locked-out desks, unattended
sessions.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from api.app import PAGES, ROUTERS, create_app
from api.deps import Allow
from api.routes.agencies import sessions as routes
from api.security import SAFE_METHODS
from core.errors import AuthenticateAgain
from core.policy.access import (
    ATTEMPT_LIMITS,
    FRESH_ACTIONS,
    FRESH_MINUTES,
    WRONG_CODES_PER_HOUR,
    AttemptLimit,
    AttemptScope,
)
from core.policy.actions import scope
from core.policy.roles import Role
from core.settings import Mode
from models.matching_runs.match import Match
from services.disclosure import requests as disclosure_requests
from services.disclosure.steps import StepDetails
from services.foundation.actor import Actor
from tests.described_client import DescribedClient
from tests.factories import ORIGIN, OTHER, PASSWORD, PEOPLE, Installation
from tests.integration.api.conftest import invited, signing_in
from tests.integration.consent_steps import FORM, put_in_force
from tests.integration.disclosures.world import TO_RISK, World
from tests.integration.matches.steps import record_decision
from tests.integration.records.steps import edit
from tests.one_time_codes import code_at

pytestmark = [pytest.mark.late, pytest.mark.usefixtures("quick_passwords")]

SignIn = Callable[..., TestClient]
ANNA = {"login": "anna.de-jug", "name": "Anna Schmidt", "role": "caseworker"}


@pytest.fixture
def production(installation: Installation) -> FastAPI:
    """A production installation with https and second factor."""
    settings = installation.context.settings.model_copy(update={"mode": Mode.PRODUCTION})
    context = dataclasses.replace(installation.context, settings=settings)
    return create_app(settings, context=context, database=installation.app)


@pytest.fixture
def browser(production: FastAPI) -> Iterator[TestClient]:
    """A browser that keeps its cookies."""
    with DescribedClient(production, base_url=ORIGIN, raise_server_exceptions=False) as made:
        yield made


def _finish(
    browser: TestClient, installation: Installation, token: str, password: str = PASSWORD
) -> Any:
    """Enrol; return the answer, with the second factor's secret as `secret`."""
    started = browser.post("/v1/enrolment/start", json={"token": token})
    secret = base64.b32decode(started.json()["secret"])
    code = code_at(secret, installation.clock.now())
    answer = browser.post(
        "/v1/enrolment/finish", json={"token": token, "password": password, "code": code}
    )
    installation.clock.move(timedelta(seconds=61))
    return secret, answer


@pytest.fixture
def desk(installation: Installation, sign_in: SignIn, browser: TestClient) -> bytes:
    """The person of the desk, enrolled in `browser`; the second factor's secret."""
    secret, finished = _finish(browser, installation, invited(sign_in, ANNA))
    assert finished.status_code == 201, finished.text
    return bytes(secret)


def _code(installation: Installation, secret: bytes) -> str:
    """Return an unused code."""
    installation.clock.move(timedelta(seconds=31))
    return code_at(secret, installation.clock.now())


def _sign_in(client: TestClient, **words: str) -> Any:
    return client.post("/v1/session", json={"login": "anna.de-jug", "password": PASSWORD, **words})


@pytest.fixture
def elsewhere(production: FastAPI) -> Iterator[Callable[..., TestClient]]:
    """A function that returns a browser without cookies at an address."""
    with contextlib.ExitStack() as opened:

        def make(address: str = "192.0.2.7") -> TestClient:
            client = DescribedClient(
                production, base_url=ORIGIN, raise_server_exceptions=False, client=(address, 50_000)
            )
            return opened.enter_context(client)

        yield make


def test_a_guessable_password_is_refused_with_the_reason_and_the_link_stays_open(
    installation: Installation, sign_in: SignIn, browser: TestClient
) -> None:
    token = invited(sign_in, ANNA)
    for weak in ("Password123456!", "anna.schmidt1", "annaschmidtanna", "Homeward2026!"):
        _, refused = _finish(browser, installation, token, weak)
        assert (refused.status_code, refused.json()["errors"]) == (
            422,
            [{"field": "password", "reason": "too_common"}],
        )
        assert "four words or more" in refused.json()["detail"]
        assert weak not in refused.text
    _, taken = _finish(browser, installation, token)
    assert taken.status_code == 201


def test_a_page_keeps_the_enrolment_going_after_a_weak_password(
    installation: Installation, sign_in: SignIn, browser: TestClient
) -> None:
    token = invited(sign_in, ANNA)
    browser.post("/enrolment", data={"token": token})
    code = "000000"
    again = browser.post(
        "/enrolment/finish", data={"token": token, "password": "Password123456!", "code": code}
    )
    assert again.status_code == 422
    assert "four unrelated words" in again.text
    assert 'action="/enrolment/finish"' in again.text


FOREIGN_HOSTS = ("evil.example", "testserver.evil.example", "evil.example:443", "", "[::1")
OWN_HOSTS = ("testserver", "TESTSERVER:443", "127.0.0.1:8000", "localhost", "[::1]:8000")


def test_a_foreign_host_name_is_refused(sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER)
    for host in FOREIGN_HOSTS:
        for path in ("/v1/records", "/sign-in"):
            refused = client.get(path, headers={"Host": host})
            assert (refused.status_code, refused.json()["code"]) == (421, "unknown_host")
            assert "HOMEWARD_ORIGINS" in refused.json()["detail"]
    answers = {
        host: client.get("/v1/records", headers={"Host": host}).status_code for host in OWN_HOSTS
    }
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


def test_a_page_of_another_site_cannot_act_with_the_browsers_cookie(sign_in: SignIn) -> None:
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
        assert sign_in(Role.CASEWORKER).delete("/v1/session", headers=headers).status_code == 204, (
            headers
        )


def test_software_with_a_token_is_not_asked_where_it_comes_from(sign_in: SignIn) -> None:
    body = {**OTHER, "dangers": [], "legal_basis": "gdpr_6_1_e_9_2_g"}
    made = sign_in(Role.SYSTEM).post(
        "/v1/records", json=body, headers={"Origin": "https://office.example"}
    )
    assert made.status_code == 201


def test_a_thousand_password_guesses_an_hour_do_not_lock_out_the_desk(
    installation: Installation,
    desk: bytes,
    browser: TestClient,
    elsewhere: Callable[..., TestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[str] = []

    def compare(stored: str | None, password: str) -> bool:
        looked_at.append(password)
        return stored is not None and password == PASSWORD

    monkeypatch.setattr(routes, "verify_password", compare)
    # from twenty addresses, including the desk's own, every 3.6 seconds
    attackers = [
        elsewhere("testclient" if not number else f"198.51.100.{number}") for number in range(20)
    ]
    known, unknown = [], []
    for number in range(100):
        attacker = attackers[number % len(attackers)]
        known.append(_sign_in(attacker, password=f"guess {number}"))
        unknown.append(_sign_in(attacker, login="no such account", password=f"guess {number}"))
        installation.clock.move(timedelta(seconds=3.6))
    by_account = ATTEMPT_LIMITS[AttemptScope.ACCOUNT][0].attempts
    assert len(looked_at) == 2 * by_account
    assert [one.status_code for one in known].count(429) == 100 - by_account
    assert [(one.status_code, one.content) for one in known] == [
        (one.status_code, one.content) for one in unknown
    ]
    assert _sign_in(browser, code=_code(installation, desk)).status_code == 201
    assert _sign_in(elsewhere(), code=_code(installation, desk)).status_code == 429


def test_a_colleague_at_the_same_address_cannot_keep_the_desk_out(
    installation: Installation,
    desk: bytes,
    browser: TestClient,
    elsewhere: Callable[..., TestClient],
) -> None:
    colleague = elsewhere("testclient")
    assert [_sign_in(colleague, password="wrong").status_code for _ in range(7)] == [401] * 6 + [
        429
    ]
    assert _sign_in(browser, code=_code(installation, desk)).status_code == 201


def test_guesses_at_other_accounts_from_its_address_do_not_close_a_known_device(
    installation: Installation,
    desk: bytes,
    browser: TestClient,
    elsewhere: Callable[..., TestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(ATTEMPT_LIMITS, AttemptScope.ADDRESS, (AttemptLimit(3, 60),))
    guesser = elsewhere("testclient")
    statuses = [
        _sign_in(guesser, login=f"guess {number}", password="wrong").status_code
        for number in range(4)
    ]
    assert statuses == [401, 401, 401, 429]
    assert _sign_in(elsewhere("testclient"), code=_code(installation, desk)).status_code == 429
    assert _sign_in(browser, code=_code(installation, desk)).status_code == 201


def test_a_device_is_known_only_to_its_account_and_its_guesses_are_limited(
    installation: Installation,
    desk: bytes,
    browser: TestClient,
    elsewhere: Callable[..., TestClient],
) -> None:
    device = browser.cookies["__Host-homeward-device"]
    assert [_sign_in(browser, password="wrong").status_code for _ in range(7)] == [401] * 6 + [429]
    other = elsewhere()
    # other addresses are not locked out
    assert _sign_in(other, code=_code(installation, desk)).status_code == 201
    assert other.cookies["__Host-homeward-device"] != device
    # a token of no account may have been set by an attacker, so it is replaced
    answer = elsewhere().post(
        "/v1/session",
        json={"login": "anna.de-jug", "password": PASSWORD, "code": _code(installation, desk)},
        headers={"Cookie": "__Host-homeward-device=planted"},
    )
    assert (answer.status_code, "planted" in answer.headers["set-cookie"]) == (201, False)


def test_a_guesser_of_codes_cannot_close_the_second_factor_of_a_known_device(
    installation: Installation,
    desk: bytes,
    browser: TestClient,
    elsewhere: Callable[..., TestClient],
) -> None:
    thief = [elsewhere(f"198.51.100.{number}") for number in range(4)]
    wrong = [
        _sign_in(thief[number % 4], code="abc").status_code
        for number in range(WRONG_CODES_PER_HOUR + 2)
    ]
    assert wrong == [401] * WRONG_CODES_PER_HOUR + [429] * 2
    assert _sign_in(browser, code=_code(installation, desk)).status_code == 201
    assert _sign_in(elsewhere(), code=_code(installation, desk)).status_code == 429


def test_a_lost_device_is_no_known_one(
    installation: Installation,
    desk: bytes,
    browser: TestClient,
    elsewhere: Callable[..., TestClient],
    sign_in: SignIn,
) -> None:
    reset = (
        sign_in(Role.SUPERVISOR)
        .post("/v1/resets", json={"login": "anna.de-jug", "reason": "left on a train"})
        .json()
    )
    decision = f"/v1/approvals/{reset['id']}/decision"
    second = sign_in(Role.ADMINISTRATOR).post(decision, json={"is_approved": True}).json()["second"]
    elsewhere_now = elsewhere()
    _, finished = _finish(elsewhere_now, installation, f"{reset['first']}.{second}")
    assert finished.status_code == 201
    # the finder's attempts count like those of any other browser
    assert [_sign_in(browser, password="wrong").status_code for _ in range(7)] == [401] * 6 + [429]
    assert _sign_in(elsewhere("testclient"), password="wrong").status_code == 429


def _fresh_calls() -> list[tuple[str, str, Role]]:
    """Return method, address and a role of each act whose route needs a fresh password."""
    calls = []
    for router in (*ROUTERS, *PAGES):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            declared = [
                one.call.actions
                for one in route.dependant.dependencies
                if isinstance(one.call, Allow)
            ]
            actions = {action for actions in declared for action in actions}
            if actions and actions <= FRESH_ACTIONS:
                role = next(
                    role for role in PEOPLE if any(scope(action, role) for action in actions)
                )
                path = re.sub(r"{\w+}", str(uuid4()), route.path)
                calls += [(method, path, role) for method in route.methods - SAFE_METHODS]
    return calls


def test_an_unattended_session_approves_exports_and_invites_nothing(
    installation: Installation, sign_in: SignIn
) -> None:
    clients = {role: sign_in(role) for role in PEOPLE}
    calls = _fresh_calls()
    assert len(calls) > 40
    # a token has no password to enter again
    assert not any(scope(action, Role.SYSTEM) for action in FRESH_ACTIONS)
    installation.clock.move(timedelta(minutes=FRESH_MINUTES, seconds=1))
    answers = [(call, clients[call[2]].request(call[0], call[1])) for call in calls]
    wrong = [
        (call, answer.status_code)
        for call, answer in answers
        if answer.status_code != 403
        or not ("authenticate_again" in answer.text or "/session/confirm" in answer.text)
    ]
    assert wrong == []
    refused = clients[Role.SUPERVISOR].post("/v1/users", json=ANNA)
    assert "POST /v1/session/confirm" in refused.json()["detail"]
    # reading does not need it
    assert clients[Role.SUPERVISOR].get("/v1/exports").status_code == 200


def test_the_password_again_lets_the_act_be_done_for_a_quarter_of_an_hour(
    installation: Installation, sign_in: SignIn
) -> None:
    one, other = sign_in(Role.SUPERVISOR), sign_in(Role.SUPERVISOR)
    installation.clock.move(timedelta(minutes=FRESH_MINUTES, seconds=1))
    assert one.post("/v1/users", json=ANNA).status_code == 403
    assert one.post("/v1/session/confirm", json={"password": PASSWORD}).status_code == 204
    assert one.post("/v1/users", json=ANNA).status_code == 201
    # another session of the same person
    assert other.post("/v1/users", json=ANNA).status_code == 403
    installation.clock.move(timedelta(minutes=FRESH_MINUTES))
    assert one.post("/v1/users", json=ANNA).status_code == 201
    installation.clock.move(timedelta(seconds=1))
    assert one.post("/v1/users", json=ANNA).status_code == 403


def test_a_stolen_session_guesses_a_bounded_number_of_passwords_and_a_token_none(
    installation: Installation, desk: bytes, browser: TestClient, sign_in: SignIn
) -> None:
    assert _sign_in(browser, code=_code(installation, desk)).status_code == 201
    wrong = [browser.post("/v1/session/confirm", json={"password": "wrong"}) for _ in range(3)]
    assert {(one.status_code, one.json()["errors"][0]["field"]) for one in wrong} == {
        (422, "password")
    }
    needed = browser.post("/v1/session/confirm", json={"password": PASSWORD})
    assert (needed.status_code, needed.json()["code"]) == (401, "second_factor_needed")
    answer = browser.post("/v1/session/confirm", json={"password": PASSWORD, "code": "abc"})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"field": "code", "reason": "wrong"}],
    )
    body = {"password": PASSWORD, "code": _code(installation, desk)}
    assert browser.post("/v1/session/confirm", json=body).status_code == 204
    body["code"] = _code(installation, desk)
    assert [browser.post("/v1/session/confirm", json=body).status_code for _ in range(7)][-1] == 429
    assert (
        sign_in(Role.SYSTEM).post("/v1/session/confirm", json={"password": PASSWORD}).status_code
        == 403
    )
    assert sign_in(None).post("/v1/session/confirm", json={"password": PASSWORD}).status_code == 401


def test_a_page_asks_for_the_password_and_continues_with_typed_values(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.SUPERVISOR)
    installation.clock.move(timedelta(minutes=FRESH_MINUTES, seconds=1))
    typed = {"login": "anna.de-jug", "name": 'Anna "A" <Schmidt>', "role": "caseworker"}
    page = client.post("/invite", data=typed)
    assert page.status_code == 403
    carried = _hidden(page.text)
    again = client.post("/session/confirm", data={**carried, "password": "wrong", "code": ""})
    assert again.status_code == 422
    assert _hidden(again.text) == carried
    going_on = client.post("/session/confirm", data={**carried, "password": PASSWORD, "code": ""})
    assert going_on.status_code == 200
    assert 'action="/invite"' in going_on.text
    assert _hidden(going_on.text) == typed
    assert PASSWORD not in going_on.text
    assert client.post("/invite", data=_hidden(going_on.text)).status_code == 200
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        form = {"method": "POST", "address": elsewhere, "carried": "[]", "password": PASSWORD}
        answer = client.post("/session/confirm", data=form, follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/")


def test_the_demo_asks_for_no_password_and_its_accounts_have_none(
    installation: Installation,
) -> None:
    settings = installation.context.settings.model_copy(update={"demo": True})
    demo = dataclasses.replace(
        installation, context=dataclasses.replace(installation.context, settings=settings)
    )
    with signing_in(demo) as sign_in:
        client = sign_in(Role.SUPERVISOR)
        installation.clock.move(timedelta(minutes=FRESH_MINUTES, seconds=1))
        page = client.post("/invite", data=ANNA)
        assert page.status_code == 403
        assert 'type="password"' not in page.text
        going_on = client.post("/session/confirm", data=_hidden(page.text))
        assert _hidden(going_on.text) == ANNA


def _hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's main part."""
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in fields}


def test_services_refuse_sensitive_acts_without_a_fresh_password(
    installation: Installation,
) -> None:
    def stale(role: Role, agency: str = "DE-JUG") -> Actor:
        return dataclasses.replace(installation.actor(role, agency), is_fresh=False)

    def approve(actor: Actor) -> str:
        state = installation.do(
            actor, disclosure_requests.take_step, request, "approve", StepDetails()
        ).state
        return str(state)

    world = World(installation)
    put_in_force(installation, world.found, FORM)
    world.assess()
    request = world.ask()
    world.steps(request, TO_RISK)
    with pytest.raises(AuthenticateAgain):
        approve(stale(Role.CASEWORKER))
    assert approve(installation.actor(Role.CASEWORKER)) == "approved_once"
    with pytest.raises(AuthenticateAgain):
        approve(stale(Role.SUPERVISOR))
    with pytest.raises(AuthenticateAgain):
        edit(
            installation,
            stale(Role.SUPERVISOR, "GR-CPA"),
            world.missing,
            {},
            reason="a second look",
            declared={"reporter_check": "flagged"},
            version=1,
        )
    installation.change(update(Match).values(state="open"))
    version = installation.read_one(select(Match.version))
    same = ("same", "relative_confirmed")
    assert (
        record_decision(installation, stale(Role.CASEWORKER), world.match, *same, version)
        == "proposed"
    )
    with pytest.raises(AuthenticateAgain):
        record_decision(installation, stale(Role.SUPERVISOR), world.match, *same, version + 1)
    assert (
        record_decision(
            installation, installation.actor(Role.SUPERVISOR), world.match, *same, version + 1
        )
        == "proposed"
    )
