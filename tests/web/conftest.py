"""A real browser and a real server on loopback, with a small data set.

One child is registered twice in it.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import select

from api.app import create_app
from core.policy.roles import Role
from core.security.crypto import Keyring
from models.matching_runs.match import Match
from models.statistics.stored_counts import StatisticCell
from services.agencies import accounts, directory, sessions
from services.agencies.directory import ServiceForm
from services.foundation import alerts
from services.matching_runs import runs
from services.statistics import agency_counts, publication
from tests import factories
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation, login
from tests.integration.search_steps import ask
from tests.web_server import Server

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# Debian's chromium, without requests to other hosts
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (390, 1280)
# Messages that are expected: the browser's own message about a refused request, and two of htmx for
# a request that the next keystroke cancelled (hx-sync). The latter appear on slow machines only.
EXPECTED = ("Failed to load resource", "htmx:afterRequest, ", "htmx:sendAbort, ")


def chromium() -> str:
    """Return the browser of the distribution.

    Without one the tests are skipped, or fail if every service is required.
    """
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        missing = "no chromium: apt-get install chromium"
        if os.environ.get("HOMEWARD_REQUIRE_SERVICES"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Served:
    """A served installation: its address."""

    url: str
    installation: Installation


@dataclasses.dataclass(frozen=True, slots=True)
class World(Served):
    """A served installation and its records."""

    missing: UUID
    found: UUID
    match: UUID


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Path:
    """A closed installation on SQLite to be copied.

    Pages do not depend on the database.
    """
    path = tmp_path_factory.mktemp("empty")
    factories.make_template(path, keys)
    return path


@pytest.fixture(scope="module")
def world(empty: Path, tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Iterator[World]:
    """A child missing in Greece and found in Germany, matched, behind a server."""
    made = factories.copy_installation(empty, tmp_path_factory.mktemp("world") / "data", keys)
    missing = made.register(MISSING, made.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    found = made.register(FOUND, made.actor(Role.CASEWORKER, "DE-JUG"))
    made.register(OTHER, made.actor(Role.CASEWORKER, "DE-JUG"))
    made.work()
    _leave_traces(made)
    match = made.read_one(select(Match.public_id))
    with Server(create_app(made.context.settings, context=made.context, database=made.app)) as url:
        yield World(url, made, missing, found, match)
    made.close()


def _leave_traces(made: Installation) -> None:
    """Create what oversight and administration show: an unsigned search, an alert, a run."""
    officer = made.actor(Role.LIAISON_OFFICER, "DE-POL")
    ask(made, officer)
    with made.database.transaction() as session:
        alerts.raise_alert(session, made.context, officer, "query_burst", None)
        runs.start_matching_run(
            session, made.context, made.actor(Role.ADMINISTRATOR), kind="crossmatch"
        )
        form = ServiceForm(
            state="DE",
            kind="legal_aid",
            name="Lawyers (fictional)",
            languages=("eng", "prs"),
            hours="day and night",
            reach="+32 2 555 02 00",
        )
        directory.add_service(session, made.context, made.actor(Role.ADMINISTRATOR), form)
        for cell, n in (
            ("found|yes|12-15", 240),
            ("found|yes|16-17", 31),
            ("found|yes|several", None),
        ):
            session.add(
                StatisticCell(cube="age_bands", cell=cell, counted_at=made.context.clock.now(), n=n)
            )
        agency_counts.store_counts(
            session,
            publication.count_everything(session, made.context).by_agency,
            made.context.clock.now(),
        )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        launched.close()


class Watched:
    """A page that records its errors.

    These are messages of the console, script errors, violations of the policy, and requests to
    other hosts.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.complaints: list[str] = []
        page.on(
            "console",
            lambda message: (
                self._complain(message.text) if message.type in {"error", "warning"} else None
            ),
        )
        page.on("pageerror", lambda error: self._complain(str(error)))
        page.on(
            "request",
            lambda sent: None if sent.url.startswith(url) else self._complain(sent.url),
        )

    def _complain(self, text: str) -> None:
        if not text.startswith(EXPECTED):
            self.complaints.append(text)

    def enter(self, installation: Installation, role: Role, agency: str) -> Page:
        """Continue as a role of an agency, with a new session."""
        return self.enter_as(installation, login(role, agency))

    def enter_as(self, installation: Installation, name: str) -> Page:
        """Continue with a sign-in name and a new session."""
        with installation.database.transaction() as session:
            known = accounts.find_login(session, installation.context, name)
            assert known.user_id is not None
            opened = sessions.open_session(
                session, installation.context, known.user_id, acting_state=None
            )
        self.page.context.add_cookies(
            [{"name": "homeward", "value": opened.token, "url": self.url}]
        )
        self.page.goto(self.url)
        return self.page


@pytest.fixture
def open_page(browser: Browser, world: Served) -> Iterator[Callable[..., Watched]]:
    """Return a function that opens a page in a new browser context.

    Fail at the end if any page recorded an error.
    """
    opened: list[tuple[BrowserContext, Watched]] = []

    def make(width: int = 1280, **options: Any) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        watched = Watched(context.new_page(), world.url)
        opened.append((context, watched))
        return watched

    yield make
    complaints = [one for _, watched in opened for one in watched.complaints]
    for context, _ in opened:
        context.close()
    assert complaints == []
