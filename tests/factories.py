"""Create test data: an installation with agencies of several states and people of every role.

All data is synthetic.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import io
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from unittest import mock
from uuid import UUID, uuid4

from sqlalchemy import URL, Executable, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TypedReturnsRows

from core.clock import ManualClock
from core.codes.agencies import AgencyKind
from core.codes.approvals import ApprovalKind, ApprovalState
from core.policy.actions import TokenScope
from core.policy.roles import Role
from core.policy.sharing.information_flow import KNOWLEDGE_BY_BAND
from core.security.crypto import Keyring
from core.security.passwords import hash_password
from core.settings import Settings
from matching import BANDS, Engine
from models.matching_runs.match import Match, Score
from models.operations.job import Job
from models.oversight.alert import Alert
from models.records.record import Record
from models.row_security import row_level_security
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies import accounts, agency_register, system_tokens
from services.agencies.accounts import INSTALLER, UserForm
from services.agencies.agency_register import AgencyForm
from services.approvals import approval_requests
from services.foundation import actor_database_role, jobs, store_versions
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.feature_store import FeatureStore
from services.foundation.jobs import JobTarget
from services.foundation.population_snapshot import SnapshotStore
from services.records import new_records
from services.records.intake import preparation
from services.records.intake.preparation import Declaration
from services.sharing import notification_lists
from tests import engines
from workers.handlers import HANDLERS
from workers.runtime import Runtime

engines.share_compiled_statements()  # before any test opens a database

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PASSWORD = "a long enough password"
ORIGIN = "https://testserver"  # the host name of Starlette's test client
APP_LOGIN = "homeward test-app"
Value = TypeVar("Value")
Answer = TypeVar("Answer")
Rest = ParamSpec("Rest")
# name of a database -> its prepared, closed installation to copy
Templates = Callable[[str], tuple[Path, URL | None]]

# code -> (kind, state)
AGENCIES = {
    "GR-POL": ("police", "GR"),
    "GR-CPA": ("protection", "GR"),
    "DE-JUG": ("protection", "DE"),
    "DE-POL": ("police", "DE"),
    "FR-116": ("hotline", "FR"),
    "CH-CPA": ("protection", "CH"),
}
PEOPLE = (
    Role.CASEWORKER,
    Role.SUPERVISOR,
    Role.LIAISON_OFFICER,
    Role.AUDITOR,
    Role.ANALYST,
    Role.ADMINISTRATOR,
)

# A person's answers about a found child, so that its record opens.
ANSWERED: dict[str, str | Sequence[str]] = {"dangers": ["none"], "trafficking_status": "unknown"}
MISSING: dict[str, str | Sequence[str]] = {
    "record_ref": "M-1",
    "kind": "missing",
    "full_name": "Shekiba Rahimzadah",
    "birth_date": "2009-07-10",
    "sex": "F",
    "nationalities": ["AF"],
    "event_date": "2023-09-14",
    "event_country": "GR",
    "event_place": "Lesvos",
    "relatives": ["mother:Golchehra"],
    "height_cm": "150",
    "eyes": "brown",
    "hair": "black",
    "marks": ["burn:forearm:left"],
    "description": "Separated in a crowd.",
    "recipients": ["DE", "FR"],
}
FOUND: dict[str, str | Sequence[str]] = {
    "record_ref": "F-1",
    "kind": "found",
    "name_native": "شکیبا رحیم زاده",
    "birth_date": "2009-07-10",
    "sex": "F",
    "nationalities": ["AF"],
    "event_date": "2024-02-03",
    "event_country": "DE",
    "event_place": "Hamburg",
    "relatives": ["mother:گلچهره"],
    "height_cm": "153",
    "eyes": "brown",
    "hair": "black",
    "marks": ["burn:forearm:left"],
    "care": "residential",
    "description": "Asks to call her brother.",
    **ANSWERED,
}
OTHER: dict[str, str | Sequence[str]] = {
    "record_ref": "O-1",
    "kind": "found",
    "full_name": "Dmytro Kovalchuk",
    "birth_date": "2012-11-05",
    "sex": "M",
    "nationalities": ["UA"],
    "event_date": "2024-05-01",
    "event_country": "DE",
    "height_cm": "141",
    "eyes": "blue",
    **ANSWERED,
}
CHECKED = Declaration("led_8_10", "checked", "no")
LAWFUL = Declaration("gdpr_6_1_e_9_2_g", "unverified", "no")

# Neither side of a match knows it yet.
UNKNOWN = dict.fromkeys(("low_known", "high_known", "low_notified", "high_notified"), 0)


@functools.cache
def engine() -> Engine:
    return Engine()


def software_token(
    session: Session,
    context: Context,
    agency: str,
    scopes: Collection[TokenScope] = frozenset(TokenScope),
) -> str:
    """Issue a token of an agency's software, with every scope and a label of its own, approved.

    The agency's supervisor issues it. Without a supervisor the server does, which raises an alert.
    """
    name = login(Role.SUPERVISOR, agency)
    has_supervisor = accounts.find_login(session, context, name).user_id is not None
    asker = accounts.actor_of(session, context, name) if has_supervisor else INSTALLER
    asked = system_tokens.ask_token(
        session,
        context,
        asker,
        label=uuid4().hex,
        scopes=scopes,
        agency=agency_register.find_agency(session, agency),
    )
    approve_token(session, asked.id)
    return system_tokens.issue_token(session, context, asker, asked.id).token


def approve_token(session: Session, token_id: UUID) -> None:
    """Approve a token as a second person would, where a test has no such person."""
    row = approval_requests.of_subject(session, ApprovalKind.SYSTEM_TOKEN, token_id)
    row.state = ApprovalState.APPROVED
    session.flush()


def picture(width: int, height: int, form: str = "PNG") -> bytes:
    """Return a single-colour picture as a camera or scanner would send it."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 120, 40)).save(out, form)
    return out.getvalue()


