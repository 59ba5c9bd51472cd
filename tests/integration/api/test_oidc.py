"""Sign-in through an identity provider over HTTP, and the events that end the sign-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import create_app
from api.identity_provider import HttpProvider
from core.errors import InvalidInput
from core.policy.roles import Role
from core.settings import is_encrypted_or_local
from models.agencies.access import UserIdentity
from models.agencies.user import UserAccount
from models.oversight.audit import Audit
from services.agencies import single_sign_on, user_directory
from tests.described_client import DescribedClient
from tests.factories import Installation
from tests.identity_provider import CLIENT, SECRET, FakeProvider, serving

REDIRECT = "https://homeward.example/back"


@pytest.fixture
def fake(installation: Installation) -> Iterator[FakeProvider]:
    with serving(lambda: installation.clock.now().timestamp()) as provider:
        yield provider


@pytest.fixture
def client(installation: Installation, fake: FakeProvider) -> Iterator[TestClient]:
    """A browser at an installation with a provider; subject-1 is a caseworker."""
    with installation.database.transaction() as session:
        caseworker = session.get_one(UserAccount, installation.actor(Role.CASEWORKER).user_id)
        single_sign_on.connect_identity(
            session, installation.context, caseworker, issuer=fake.issuer, subject="subject-1"
        )
    provider = HttpProvider(issuer=fake.issuer, client_id=CLIENT, secret=SECRET, redirect=REDIRECT)
    app = create_app(
        installation.context.settings,
        context=installation.context,
        database=installation.app,
        provider=provider,
    )
    with DescribedClient(app, raise_server_exceptions=False) as made:
        yield made


def _begin(client: TestClient, fake: FakeProvider) -> tuple[str, str]:
    answer = client.post("/v1/session/oidc")
    assert answer.status_code == 201, answer.text
    return fake.authorise(answer.json()["address"])


def _finish(client: TestClient, code: str, state: str, **words: Any) -> Any:
    return client.post("/v1/session/oidc/finish", json={"code": code, "state": state, **words})


def _is_refused(answer: Any) -> bool:
    return bool((answer.status_code, answer.json()["code"]) == (401, "not_signed_in"))


def test_a_person_authenticated_by_the_provider_is_signed_in(
    installation: Installation, client: TestClient, fake: FakeProvider
) -> None:
    answer = _finish(client, *_begin(client, fake))
    assert (answer.status_code, answer.json()["role"]) == (201, "caseworker")
    assert client.get("/v1/session").json()["user"] == str(
        installation.actor(Role.CASEWORKER).public_id
    )


def test_a_state_counts_once_and_a_code_too(client: TestClient, fake: FakeProvider) -> None:
    code, state = _begin(client, fake)
    flow = client.cookies["homeward-flow"]
    assert _finish(client, code, state).status_code == 201
    client.cookies.set("homeward-flow", flow)
    assert _is_refused(_finish(client, code, state))
    _, fresh = _begin(client, fake)
    assert _is_refused(_finish(client, code, fresh))
    assert len(fake.exchanged) == 1


def test_a_state_of_another_browser_is_refused_before_the_provider_is_asked(
    client: TestClient, fake: FakeProvider
) -> None:
    code, state = _begin(client, fake)
    _begin(client, fake)  # the browser now has the cookie of another sign-in
    assert _is_refused(_finish(client, code, state))
    client.cookies.clear()
    assert _is_refused(_finish(client, code, state))
    assert fake.exchanged == []


def test_a_sign_in_is_forgotten_after_ten_minutes(
    installation: Installation, client: TestClient, fake: FakeProvider
) -> None:
    code, state = _begin(client, fake)
    installation.clock.move(timedelta(minutes=single_sign_on.FLOW_MINUTES))
    assert _is_refused(_finish(client, code, state))


def test_an_intercepted_code_does_not_fit_another_verifier(
    client: TestClient, fake: FakeProvider
) -> None:
    stolen, _ = _begin(client, fake)
    _, state = _begin(client, fake)
    assert _is_refused(_finish(client, stolen, state))
    assert fake.exchanged == []


@pytest.mark.parametrize(
    ("twist", "signing"),
    [
        (lambda claims: claims.update(nonce="another"), {}),
        (lambda claims: claims.update(iss="https://evil.example"), {}),
        (lambda claims: claims.update(aud="another client"), {}),
        (lambda claims: claims.update(exp=claims["iat"] - 120), {}),
        (lambda claims: claims.update(sub="subject-2"), {}),
        (lambda claims: None, {"algorithm": "none"}),
        (lambda claims: None, {"kid": "unknown"}),
    ],
    ids=["nonce", "issuer", "audience", "expiry", "nobody's subject", "unsigned", "unknown key"],
)
def test_an_invalid_token_does_not_sign_in(
    installation: Installation,
    client: TestClient,
    fake: FakeProvider,
    twist: Callable[[dict[str, Any]], None],
    signing: dict[str, str],
) -> None:
    fake.twist, fake.signing = twist, signing
    answer = _finish(client, *_begin(client, fake))
    assert _is_refused(answer)
    assert len(fake.exchanged) == 1
    assert client.get("/v1/session").status_code == 401
    with installation.database.transaction(is_read_only=True) as session:
        last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert last is not None
        assert (last.action, last.outcome, last.user_id) == ("sign_in", "not_signed_in", None)


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": ""},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly_is_not_followed(
    client: TestClient, fake: FakeProvider, description: dict[str, str]
) -> None:
    fake.description = description
    assert _is_refused(client.post("/v1/session/oidc"))


def test_an_account_that_was_disabled_is_not_opened_by_its_identity(
    installation: Installation, client: TestClient, fake: FakeProvider
) -> None:
    user = installation.actor(Role.CASEWORKER).public_id
    assert user is not None
    installation.do(installation.actor(Role.ADMINISTRATOR), user_directory.disable_account, user)
    assert _is_refused(_finish(client, *_begin(client, fake)))


def test_a_subject_belongs_to_one_account_and_is_stored_encrypted(
    installation: Installation, client: TestClient
) -> None:
    with installation.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(UserIdentity)).one()
        with pytest.raises(InvalidInput, match="taken"):
            issuer = client.app.state.provider.issuer  # type: ignore[attr-defined]
            other = session.get_one(UserAccount, installation.actor(Role.ANALYST).user_id)
            single_sign_on.connect_identity(
                session, installation.context, other, issuer=issuer, subject="subject-1"
            )
    assert b"subject-1" not in row.sealed + row.tag


def test_without_a_provider_the_sign_in_route_is_missing(
    sign_in: Callable[..., TestClient],
) -> None:
    stranger = sign_in(None)
    assert stranger.post("/v1/session/oidc").status_code == 404
    assert _finish(stranger, "code", "state").status_code == 404


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("https://id.example/token", True),
        ("http://127.0.0.1:8080/token", True),
        ("http://id.example/token", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_https_or_this_machine_is_asked(address: str, is_taken: bool) -> None:
    assert is_encrypted_or_local(address) is is_taken
