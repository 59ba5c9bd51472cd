"""Two stores that differ in one fact of a hidden record, and the desks that work in both of
them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import os
import random
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import URL, event

from api.app import create_app
from core.policy.roles import Role
from core.security.crypto import Keyring
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies import accounts, agency_register, sessions
from services.agencies.accounts import INSTALLER, UserForm
from services.case import reporters
from services.case.guardians import GuardianForm
from services.case.reporters import ReporterForm
from services.consent import guardian_appointments
from services.foundation import jobs
from services.foundation.feature_store import FeatureStore
from services.foundation.population_snapshot import SnapshotStore
from services.statistics import random_sample
from tests import factories, postgres
from tests.described_client import DescribedClient
from tests.factories import CHECKED, LAWFUL, NOW, OTHER, PASSWORD, Installation
from tests.integration.consent_steps import FORM, put_in_force
from tests.integration.noninterference.cases import Case, Columns
from tests.integration.noninterference.observed import Observed, difference
from workers.handlers import HANDLERS
from workers.runtime import Runtime

RESPONSIBLE, VIEWER, VIEWERS_POLICE = "DE-JUG", "GR-CPA", "GR-POL"
RESPONSIBLE_AGENCIES_POLICE = "DE-POL"
SOFTWARE = "software"
SECOND = "second.gr-cpa"
# Desk -> sign-in name. The software of the viewer's agency has a token instead.
DESKS = {
    "caseworker": "caseworker.gr-cpa",
    "supervisor": "supervisor.gr-cpa",
    "second supervisor": SECOND,
    "liaison officer": "liaison_officer.gr-pol",
    "police supervisor": "supervisor.gr-pol",
    "responsible": "caseworker.de-jug",
    "responsible agency's supervisor": "supervisor.de-jug",
    "third agency": "caseworker.fr-116",
    "third agency's supervisor": "supervisor.fr-116",
}
CASE_ROLES = ("caseworker", "supervisor", "liaison officer")


_MANDATE = {"name": "Helga Brand", "appointed_at": NOW - timedelta(days=2), "document": "7 F 1/26"}
GUARDIANS = {
    "person": GuardianForm(authority="court", **_MANDATE),
    "emergency": GuardianForm(
        authority="youth_office", legal_ground="provisional_care", **_MANDATE
    ),
}
# the third agency sees the hidden record where the viewer does
CONSENT = dataclasses.replace(
    FORM, scopes=frozenset({"identity"}), recipients=frozenset({"GR", "FR"})
)


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """A closed installation to copy: its files, its database if it is on a server, and the token of
    the software.
    """

    path: Path
    url: URL | None
    token: str


def prepare(template: tuple[Path, URL | None], path: Path, keys: Keyring) -> Prepared:
    """Make the installation that twins are copies of: a second supervisor, a token, and records of
    other people.
    """
    url = None if template[1] is None else postgres.create(template[1].database)
    one = factories.copy_installation(template[0], path, keys, url)
    with one.database.transaction() as session:
        agency = agency_register.find_agency(session, VIEWER)
        second = UserForm(SECOND, "Somebody", Role.SUPERVISOR, PASSWORD)
        accounts.add_user(session, one.context, INSTALLER, agency, second)
        token = factories.software_token(session, one.context, VIEWER)
    for number, (who, kind) in enumerate(
        itertools.product((RESPONSIBLE, VIEWER), ("found", "missing"))
    ):
        one.register(
            {**OTHER, "kind": kind, "record_ref": f"B-{number}"}, one.actor(Role.CASEWORKER, who)
        )
    one.work()
    one.close()
    return Prepared(path, url, token)


class Twin:
    """One of two stores: its desks, the ids that the viewer knows, and the observations of the
    viewer.
    """

    def __init__(self, app: FastAPI, client: TestClient, one: Installation, token: str) -> None:
        # The API keeps no opened rows: whether one is at hand depends on what other people did
        # before.
        one.context = dataclasses.replace(one.context, features=FeatureStore(max_bytes=0))
        self.one, self.observed = one, Observed()
        self._app, self._client, self._token = app, client, token
        self._cookies: dict[str, str] = {}
        self._statements = 0
        self.numbers = itertools.count(1)
        self.hidden = ""
        # registers another record like the hidden one, with a reference, for an agency
        self.hide: Callable[..., uuid.UUID] = lambda *_: uuid.UUID(int=0)
        self.own: list[str] = []  # ids of the viewer's records
        self.met: dict[str, list[str]] = {}  # ids of other objects, by kind
        self.desks: dict[str, str] = {}  # id -> desk that works on it
        self._runtime = Runtime(one.context.settings)
        worker = Database(one.app.url, door=DatabaseRole.WORKER)
        # a worker is a process of its own
        apart = dataclasses.replace(
            one.context, features=FeatureStore(), rarity=SnapshotStore(one.context.engine.version)
        )
        self._runtime.__dict__.update(context=apart, database=worker)
        event.listen(one.app.engine, "before_cursor_execute", self._count)
        self.sign_in()

    def _count(self, *_: object) -> None:
        self._statements += 1

    def close(self) -> None:
        """Close every connection."""
        self._runtime.database.dispose()
        self.one.close()

    def sign_in(self) -> None:
        """Open a new session for every person whose account is not closed."""
        with self.one.database.transaction() as session:
            for who, login in DESKS.items():
                user_id = accounts.find_login(session, self.one.context, login).user_id
                if user_id is None:  # the account ended with its agency
                    assert "closing" in self.met
                    continue
                opened = sessions.open_session(
                    session, self.one.context, user_id, acting_state=None
                )
                self._cookies[who] = f"homeward={opened.token}"

    def ask(self, who: str, method: str, path: str, **words: Any) -> Any:
        """Send a request as a desk and return the answer, without keeping it as an observation."""
        self._app.state.context, self._app.state.database = self.one.context, self.one.app
        entry = (
            {"Authorization": f"Bearer {self._token}"}
            if who == SOFTWARE
            else {"Cookie": self._cookies[who]}
        )
        return self._client.request(
            method, path, **{**words, "headers": {**words.get("headers", {}), **entry}}
        )

    def view(self, who: str, method: str, path: str, **words: Any) -> Any:
        """Send a request as the viewer, who observes the answer."""
        self._statements = 0
        answer = self.ask(who, method, path, **words)
        self.observed.note(f"{who}: {method} {path}", answer, self._statements)
        return answer

    def work(self) -> None:
        """Run every job that is due, as a worker does."""
        runtime = self._runtime
        while True:
            with runtime.database.transaction(is_read_only=True) as session:
                job_ids = jobs.unpublished_jobs(session, self.one.context, limit=100)
            if not job_ids:
                return
            for job_id in job_ids:
                with runtime.database.transaction() as session:
                    claimed = jobs.claim(session, self.one.context, job_id, owner="test")
                if claimed is not None:
                    HANDLERS[claimed.kind](runtime, claimed)

    def move(self, minutes: int) -> None:
        """Move the clock and open new sessions for all people."""
        self.one.clock.move(timedelta(minutes=minutes))
        self.sign_in()


@dataclasses.dataclass(frozen=True, slots=True)
class Twins:
    """The two stores of a case. Each step is taken in both, with equal answers to the viewer."""

    case: Case
    left: Twin
    right: Twin
    taken: list[tuple[str, int]] = dataclasses.field(default_factory=list)

    def do(self, step: Callable[..., None], number: int = 0, **words: Any) -> None:
        """Take one step in both twins and run its jobs; raise `AssertionError` if the viewer sees a
        difference.
        """
        start = len(self.left.observed.notes)
        self.taken.append((step.__name__, number))
        for twin in (self.left, self.right):
            self._take(twin, step, number, **words)
        found = difference(self.left.observed, self.right.observed, start)
        assert not found, f"{self.case}, after {self.taken}\n{found}"

    def do_in(self, twin: Twin, step: Callable[..., None], number: int = 0, **words: Any) -> None:
        """Take a step of the responsible agency in one twin only, and run its jobs."""
        self.taken.append((f"{step.__name__} in one twin", number))
        self._take(twin, step, number, **words)

    def _take(self, twin: Twin, step: Callable[..., None], number: int, **words: Any) -> None:
        with chance_fixed(twin.numbers):
            step(twin, self.case, number, **words)
            twin.work()


class _Numbered:
    """Replacement of the module `os` inside `uuid`: its bytes count up, so that ids sort by
    creation in both twins.
    """

    def __init__(self, numbers: Iterator[int]) -> None:
        self._numbers = numbers

    def urandom(self, size: int) -> bytes:
        """Return the next number as the first bytes."""
        return next(self._numbers).to_bytes(6, "big").ljust(size, b"\0")

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


@contextlib.contextmanager
def chance_fixed(numbers: Iterator[int]) -> Iterator[None]:
    """Make random draws and new ids repeatable, so that they are the same in both twins."""
    with (
        mock.patch.object(random, "SystemRandom", side_effect=lambda: random.Random(0)),
        mock.patch.object(random_sample, "_CHANCE", random.Random(0)),
        mock.patch.object(uuid, "os", _Numbered(numbers)),
    ):
        yield


class Stores:
    """Builds the twins of a case from a prepared installation. One application serves all of them
    in turn.
    """

    def __init__(self, prepared: Prepared, folder: Path, keys: Keyring) -> None:
        self._prepared, self._folder, self._keys = prepared, folder, keys
        self._numbers = itertools.count()
        self._app: FastAPI | None = None

    @contextlib.contextmanager
    def twins(self, case: Case) -> Iterator[Twins]:
        """Open the two stores of a case."""
        with self._twin(case, 0) as left, self._twin(case, 1) as right:
            yield Twins(case, left, right)

    @contextlib.contextmanager
    def single(self, case: Case) -> Iterator[Twin]:
        """Open one store of a case."""
        with self._twin(case, 0) as one:
            yield one

    @contextlib.contextmanager
    def _twin(self, case: Case, side: int) -> Iterator[Twin]:
        prepared = self._prepared
        url = None if prepared.url is None else postgres.create(prepared.url.database)
        one = factories.copy_installation(
            prepared.path, self._folder / f"{next(self._numbers)}", self._keys, url
        )
        if self._app is None:
            self._app = create_app(one.context.settings, context=one.context, database=one.app)
        twin = Twin(
            self._app,
            DescribedClient(self._app, raise_server_exceptions=False),
            one,
            prepared.token,
        )
        with chance_fixed(twin.numbers):
            twin.hide = functools.partial(_hide, one, case, side)
            twin.hidden = str(twin.hide("H-1"))
            twin.work()
        yield twin
        twin.close()
        if url is not None:
            postgres.drop(url)


def _hide(
    one: Installation, case: Case, side: int, reference: str, agency: str = RESPONSIBLE
) -> uuid.UUID:
    """Register the hidden record of a twin with the sharing of the case."""
    row: Columns = {**case.hidden(side), "kind": case.kind, "record_ref": reference}
    declaration = LAWFUL if case.kind == "found" else CHECKED
    if case.view == "barred":
        declaration = dataclasses.replace(declaration, international_protection="applicant")
    elif case.kind == "missing" or case.view != "link":
        row["sharing"] = case.view
    if case.kind == "missing":
        row["recipients"] = ["GR", "FR"]
    role = Role.LIAISON_OFFICER if agency == RESPONSIBLE_AGENCIES_POLICE else Role.CASEWORKER
    responsible = one.actor(role, agency)
    hidden = one.register(row, responsible, declaration)
    if case.kind == "found" and case.view not in ("none", "barred"):
        put_in_force(one, hidden, CONSENT)
    if case.fact.name == "guardian":
        paper = GUARDIANS[case.fact.values[side]]
        one.do(responsible, guardian_appointments.appoint_guardian, hidden, paper)
    if case.fact.name == "reporter":
        assert case.fact.around is not None
        name, phone = case.fact.around(case.fact.values[side])
        form = ReporterForm(name, (phone,), "mother", "passport seen", "family register")
        one.do(responsible, reporters.store_reporter, hidden, form)
    return hidden
