"""Attacks on passkeys over HTTP: false pages, replayed and copied answers, challenges of others."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.policy.access import FRESH_MINUTES, MAX_PASSKEYS, PASSKEY_MINUTES, WRONG_CODES_PER_HOUR
from core.policy.roles import Role
from tests.factories import ORIGIN, PASSWORD, Installation, login
from tests.software_authenticator import SoftwareAuthenticator

pytestmark = pytest.mark.usefixtures("quick_passwords")

SignIn = Callable[..., TestClient]
NAME = login(Role.SUPERVISOR, "DE-JUG")


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """A signed-in supervisor with a passkey."""

    client: TestClient
    key: SoftwareAuthenticator
    stranger: TestClient


@pytest.fixture
def person(sign_in: SignIn) -> Person:
    client, key = sign_in(Role.SUPERVISOR), SoftwareAuthenticator(ORIGIN)
    assert _add(client, key).status_code == 201
    return Person(client, key, sign_in(None))


def _add(client: TestClient, key: SoftwareAuthenticator, **changes: Any) -> Any:
    begun = client.post("/v1/passkeys/options").json()
    body = {
        "ticket": begun["ticket"],
        "credential": key.create(begun["options"]),
        "name": "key on my ring",
    }
    return client.post("/v1/passkeys", json=body | changes)


def _begin(client: TestClient, name: str = NAME) -> dict[str, Any]:
    """Send the correct password; return ticket and options."""
    answer = client.post("/v1/session", json={"login": name, "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_needed"), answer.text
    return dict(answer.json()["passkey"])


def _finish(client: TestClient, begun: dict[str, Any], credential: dict[str, Any]) -> Any:
    return client.post(
        "/v1/session/passkey", json={"ticket": begun["ticket"], "credential": credential}
    )


def test_a_passkey_opens_a_session_after_the_password_and_once(person: Person) -> None:
    begun = _begin(person.stranger)
    assert begun["options"]["userVerification"] == "required"
    credential = person.key.get(begun["options"])
    assert _finish(person.stranger, begun, credential).status_code == 201
    assert person.stranger.get("/v1/session").json()["role"] == "supervisor"
    # the challenge is used up
    assert _finish(person.stranger, begun, credential).status_code == 401
    # another challenge
    assert _finish(person.stranger, _begin(person.stranger), credential).status_code == 401
    shown = person.client.get("/v1/passkeys").json()["passkeys"]
    assert [(one["name"], one["used_at"] is not None) for one in shown] == [
        ("key on my ring", True)
    ]


def test_without_the_password_no_challenge_reveals_whether_passkeys_exist(
    person: Person,
) -> None:
    wrong = person.stranger.post("/v1/session", json={"login": NAME, "password": "wrong"})
    unknown = person.stranger.post(
        "/v1/session", json={"login": "no such account", "password": PASSWORD}
    )
    assert (wrong.status_code, wrong.content) == (401, unknown.content)
    assert _finish(person.stranger, {"ticket": "x" * 43}, {}).status_code == 401


def _of_a_false_page(key: SoftwareAuthenticator, options: dict[str, Any]) -> dict[str, Any]:
    return dataclasses.replace(key, origin="https://testserver.evil.example").get(options)


def _of_another_site(key: SoftwareAuthenticator, options: dict[str, Any]) -> dict[str, Any]:
    return key.get(options | {"rpId": "evil.example"})


def _unverified(key: SoftwareAuthenticator, options: dict[str, Any]) -> dict[str, Any]:
    return dataclasses.replace(key, is_user_verified=False).get(options)


def _of_another_key(key: SoftwareAuthenticator, options: dict[str, Any]) -> dict[str, Any]:
    return SoftwareAuthenticator(key.origin, credential_id=key.credential_id).get(options)


def _copied(key: SoftwareAuthenticator, options: dict[str, Any]) -> dict[str, Any]:
    return dataclasses.replace(key, count=0).get(options)


def _malformed(key: SoftwareAuthenticator, options: dict[str, Any]) -> dict[str, Any]:
    answer = copy.deepcopy(key.get(options))
    answer["response"]["authenticatorData"] = "AAAA"
    return answer


FORGED = (_of_a_false_page, _of_another_site, _unverified, _of_another_key, _copied, _malformed)


def test_a_forged_answer_is_refused_and_counts_as_a_wrong_code(
    installation: Installation, person: Person
) -> None:
    begun = _begin(person.stranger)
    assert _finish(person.stranger, begun, person.key.get(begun["options"])).is_success
    for number in range(WRONG_CODES_PER_HOUR):
        begun = _begin(person.stranger)
        forged = FORGED[number % len(FORGED)](person.key, begun["options"])
        assert _finish(person.stranger, begun, forged).status_code == 401, FORGED[
            number % len(FORGED)
        ].__name__
        installation.clock.move(timedelta(minutes=1))
    begun = _begin(person.client)
    assert _finish(person.stranger, begun, person.key.get(begun["options"])).status_code == 429


def test_a_challenge_is_its_accounts_and_of_five_minutes(
    installation: Installation, person: Person, sign_in: SignIn
) -> None:
    other, key = sign_in(Role.CASEWORKER), SoftwareAuthenticator(ORIGIN)
    assert _add(other, key).status_code == 201
    begun = _begin(person.stranger)
    assert _finish(person.stranger, begun, key.get(begun["options"])).status_code == 401
    begun = _begin(person.stranger)
    installation.clock.move(timedelta(minutes=PASSKEY_MINUTES))
    assert _finish(person.stranger, begun, person.key.get(begun["options"])).status_code == 401
    # a challenge of one kind or person does not accept the answer to another
    registration = person.client.post("/v1/passkeys/options").json()
    options = {**registration["options"], "rpId": "testserver"}
    assert _finish(person.stranger, registration, person.key.get(options)).status_code == 401
    stolen = person.client.post("/v1/passkeys/options").json()
    body = {"ticket": stolen["ticket"], "credential": key.create(stolen["options"]), "name": "mine"}
    refused = other.post("/v1/passkeys", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["reason"]) == (422, "not_started")


def test_adding_and_removing_needs_a_fresh_password_and_ones_own_account(
    installation: Installation, person: Person, sign_in: SignIn
) -> None:
    own = person.client.get("/v1/passkeys").json()["passkeys"][0]["id"]
    assert sign_in(Role.CASEWORKER).delete(f"/v1/passkeys/{own}").status_code == 404
    assert sign_in(None).post("/v1/passkeys/options").status_code == 401
    software = sign_in(Role.SYSTEM)
    for refused in (
        software.get("/v1/passkeys"),
        software.post("/v1/passkeys/options"),
        software.delete(f"/v1/passkeys/{own}"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "system_has_no_password")
    for origin, changes, field in (
        ("https://evil.example", {}, "credential"),
        (ORIGIN, {"name": " "}, "name"),
        (ORIGIN, {"credential": {"id": "x"}}, "credential"),
    ):
        refused = _add(person.client, SoftwareAuthenticator(origin), **changes)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    for forged in (
        SoftwareAuthenticator(ORIGIN, is_user_verified=False),
        SoftwareAuthenticator(ORIGIN, algorithm=-999),
        SoftwareAuthenticator(ORIGIN, credential_id=bytes(5000)),
    ):
        assert _add(person.client, forged).status_code == 422
    begun = person.client.post("/v1/passkeys/options").json()
    installation.clock.move(timedelta(minutes=FRESH_MINUTES, seconds=1))
    late = {
        "ticket": begun["ticket"],
        "credential": SoftwareAuthenticator(ORIGIN).create(begun["options"]),
        "name": "x",
    }
    for refused in (
        person.client.post("/v1/passkeys/options"),
        person.client.post("/v1/passkeys", json=late),
        person.client.delete(f"/v1/passkeys/{own}"),
        person.client.post("/passkeys/new"),
    ):
        assert refused.status_code == 403
    begun = _begin(person.stranger)
    assert _finish(person.stranger, begun, person.key.get(begun["options"])).status_code == 201
    assert person.stranger.delete(f"/v1/passkeys/{own}").status_code == 204
    assert (
        person.stranger.post("/v1/session", json={"login": NAME, "password": PASSWORD}).status_code
        == 201
    )


def test_an_account_has_ten_passkeys_at_most(person: Person) -> None:
    answers = [
        _add(person.client, SoftwareAuthenticator(ORIGIN)).status_code
        for _ in range(MAX_PASSKEYS - 1)
    ]
    assert answers == [201] * (MAX_PASSKEYS - 1)
    assert person.client.post("/v1/passkeys/options").status_code == 409


def test_a_reset_forgets_the_passkeys_of_the_lost_device(person: Person, sign_in: SignIn) -> None:
    reset = (
        sign_in(Role.ADMINISTRATOR)
        .post("/v1/resets", json={"login": NAME, "reason": "left on a train"})
        .json()
    )
    begun = person.stranger.post("/v1/session", json={"login": NAME, "password": PASSWORD})
    assert begun.json()["code"] == "second_factor_needed"  # while the reset is undecided
    decision = f"/v1/approvals/{reset['id']}/decision"
    decided = sign_in(Role.SUPERVISOR, "DE-POL").post(decision, json={"is_approved": True}).json()
    token = f"{reset['first']}.{decided['second']}"
    person.stranger.post("/v1/enrolment/start", json={"token": token})
    finished = person.stranger.post(
        "/v1/enrolment/finish", json={"token": token, "password": PASSWORD}
    )
    assert finished.status_code == 201
    assert (
        person.stranger.post("/v1/session", json={"login": NAME, "password": PASSWORD}).status_code
        == 201
    )


def test_a_report_of_a_theft_does_not_open_the_account_to_the_password_only(
    person: Person, sign_in: SignIn
) -> None:
    stolen = {"login": NAME, "reason": "taken from a bag", "is_stolen": True}
    assert sign_in(Role.ADMINISTRATOR).post("/v1/resets", json=stolen).status_code == 201
    body = {"login": NAME, "password": PASSWORD}
    answer = person.stranger.post("/v1/session", json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_needed")
    assert answer.json().get("passkey") is None
    assert person.stranger.post("/v1/session", json={**body, "code": "123456"}).status_code == 401


def test_a_passkey_confirms_the_session_of_its_own_account_after_the_password(
    installation: Installation, person: Person, sign_in: SignIn
) -> None:
    new = {"login": "anna.de-jug", "name": "Anna Schmidt", "role": "caseworker"}
    other = sign_in(Role.CASEWORKER)
    installation.clock.move(timedelta(minutes=FRESH_MINUTES, seconds=1))
    assert person.client.post("/v1/users", json=new).status_code == 403

    def begin() -> dict[str, Any]:
        needed = person.client.post("/v1/session/confirm", json={"password": PASSWORD})
        assert (needed.status_code, needed.json()["code"]) == (401, "second_factor_needed")
        return dict(needed.json()["passkey"])

    def confirm(client: TestClient, begun: dict[str, Any]) -> int:
        body = {"ticket": begun["ticket"], "credential": person.key.get(begun["options"])}
        return client.post("/v1/session/confirm/passkey", json=body).status_code

    assert confirm(other, begin()) == 422  # another person's session
    assert _finish(person.stranger, begin(), {}).status_code == 401  # it does not open one either
    signing_in = _begin(person.stranger)
    assert confirm(person.client, signing_in) == 422
    assert person.client.post("/v1/users", json=new).status_code == 403
    begun = begin()
    assert confirm(person.client, begun) == 204
    assert confirm(person.client, begun) == 422
    assert person.client.post("/v1/users", json=new).status_code == 201
