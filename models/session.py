"""The engine and the one place that commits.

The outermost caller (route, task, command) opens `transaction()`; services are given the session and never commit.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from models import tables

BUSY_TIMEOUT_MS = 30_000
METADATA = tables.metadata  # a session needs every table known, whichever of them the caller imported
READ_ONLY = "homeward_read_only"


class Database:
    """An engine with our settings; made once a process."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            _make_private_file(Path(self.url.database))
        # hide_parameters: an exception of the driver must not carry values into a log
        self.engine: Engine = create_engine(self.url, hide_parameters=True, pool_pre_ping=not self.is_sqlite)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._reader = self.engine.execution_options(**{READ_ONLY: True})

    @contextlib.contextmanager
    def transaction(self, *, is_read_only: bool = False) -> Iterator[Session]:
        """Open a session, commit at the end, roll back on any exception.

        SQLite: a writing transaction takes the write lock at once (BEGIN IMMEDIATE), so that it never fails half-way
        because somebody else wrote; a read-only one sees one snapshot, blocks nobody and refuses to write.
        What services left in `session.info["before_commit"]` (the audit) is called last; if it raises, nothing is kept.
        """
        with Session(self._reader if is_read_only else self.engine, expire_on_commit=False) as session:
            yield session
            if not is_read_only:
                for finish in session.info.pop("before_commit", ()):
                    finish(session)
                session.commit()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _make_private_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" event below starts the transaction, not the driver
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "synchronous=FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    is_read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if is_read_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")
