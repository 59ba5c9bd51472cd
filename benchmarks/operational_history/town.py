"""Who lives in it and when what happens: crews of the agencies, a clock that is moved, a diary of
acts in order.

Every act is a transaction of a person who signed in, as the interface makes it; what a service
refuses is written to the trail under the interface's name of the act and counted. Nothing is
written past the services.
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
from services.agencies import accounts, agencies, user_directory
from services.agencies.accounts import INSTALLER, UserForm
from services.foundation import audit_log, checkpoints, database_roles, jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.operations import schedule
from workers.execution import run_jobs
from workers.runtime import Runtime

Act = Callable[[], None]
Does = Callable[[Session, Actor], object]
WAITING = 200  # jobs asked for at once
UNITS = ("intake", "families", "direction")


@dataclasses.dataclass(frozen=True, slots=True)
class AgencyStaff:
    """Those of an agency: who works, who decides, and a second one who decides. Each of a unit of
    its own.
    """

    agency: str
    state: str
    is_police: bool
    worker: str
    supervisor: str
    second: str

    @property
    def recorder(self) -> str:
        """Who takes a consent down: at the police the second supervisor, since officers take
        none.
        """
        return self.second if self.is_police else self.worker


@dataclasses.dataclass(frozen=True, slots=True)
class OversightStaff:
    """The two who oversee, and the analyst."""

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
        ] = {}  # place of an id in an address -> ids that no list would show
        self.made = demo_world.make_accounts(self.context, database)
        self.crews, self.auditors = self._crews()
        self._diary: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()
        self._runtime = Runtime(context.settings)
        worker = Database(database.url, door=DatabaseRole.WORKER)
        self._runtime.__dict__.update(context=self.context, database=worker)

    def _crews(self) -> tuple[Mapping[str, AgencyStaff], OversightStaff]:
        found = {}
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
            found[code] = crew
        first = next(account for account in self.made if account.role is Role.AUDITOR)
        analyst = next(account for account in self.made if account.role is Role.ANALYST)
        return found, OversightStaff(
            first.login, self._join(Role.AUDITOR, first.agency).login, analyst.login
        )

    def _join(self, role: Role, code: str) -> Account:
        """Add a second person of a role to an agency."""
        first = demo_world.find_account(self.made, role, code)
        joined = dataclasses.replace(first, login=f"second.{first.login}")
        with self.database.transaction(door=DatabaseRole.OFFICE) as session:
            agency = agencies.find_agency(session, code)
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
        """Let somebody do something now; None where it was refused, which the trail tells under the
        act's name.
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
        """Give a transaction of somebody, at their door."""
        with self.database.transaction() as session:
            actor = accounts.actor_of(session, self.context, login)
            database_roles.enter_role(session, actor)
            yield session, actor

    def looking(self) -> contextlib.AbstractContextManager[Session]:
        """Give a transaction in which a benchmark looks what there is to do; it writes nothing."""
        return self.database.transaction(is_read_only=True, door=DatabaseRole.WORKER)

    def remember(self, place: str, public_id: UUID) -> None:
        """Keep an id for whoever asks for a page of it."""
        self.remembered.setdefault(place, []).append(public_id)

    # --- time
    # ----------------------------------------------------------------------

    def at(self, moment: datetime, act: Act) -> None:
        """Put an act into the diary, now at the earliest."""
        heapq.heappush(self._diary, (max(moment, self.clock.now()), next(self._numbers), act))

    def in_(self, act: Act, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Put an act into the diary so much later."""
        self.at(self.clock.now() + timedelta(days=days, hours=hours, minutes=minutes), act)

    def live(self, until: datetime) -> None:
        """Do what the diary says up to a moment; what is to come later never happens."""
        while self._diary and self._diary[0][0] <= until:
            self.clock.moment, _, act = heapq.heappop(self._diary)
            act()
        self.clock.moment = until

    def work(self) -> None:
        """Do every job that waits, and sign the trail, as worker and scheduler do."""
        database = self._runtime.database
        while True:
            with database.transaction(is_read_only=True) as session:
                waiting = jobs.unpublished_jobs(session, self.context, limit=WAITING)
            if not waiting:
                break
            run_jobs(self._runtime, waiting)
        self.sign()

    def sign(self) -> None:
        """Sign the trail, as the scheduler does every half a minute."""
        with self._runtime.database.transaction(is_read_only=True) as session:
            checkpoints.sign_newest(session, self.context)

    def plan(self, kinds: Sequence[str]) -> None:
        """Start recurring work of these kinds, as the scheduler does."""
        for kind in kinds:
            with self.database.transaction(door=DatabaseRole.WORKER) as session:
                schedule.SCHEDULES[kind].start(session, self.context)

    def close(self) -> None:
        """Give back the worker's connections."""
        self._runtime.database.dispose()

    # --- chance
    # ----------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        """Tell whether something of this share happens."""
        return self.draw.random() < share

    def one_of(self, shares: Mapping[str, float]) -> str:
        """Draw a name by its share."""
        return self.draw.choices(list(shares), list(shares.values()))[0]

    def agency_codes(self) -> dict[int, str]:
        """Return the agencies' codes by id."""
        with self.looking() as session:
            return {agency.id: agency.code for agency in session.scalars(select(Agency))}
