"""Migrate a database to a revision, and report its current revision."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, func
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core.errors import SettingsError, StoreUnreadable
from core.logs import log_event
from models.operations.store_version import StoreVersion
from models.row_security import database_roles, row_level_security
from models.session import Database

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"
# Deadlock and lock timeout are caused by concurrent requests. The transaction is retried.
RETRIED_STATES = ("40P01", "55P03")
ATTEMPTS = 5
UNREADABLE_MIGRATIONS = (
    "the files of this program's migrations cannot be read; raise the limit of open files, or"
    " install the program again"
)
TABLES = "tables"  # the row of `store_version` that a migration's `oldest_process` determines


@dataclasses.dataclass(frozen=True, slots=True)
class Revisions:
    """The revisions of this program: the baseline, the newest, and the oldest that may work on it.

    `oldest_process`: each migration names one, and one that does not excludes all older processes.
    """

    first: str
    newest: str
    oldest_process: str


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    return config


@functools.cache
def _revisions(_folder: Path) -> Revisions:
    """Read the migrations of a folder once. Raise StoreUnreadable if they cannot be read.

    Alembic reports a folder that it cannot list, for example without a free descriptor, as empty.
    """
    try:
        scripts = migrations()
    except OSError as error:
        raise StoreUnreadable(UNREADABLE_MIGRATIONS) from error
    if not scripts:
        raise StoreUnreadable(UNREADABLE_MIGRATIONS)
    return Revisions(
        first=min(one.revision for one in scripts),
        newest=scripts[0].revision,
        oldest_process=max(getattr(one.module, "oldest_process", one.revision) for one in scripts),
    )


def newest_revision() -> str:
    """Return the newest revision that this code knows. Raise StoreUnreadable if it is unknown."""
    return _revisions(MIGRATIONS_FOLDER).newest


def current_revision(database: Database) -> str | None:
    """Return the revision of a database; None if it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrations() -> list[Script]:
    """Return every migration, newest first."""
    return list(ScriptDirectory.from_config(_config()).walk_revisions())


def first_revision() -> str:
    """Return the revision of the baseline. Stores of earlier revisions cannot be migrated."""
    return _revisions(MIGRATIONS_FOLDER).first


def oldest_process() -> str:
    """Return the oldest revision whose processes may work on the newest tables."""
    return _revisions(MIGRATIONS_FOLDER).oldest_process


def upgrade(
    database: Database, revision: str = "head", *, versions: Mapping[str, int] | None = None
) -> None:
    """Migrate a database up to a revision in one transaction.

    At the newest revision, also build row-level security and store the lowest permitted version of
    each part of the program: the tables and the parts in `versions`.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _upgrade_once(database, revision, versions or {})
            return
        except OperationalError as error:
            if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", "") not in RETRIED_STATES:
                raise
            log_event("migration.repeated", attempt=attempt, error=error)


@contextlib.contextmanager
def _references_unwatched(connection: Connection) -> Iterator[None]:
    """Disable foreign keys on SQLite while tables are rebuilt.

    Otherwise dropping a table counts as a loss of the rows that others refer to. No effect on
    PostgreSQL.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = cast("sqlite3.Connection", connection.connection.driver_connection)
    # the pragma has no effect inside a transaction, so it runs before the transaction begins
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def _upgrade_once(database: Database, revision: str, versions: Mapping[str, int]) -> None:
    config = _config()
    with (
        database.engine.connect() as connection,
        _references_unwatched(connection),
        connection.begin(),
    ):
        config.attributes["connection"] = connection
        row_level_security.drop_row_security(connection)
        command.upgrade(config, revision)
        if revision == "head":
            row_level_security.build_row_security(connection)
            _write_versions(connection, {TABLES: int(oldest_process()), **versions})
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise SettingsError(
                    f"the migration is undone: a row of {broken[0]} would refer to none of"
                    f" {broken[2]}"
                )


def _write_versions(connection: Connection, versions: Mapping[str, int]) -> None:
    """Store the lowest version of each part, using the maintenance role."""
    with Session(connection, join_transaction_mode="rollback_only") as session:
        database_roles.enter_as_maintenance(session)
        for name, version in versions.items():
            row = session.get(StoreVersion, name)
            if row is None:
                session.add(StoreVersion(name=name, version=version))
                continue
            if version > row.version:
                row.raised_at = func.current_timestamp()
            row.version = version
        session.flush()
