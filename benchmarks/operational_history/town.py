"""The simulated installation: staff of the agencies, a clock that is moved, and a diary of acts.

Every act is a transaction of a signed-in person, as the interface makes it. A refusal by a service
is counted, and written to the audit log under the interface's name of the act. All writes go
through the services.
"""

from __future__ import annotations

import contextlib
import dataclasses
import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cli import demo_world
from cli.demo_world import Account
from core.clock import ManualClock
from core.errors import HomewardError
from core.policy.roles import Role
from models.agencies.agency import Agency
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies import accounts, agency_register, user_directory
from services.agencies.accounts import INSTALLER, UserForm
from services.foundation import actor_database_role, audit_log, checkpoints, jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.operations import schedule
from workers.execution import run_jobs
from workers.runtime import Runtime

Act = Callable[[], None]
Does = Callable[[Session, Actor], object]
WAITING = 200  # jobs requested at once
UNITS = ("intake", "families", "direction")


@dataclasses.dataclass(frozen=True, slots=True)
class AgencyStaff:
    """The staff of an agency: a caseworker and two supervisors, each in a different unit."""

    agency: str
    state: str
    is_police: bool
    worker: str
    supervisor: str
    second: str

    @property
    def recorder(self) -> str:
        """Return the person who records consents.

        At the police it is the second supervisor, because officers may not record consents.
        """
        return self.second if self.is_police else self.worker


@dataclasses.dataclass(frozen=True, slots=True)
class OversightStaff:
    """The two auditors and the analyst."""

    first: str
    second: str
    analyst: str


class SimulatedInstallation:
    """The installation, its people and its diary."""

    def __init__(self, context: Context, database: Database, *, seed: int, start: datetime) -> None:
        self.clock = ManualClock(start)
        self.context = dataclasses.replace(context, clock=self.clock)
        self.database = database
        self.draw = random.Random(seed)
        self.refused: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.remembered: dict[
            str, list[UUID]
        ] = {}  # placeholder of an id in an address -> ids that are in no list
        self.made = demo_world.make_accounts(self.context, database)
        self.crews, self.auditors = self._crews()
        self._diary: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()
        self._runtime = Runtime(context.settings)
        worker = Database(database.url, door=DatabaseRole.WORKER)
        self._runtime.__dict__.update(context=self.context, database=worker)

    def _crews(self) -> tuple[Mapping[str, AgencyStaff], OversightStaff]:
        crews = {}
        for row in demo_world.agency_rows():
            code, is_police = row["code"], row["kind"] == "police"
            worker = demo_world.find_account(
                self.made, Role.LIAISON_OFFICER if is_police else Role.CASEWORKER, code
            )
            supervisor = demo_world.find_account(self.made, Role.SUPERVISOR, code)
            second = self._join(Role.SUPERVISOR, code)
            crew = AgencyStaff(
                code, row["state"], is_police, worker.login, supervisor.login, second.login
            )
            for login, unit in zip((crew.worker, crew.supervisor, crew.second), UNITS, strict=True):
                self._set_unit(login, unit)
            crews[code] = crew
        first = next(account for account in self.made if account.role is Role.AUDITOR)
        analyst = next(account for account in self.made if account.role is Role.ANALYST)
        return crews, OversightStaff(
            first.login, self._join(Role.AUDITOR, first.agency).login, analyst.login
        )

    def _join(self, role: Role, code: str) -> Account:
        """Add a second person with this role to an agency."""
        first = demo_world.find_account(self.made, role, code)
        joined = dataclasses.replace(first, login=f"second.{first.login}")
        with self.database.transaction(door=DatabaseRole.OFFICE) as session:
            agency = agency_register.find_agency(session, code)
            form = UserForm(joined.login, f"second {role.value} {code}", role, joined.password)
            accounts.add_user(session, self.context, INSTALLER, agency, form)
        self.made.append(joined)
        return joined

    def _set_unit(self, login: str, unit: str) -> None:
        with self.database.transaction(door=DatabaseRole.OFFICE) as session:
            user = accounts.actor_of(session, self.context, login).public_id
            assert user is not None
            user_directory.set_unit(session, self.context, INSTALLER, user, unit)

    # --- acts
    # ----------------------------------------------------------------------

    def as_(self, login: str, name: str, does: Does) -> object | None:
        """Perform an act as this person now.

        Return None if it was refused; the audit log then has the refusal under the act's name.
        """
        try:
            with self.signed_in(login) as (session, actor):
                found = does(session, actor)
        except HomewardError as error:
            self.refused[f"{name}: {error.code}"] += 1
            with self.database.transaction() as session:
                actor = accounts.actor_of(session, self.context, login)
                audit_log.record_event(
                    session, self.context, actor, audit_log.AuditEvent(name, error.code)
                )
            return None
        self.done[name] += 1
        return found if found is not None else True

    @contextlib.contextmanager
    def signed_in(self, login: str) -> Iterator[tuple[Session, Actor]]:
        """Yield a transaction of this person under the person's database role."""
        with self.database.transaction() as session:
            actor = accounts.actor_of(session, self.context, login)
            actor_database_role.enter_role(session, actor)
            yield session, actor

    def looking(self) -> contextlib.AbstractContextManager[Session]:
        """Return a read-only transaction in which a benchmark finds work."""
        return self.database.transaction(is_read_only=True, door=DatabaseRole.WORKER)

    def remember(self, place: str, public_id: UUID) -> None:
        """Keep an id for pages that need it."""
        self.remembered.setdefault(place, []).append(public_id)

    # --- time
    # ----------------------------------------------------------------------

    def at(self, moment: datetime, act: Act) -> None:
        """Add an act to the diary, at the earliest now."""
        heapq.heappush(self._diary, (max(moment, self.clock.now()), next(self._numbers), act))

    def in_(self, act: Act, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Add an act to the diary after this time."""
        self.at(self.clock.now() + timedelta(days=days, hours=hours, minutes=minutes), act)

    def live(self, until: datetime) -> None:
        """Perform the acts of the diary up to a time. Later acts are never performed."""
        while self._diary and self._diary[0][0] <= until:
            self.clock.moment, _, act = heapq.heappop(self._diary)
            act()
        self.clock.moment = until

    def work(self) -> None:
        """Run all waiting jobs and sign the audit log, like worker and scheduler."""
        database = self._runtime.database
        while True:
            with database.transaction(is_read_only=True) as session:
                waiting = jobs.unpublished_jobs(session, self.context, limit=WAITING)
            if not waiting:
                break
            run_jobs(self._runtime, waiting)
        self.sign()

    def sign(self) -> None:
        """Sign the audit log, as the scheduler does every half minute."""
        with self._runtime.database.transaction(is_read_only=True) as session:
            checkpoints.sign_newest(session, self.context)

    def plan(self, kinds: Sequence[str]) -> None:
        """Start recurring work of these kinds, as the scheduler does."""
        for kind in kinds:
            with self.database.transaction(door=DatabaseRole.WORKER) as session:
                schedule.SCHEDULES[kind].start(session, self.context)

    def close(self) -> None:
        """Close the worker's connections."""
        self._runtime.database.dispose()

    # --- chance
    # ----------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        """Return whether an event with this probability happens."""
        return self.draw.random() < share

    def one_of(self, shares: Mapping[str, float]) -> str:
        """Return a random key, weighted by its share."""
        return self.draw.choices(list(shares), list(shares.values()))[0]

    def agency_codes(self) -> dict[int, str]:
        """Return the agencies' codes by id."""
        with self.looking() as session:
            return {agency.id: agency.code for agency in session.scalars(select(Agency))}
