"""Passkeys and passwords in a browser with a virtual authenticator."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from core.policy.access import FRESH_MINUTES
from core.policy.roles import Role
from core.security.crypto import Keyring
from tests import factories
from tests.factories import PASSWORD, Installation, login
from tests.web.conftest import Watched
from tests.web.test_pages import check, keep
from tests.web_server import Server

pytestmark = pytest.mark.late

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def desk(
    browser: Browser, empty: Path, tmp_path_factory: pytest.TempPathFactory, keys: Keyring
) -> Iterator[tuple[Watched, Installation]]:
    """A browser with an authenticator at an installation on localhost.

    Passkeys belong to a host name, not to an IP address.
    """
    made = factories.copy_installation(empty, tmp_path_factory.mktemp("desk") / "data", keys)
    settings = made.context.settings.model_copy(update={"origins": ""})
    context = dataclasses.replace(made.context, settings=settings)
    with Server(create_app(settings, context=context, database=made.app)) as address:
        opened = browser.new_context(viewport={"width": 1280, "height": 900})
        watched = Watched(opened.new_page(), address.replace("127.0.0.1", "localhost"))
        devtools = opened.new_cdp_session(watched.page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield watched, made
        opened.close()
    made.close()
    assert watched.complaints == []


def _sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/sign-in")
    page.get_by_label("Name").fill(login(Role.SUPERVISOR, "DE-JUG"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_is_added_after_the_password_again_and_signs_in(
    desk: tuple[Watched, Installation],
) -> None:
    watched, made = desk
    page = watched.page
    _sign_in(page, watched.url)
    page.get_by_role("link", name="Passkeys").click()
    made.clock.move(timedelta(minutes=FRESH_MINUTES, seconds=1))
    page.get_by_role("button", name="Add passkey").click()
    page.get_by_role("heading", name="Confirm your identity").wait_for()
    check(page)
    keep(page, "password-again")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="New passkey").wait_for()
    check(page)
    page.get_by_label("Name of the passkey").fill("key on my ring")
    page.get_by_role("button", name="Create passkey").click()
    page.get_by_text("The passkey was added.").wait_for()
    keep(page, "passkeys")
    page.get_by_role("button", name="Sign out").click()
    _sign_in(page, watched.url)
    check(page)
    page.get_by_role("button", name="Use passkey").click()
    page.get_by_role("heading", name="To do").wait_for()
    page.get_by_role("link", name="Passkeys").click()
    made.clock.move(timedelta(minutes=FRESH_MINUTES, seconds=1))
    expect(page.get_by_text("Last used")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Use passkey").click()
    page.get_by_text("The passkey was removed.").wait_for()
