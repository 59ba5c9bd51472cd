"""Brings a database to the newest or an older state of the tables, and tells whether it is
there.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from core.errors import SettingsError
from models.row_security import row_level_security
from models.session import Database

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    return config


def newest_revision() -> str | None:
    """Return the newest revision that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current_revision(database: Database) -> str | None:
    """Return the revision a database stands at; None: empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring a database up to a revision and, at the newest, build the second wall; all in one
    transaction.
    """
    _run(database, revision, up=True)


def downgrade(database: Database, revision: str = "base") -> None:
    """Bring a database down to a revision, all in one transaction."""
    _run(database, revision, up=False)


@contextlib.contextmanager
def _references_unwatched(connection: Connection) -> Iterator[None]:
    """Let SQLite make a table anew while others refer to it: it takes a dropped table's rows for
    lost.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = cast("sqlite3.Connection", connection.connection.driver_connection)
    raw.execute(
        "PRAGMA foreign_keys = OFF"
    )  # before a transaction begins; within one it says nothing and does nothing
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def _run(database: Database, revision: str, *, up: bool) -> None:
    config = _config()
    with (
        database.engine.connect() as connection,
        _references_unwatched(connection),
        connection.begin(),
    ):
        config.attributes["connection"] = connection
        row_level_security.drop_row_security(connection)
        (command.upgrade if up else command.downgrade)(config, revision)
        if up and revision == "head":
            row_level_security.build_row_security(connection)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise SettingsError(
                    f"the migration is undone: a row of {broken[0]} would refer to none of"
                    f" {broken[2]}"
                )