def add_match(  # noqa: PLR0913 - values that tests vary
    session: Session,
    low: int,
    high: int,
    now: datetime,
    *,
    state: str,
    band: int,
    bits: float,
    probability: float,
) -> Match:
    """Store a match of two records with its score, as if the engine had found it.

    Both sides know all of the match.
    """
    known = KNOWLEDGE_BY_BAND[BANDS[band]]
    sides = {f"{end}_{what}": known for end in ("low", "high") for what in ("known", "notified")}
    match = Match(
        public_id=uuid4(), low=low, high=high, state=state, version=1, created_at=now, **sides
    )
    session.add(match)
    session.flush()
    score = Score(
        match_id=match.id,
        low_version=1,
        high_version=1,
        engine_version="5.a.1",
        bits=bits,
        probability=probability,
        amount=20.0,
        band=band,
        link_band=band,
        kinds=2,
        levels=b"",
        created_at=now,
    )
    session.add(score)
    session.flush()
    match.score_id = score.id
    return match


@dataclasses.dataclass(slots=True)
class Installation:
    """A database with its context, and shortcuts for frequent steps of tests."""

    context: Context
    database: Database
    clock: ManualClock
    app: Database
    """Signed in as the processes are: on PostgreSQL without any right but to enter by a door."""

    def actor(self, role: Role, agency: str = "DE-JUG") -> Actor:
        with self.database.transaction(is_read_only=True) as session:
            return accounts.actor_of(session, self.context, login(role, agency))

    def register(
        self,
        row: Mapping[str, str | Sequence[str]],
        actor: Actor,
        declaration: Declaration = LAWFUL,
    ) -> UUID:
        prepared = preparation.prepare(
            self.context, row, declaration, source=actor.agency_kind, state=actor.state
        )
        with self.database.transaction() as session:
            return new_records.register_record(session, self.context, actor, prepared).public_id

    @contextlib.contextmanager
    def acting(self, actor: Actor) -> Iterator[Session]:
        """Open a transaction under the database role of an actor, as a request does.

        On PostgreSQL, row-level security applies.
        """
        with self.app.transaction() as session:
            actor_database_role.enter_role(session, actor)
            yield session

    def do(
        self,
        actor: Actor,
        service: Callable[Concatenate[Session, Context, Actor, Rest], Answer],
        /,
        *arguments: Rest.args,
        **words: Rest.kwargs,
    ) -> Answer:
        """Call a service as a request of an actor does."""
        with self.acting(actor) as session:
            return service(session, self.context, actor, *arguments, **words)

    def read_all(self, query: TypedReturnsRows[Value]) -> list[Value]:
        """Return the first column (or the object) of each row of a query."""
        with self.database.transaction(is_read_only=True) as session:
            return list(session.scalars(query))

    def read_one(self, query: TypedReturnsRows[Value]) -> Value:
        """Return the first column (or the object) of a query's only row."""
        with self.database.transaction(is_read_only=True) as session:
            return session.scalars(query).one()

    def read_rows(self, query: Executable) -> list[Any]:
        """Return the rows of a query of several columns."""
        with self.database.transaction(is_read_only=True) as session:
            return list(session.execute(query))

    def change(self, statement: Executable) -> None:
        """Execute a statement as the owner of the tables, as no user can."""
        with self.database.transaction() as session:
            session.execute(statement)

    def row_of(self, record: UUID) -> Record:
        with self.database.transaction(is_read_only=True) as session:
            return session.scalars(select(Record).where(Record.public_id == record)).one()

    def count(self, table: Any, *where: Any) -> int:
        """Return how many rows of a table meet all conditions."""
        with self.database.transaction(is_read_only=True) as session:
            return session.scalar(select(func.count()).select_from(table).where(*where)) or 0

    def alerts(self) -> list[tuple[str, UUID | None]]:
        """Return kind and subject of every alert, oldest first."""
        with self.database.transaction(is_read_only=True) as session:
            rows = session.scalars(select(Alert).order_by(Alert.id))
            return [(row.kind, row.subject) for row in rows]

    def notifications(self, actor: Actor) -> list[tuple[str, UUID | None]]:
        """Return kind and record of every notification that an actor reads."""
        return [
            (notification.kind, notification.record)
            for notification in self.do(actor, notification_lists.list_notifications)
        ]

    def close(self) -> None:
        """Close all connections."""
        self.database.dispose()
        self.app.dispose()

    def refuse_rows(self, table: str) -> None:
        """Make the database refuse every new row of a table from now on."""
        if self.database.is_sqlite:
            statement = (
                f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT,"
                " 'full'); END"
            )
        else:
            statement = f"ALTER TABLE {table} ADD CONSTRAINT full_now CHECK (false) NOT VALID"
        with self.database.transaction() as session:
            session.execute(text(statement))

    def enqueue(
        self,
        kind: str = "match",
        count: int = 1,
        *,
        agency_id: int = 0,
        priority: int | None = None,
    ) -> list[int]:
        """Write jobs without a subject; return their ids."""
        with self.database.transaction() as session:
            last = session.scalar(select(func.max(Job.id))) or 0
            targets = [JobTarget(agency_id=agency_id)] * count
            jobs.enqueue(session, self.context, kind, targets, priority=priority)
            return list(session.scalars(select(Job.id).where(Job.id > last).order_by(Job.id)))

    def pass_deadlines(self) -> None:
        """Run the worker's job for deadlines, and the jobs that it makes."""
        self.enqueue("deadlines")
        self.work()

    def work(self, limit: int = 10_000) -> int:
        """Run all due jobs in this process, as a worker would. Return how many."""
        runtime = Runtime(self.context.settings)
        worker = Database(self.app.url, door=DatabaseRole.WORKER)
        runtime.__dict__.update(context=self.context, database=worker)
        try:
            return self._work(runtime, limit)
        finally:
            worker.dispose()

    def _work(self, runtime: Runtime, limit: int) -> int:
        done = 0
        while done < limit:
            with runtime.database.transaction(is_read_only=True) as session:
                job_ids = jobs.unpublished_jobs(session, self.context, limit=100)
            if not job_ids:
                return done
            for job_id in job_ids:
                with runtime.database.transaction() as session:
                    claimed = jobs.claim(session, self.context, job_id, owner="test")
                if claimed is not None:
                    HANDLERS[claimed.kind](runtime, claimed)
                    done += 1
        return done


