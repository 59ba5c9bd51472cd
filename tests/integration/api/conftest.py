from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from core.policy import Role
from services import accounts, offices, sessions
from services.accounts import INSTALLER
from tests.factories import Installation, login

SignIn = Callable[..., TestClient]


@contextlib.contextmanager
def signing_in(installation: Installation) -> Iterator[SignIn]:
    """Give a function that returns a client signed in as a role of an agency (None: a stranger)."""
    app = create_app(installation.context.settings, context=installation.context, database=installation.app)
    clients: list[TestClient] = []

    def make(role: Role | None, agency: str = "DE-JUG") -> TestClient:
        client = TestClient(app, raise_server_exceptions=False)
        clients.append(client)
        if role is None:
            return client
        with installation.database.transaction() as session:
            if role is Role.SYSTEM:
                found = offices.find_agency(session, agency)
                token = sessions.add_system_token(session, installation.context, INSTALLER, found, label="test")
                client.headers["Authorization"] = f"Bearer {token}"
            else:
                known = accounts.find_login(session, installation.context, login(role, agency))
                assert known.user_id is not None
                opened = sessions.open_session(session, installation.context, known.user_id, acting_state=None)
                client.cookies.set("homeward", opened.token)
        return client

    yield make
    for client in clients:
        client.close()


def invited(sign_in: SignIn, form: dict[str, Any]) -> str:
    """Invite a person into DE-JUG: the supervisor asks, an administrator decides; return both halves of the token."""
    made = sign_in(Role.SUPERVISOR).post("/v1/users", json=form).json()
    administrator = sign_in(Role.ADMINISTRATOR)
    (request,) = administrator.get("/v1/access-requests").json()["requests"]
    decided = administrator.post(f"/v1/access-requests/{request['id']}/decision", json={"is_approved": True})
    return f"{made['first']}.{decided.json()['second']}"


@pytest.fixture
def sign_in(installation: Installation) -> Iterator[SignIn]:
    with signing_in(installation) as sign_in:
        yield sign_in
