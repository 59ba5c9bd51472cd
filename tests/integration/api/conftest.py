from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import URL

from api.app import create_app
from api.probes import create_probes
from api.routes.agencies import enrolment
from api.routes.agencies import sessions as sessions_routes
from core.policy.actions import TokenScope
from core.policy.roles import Role
from core.security.crypto import Keyring
from services.agencies import accounts, sessions
from tests import factories, postgres
from tests.described_client import DescribedClient
from tests.factories import PASSWORD, Installation, login
from tests.integration.api.matrix_world import World

SignIn = Callable[..., TestClient]


@contextlib.contextmanager
def signing_in(installation: Installation) -> Iterator[SignIn]:
    """A function that returns a client signed in as a role of an agency (None: not signed in).

    Software gets a token with every scope unless `scopes` are given.
    """
    app = create_app(
        installation.context.settings, context=installation.context, database=installation.app
    )
    clients: list[TestClient] = []

    def make(
        role: Role | None,
        agency: str = "DE-JUG",
        scopes: Collection[TokenScope] = frozenset(TokenScope),
    ) -> TestClient:
        client = DescribedClient(app, raise_server_exceptions=False)
        clients.append(client)
        if role is None:
            return client
        with installation.database.transaction() as session:
            if role is Role.SYSTEM:
                token = factories.software_token(session, installation.context, agency, scopes)
                client.headers["Authorization"] = f"Bearer {token}"
            else:
                known = accounts.find_login(session, installation.context, login(role, agency))
                assert known.user_id is not None
                opened = sessions.open_session(
                    session, installation.context, known.user_id, acting_state=None
                )
                client.cookies.set("homeward", opened.token)
        return client

    yield make
    for client in clients:
        client.close()


@contextlib.contextmanager
def probing(app: FastAPI) -> Iterator[TestClient]:
    """A client of the probes of an application whose event loop runs. No answer is cached."""
    app.state.beat_at = math.inf
    with TestClient(create_probes(app, max_age_s=0), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def probes(installation: Installation, sign_in: SignIn) -> Iterator[TestClient]:
    """A client of the probes about the application of `sign_in`."""
    with probing(cast(FastAPI, sign_in(None).app)) as client:
        yield client


def invited(sign_in: SignIn, form: dict[str, Any]) -> str:
    """Invite a person into DE-JUG: the supervisor asks, an administrator decides.

    Return both halves of the token.
    """
    made = sign_in(Role.SUPERVISOR).post("/v1/users", json=form).json()
    administrator = sign_in(Role.ADMINISTRATOR)
    (request,) = administrator.get("/v1/approvals").json()["approvals"]
    decided = administrator.post(
        f"/v1/approvals/{request['id']}/decision", json={"is_approved": True}
    )
    return f"{made['first']}.{decided.json()['second']}"


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare passwords without Argon2, the slowest part of tests with many sign-ins."""

    def verify(stored: str | None, password: str) -> bool:
        return stored is not None and password == PASSWORD

    monkeypatch.setattr(sessions_routes, "verify_password", verify)
    monkeypatch.setattr(enrolment, "hash_password", lambda password: f"not hashed: {len(password)}")


@pytest.fixture
def sign_in(installation: Installation) -> Iterator[SignIn]:
    with signing_in(installation) as sign_in:
        yield sign_in


Made = tuple[Path, URL | None, World]


@pytest.fixture(scope="module")
def made(
    backend: str,
    templates: Callable[[str], tuple[Path, URL | None]],
    tmp_path_factory: pytest.TempPathFactory,
    keys: Keyring,
) -> Iterator[Made]:
    """A closed installation with the matrix's world, for copying."""
    folder, template = templates(backend)
    path = tmp_path_factory.mktemp("world")
    url = None if template is None else postgres.create(template.database)
    installation = factories.copy_installation(folder, path, keys, url)
    world = World(installation)
    installation.close()
    yield path, url, world
    if url is not None:
        postgres.drop(url)


@pytest.fixture
def copied(
    made: Made, tmp_path: Path, keys: Keyring
) -> Callable[[], contextlib.AbstractContextManager[Installation]]:
    """A function that opens a fresh copy of the installation with the world."""
    numbers = itertools.count()

    @contextlib.contextmanager
    def copied() -> Iterator[Installation]:
        url = None if made[1] is None else postgres.create(made[1].database)
        installation = factories.copy_installation(
            made[0], tmp_path / f"data-{next(numbers)}", keys, url
        )
        yield installation
        installation.close()
        if url is not None:
            postgres.drop(url)

    return copied