def login(role: Role, agency: str) -> str:
    return f"{role.value}.{agency}".lower()


def make_context(path: Path, keys: Keyring, url: URL | None = None) -> Context:
    shared = engine()
    database = "" if url is None else url.render_as_string(hide_password=False)
    # all clients of a test have one address
    settings = Settings(
        data_dir=path, database_url=database, origins=ORIGIN, requests_per_address=0
    )
    return Context(
        settings, ManualClock(NOW), keys, shared, FeatureStore(), SnapshotStore(shared.version)
    )


def open_installation(path: Path, keys: Keyring, url: URL | None = None) -> Installation:
    context = make_context(path, keys, url)
    assert isinstance(context.clock, ManualClock)
    responsible = Database(context.settings.database)
    login = responsible.url if url is None else url.set(username=APP_LOGIN, password=PASSWORD)
    return Installation(
        context, responsible, context.clock, Database(login, door=DatabaseRole.SIGN_IN)
    )


def make_installation(path: Path, keys: Keyring, url: URL | None = None) -> Installation:
    """Create an installation with every agency of `AGENCIES` and one person per role in each."""
    made = open_installation(path, keys, url)
    store_versions.bring_up(made.database)
    if url is not None:
        with made.database.engine.begin() as connection:
            row_level_security.grant_login(connection, APP_LOGIN, PASSWORD)
            # The server's clock is not the one that tests move.
            connection.exec_driver_sql("ALTER TABLE audit ALTER COLUMN server_at DROP DEFAULT")
    with made.database.transaction() as session:
        for code, (kind, state) in AGENCIES.items():
            pattern = rf"{state}-\d{{4}}-\d{{3}}"
            form = AgencyForm(
                code=code,
                name=f"{code} (fictional)",
                kind=AgencyKind(kind),
                state=state,
                phone="+32 2 555 01 00",
                case_number_pattern=pattern,
                supervisory_authority="DPA",
                data_protection_contact="dpo",
            )
            agency = agency_register.add_agency(session, made.context, INSTALLER, form)
            for role in PEOPLE:
                user = UserForm(login(role, code), "Somebody", role, PASSWORD)
                accounts.add_user(session, made.context, INSTALLER, agency, user)
    return made


def make_template(path: Path, keys: Keyring, url: URL | None = None) -> None:
    """Create a closed installation for copying.

    Its only password is hashed once, because hashing is slow on purpose.
    """
    stored = hash_password(PASSWORD)
    with mock.patch.object(accounts, "hash_password", return_value=stored):
        make_installation(path, keys, url).close()


def copy_installation(
    template: Path, path: Path, keys: Keyring, url: URL | None = None
) -> Installation:
    """Return a copy of a closed installation (`url`: its copied database).

    This is faster than creating one.
    """
    shutil.copytree(template, path, dirs_exist_ok=True)
    return open_installation(path, keys, url)
