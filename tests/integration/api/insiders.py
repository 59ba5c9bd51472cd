"""Colleagues and sessions for tests of insider attacks."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from core.policy.roles import Role
from services.agencies import accounts, agency_register, sessions
from services.agencies.accounts import INSTALLER, UserForm
from tests.factories import PASSWORD, Installation
from tests.integration.api.conftest import SignIn


def add(installation: Installation, name: str, role: Role, agency: str) -> None:
    """Add a colleague whose account was not granted by a recent inviter."""
    with installation.database.transaction() as session:
        found = agency_register.find_agency(session, agency)
        accounts.add_user(
            session,
            installation.context,
            INSTALLER,
            found,
            UserForm(name, "Somebody", role, PASSWORD),
        )


def enter(sign_in: SignIn, installation: Installation, name: str, **words: Any) -> TestClient:
    """Return a client signed in with a sign-in name. `words` are passed to `open_session`."""
    client = sign_in(None)
    words = {"acting_state": None, "reason": "a case", **words}
    with installation.app.transaction() as session:
        user_id = accounts.find_login(session, installation.context, name).user_id
        assert user_id is not None
        opened = sessions.open_session(session, installation.context, user_id, **words)
    client.cookies.set("homeward", opened.token)
    return client
