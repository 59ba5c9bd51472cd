"""The store for `load.py`: people as from `homeward sample`, imported, with some sightings held
back.
"""

from __future__ import annotations

import contextlib
import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import text, update
from sqlalchemy.engine import make_url

from cli import demo_world
from cli.commands.demo import LEGAL_BASES
from cli.commands.intake import RowImport, run_import
from cli.demo_world import Account
from core.policy.roles import Role
from core.policy.search import IDENTIFYING_FACTS_NEEDED
from matching import Person
from models.operations.job import Job
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from sample_data.answers import with_answers
from sample_data.files import write_world
from sample_data.profiles import PROFILES
from services.exchange import csv_rows
from services.foundation import population_snapshot
from services.foundation.context import Context
from services.records.intake.preparation import Declaration
from services.search import person_search
from tests import postgres

SEED = 701
HELD = 200  # sightings that are not in the store
Row = dict[str, str]


@contextlib.contextmanager
def open_database(address: str, store: Path | None) -> Iterator[str]:
    """Yield the URL of an empty database, or of the kept store.

    A new database flushes to disk on commit, unlike the databases of tests.
    """
    url_path = None if store is None else store / "url"
    if address:
        yield address
        return
    if url_path is not None and url_path.exists():
        yield url_path.read_text("utf-8")
        return
    url = postgres.create()
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        name = sql.Identifier(url.database or "")
        connection.execute(sql.SQL("ALTER DATABASE {} RESET synchronous_commit").format(name))
    if url_path is not None:
        url_path.parent.mkdir(parents=True, exist_ok=True)
        url_path.write_text(plain, "utf-8")
        yield plain
        return
    try:
        yield plain
    finally:
        postgres.drop(make_url(plain))


@dataclass(slots=True)
class LoadWorld:
    """The records of a store, and the later arrivals: search rows, and sightings held back."""

    records: Path
    held: dict[str, Row] = field(default_factory=dict)
    sought: list[Row] = field(default_factory=list)

    def rows(self, agency: str) -> Iterator[tuple[int, Row]]:
        """Yield an agency's rows in the store."""
        for line, row in csv_rows.read_intake_file(self.records):
            if agency_of(row) == agency and row["record_ref"] not in self.held:
                yield line, with_answers(row)


def agency_of(row: Row) -> str:
    """Return the code of a row's agency."""
    return row["record_ref"].rpartition("-")[0]


def world_of(folder: Path, *, size: int, sought: int) -> LoadWorld:
    """Return the store's rows and the later arrivals.

    Write them to a folder if it does not exist.
    """
    if not folder.exists():
        folder.mkdir()
        write_world(
            folder, size=size + HELD, seed=SEED, profile=PROFILES["tuning"], advance=lambda _: None
        )
    world = LoadWorld(folder / "records.csv")
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["left"], row["right"]) for row in csv.DictReader(file)]
    paired: set[str] = set()
    for left, right in pairs:  # one record of each pair is held back
        if len(world.held) < HELD and not {left, right} & paired:
            world.held[right] = {}
            paired |= {left, right}
    for _, row in csv_rows.read_intake_file(world.records):
        if row["record_ref"] in world.held:
            world.held[row["record_ref"]] = with_answers(row)
        elif len(world.sought) < sought and row["full_name"].count(" ") and _may_be_sought(row):
            world.sought.append(row)
    return world


def _may_be_sought(row: Row) -> bool:
    person = Person.from_row({**facts_of(row), "kind": "missing", "record_ref": "query"})
    return len(person_search.identifying_facts(person)[0]) >= IDENTIFYING_FACTS_NEEDED


def facts_of(row: Row) -> Row:
    """Return the facts of a row that a search uses."""
    columns = ("full_name", "birth_date", "birth_calendar", "sex", "nationalities")
    return {name: row[name] for name in columns if row[name]}


def account_of(row: Row) -> Account:
    """Return the account that registers for a demo agency.

    Sessions are opened without a password.
    """
    role = Role.LIAISON_OFFICER if row["kind"] == "police" else Role.CASEWORKER
    return Account(f"{role.value}.{row['code']}".lower(), "", role, row["code"], row["state"])


def load_store(context: Context, database: Database, world: LoadWorld) -> float:
    """Import the store, set its jobs aside and count its names.

    Return the seconds of the import.
    """
    began = time.monotonic()
    for row in demo_world.agency_rows():
        run_import(
            context,
            database,
            RowImport(
                login=account_of(row).login,
                rows=world.rows(row["code"]),
                declaration=Declaration(LEGAL_BASES[row["kind"]], "checked", "no"),
            ),
        )
    loaded_s = time.monotonic() - began
    with database.transaction(door=DatabaseRole.WORKER) as session:
        session.execute(update(Job).where(Job.state == "queued").values(state="cancelled"))
        snapshot_input = population_snapshot.gather_records(session, context.keys, context.features)
    counted = population_snapshot.count_population(snapshot_input)
    with database.transaction(door=DatabaseRole.WORKER) as session:
        population_snapshot.save_snapshot(session, context.keys, counted, now=context.clock.now())
    with Database(context.settings.owner_database).engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    return loaded_s
