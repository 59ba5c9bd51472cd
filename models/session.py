"""The engine and transactions. Only this module commits.

The outermost caller (route, task, command) opens `transaction()`. Services get the session and
never commit.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core import logs
from models import tables
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.sql import postgres_arrays
from models.sql.connection_errors import is_outage
from models.sql.unit_of_work import unit_of_work

BUSY_TIMEOUT_MS = 30_000
LOCK_POLL_S = 0.004  # an import releases the write lock of SQLite for about as long
PRIMARY_CODE = 0xFF  # the bits of SQLite's error codes without the extension
# a session needs all tables in the metadata, also those that the caller did not import
METADATA = tables.metadata
READ_ONLY = "homeward_read_only"

# A server that refuses, hangs or disappears causes an error within seconds: libpq's connection
# timeout, and the limit for unacknowledged bytes. Without them a process would wait for ever.
POSTGRES_CONNECT: dict[str, object] = {
    "application_name": "homeward",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    # Lock waits, and idle transactions of hanging processes, end after these times. Searches never
    # wait for a lock. JIT compilation is off: it costs a quarter of a second per statement, and our
    # statements take milliseconds. Otherwise the server would compile all of them in a large store,
    # because the functions of the policies are declared as expensive.
    "options": (
        "-c lock_timeout=20000 -c idle_in_transaction_session_timeout=120000 -c timezone=UTC -c"
        " jit=off"
    ),
}
POOL: dict[str, Any] = {
    "pool_pre_ping": True,
    "pool_size": 10,
    "max_overflow": 30,
    "pool_timeout": 10,
}


class Database:
    """A SQLAlchemy engine with our settings, one per process.

    `door` is the database role of its transactions (`models.row_security.database_roles`); None
    enters no role. As a context manager, it closes every pooled connection at the end.
    """

    def __init__(self, url: str | URL, *, door: DatabaseRole | None = None) -> None:
        self.url = make_url(url)
        if self.url.drivername == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.door = door
        self._is_lost = False
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            _make_private_file(Path(self.url.database))
        options: dict[str, Any] = (
            {} if self.is_sqlite else {**POOL, "connect_args": POSTGRES_CONNECT}
        )
        # hide_parameters: exceptions of the driver must not carry personal values into a log.
        self.engine: Engine = create_engine(self.url, hide_parameters=True, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
            self._reader = self.engine.execution_options(**{READ_ONLY: True})
        else:
            event.listen(
                self.engine,
                "connect",
                lambda connection, _record: postgres_arrays.register_arrays(connection),
            )
            self._reader = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextlib.contextmanager
    def transaction(
        self, *, is_read_only: bool = False, door: DatabaseRole | None = None
    ) -> Iterator[Session]:
        """Open a session, commit at the end, roll back on any exception.

        A read-only transaction sees one snapshot, blocks no other and refuses to write. On SQLite,
        a writing transaction takes the write lock at its start (BEGIN IMMEDIATE). It then cannot
        fail later because of another writer. On PostgreSQL it uses READ COMMITTED. Operations that
        must not run concurrently take a lock (`models.sql.locks`). `door` replaces the database's
        own role for this transaction. The commit steps (the audit events) run last. If one raises,
        the transaction is rolled back.
        """
        entered = door or self.door
        try:
            with Session(
                self._reader if is_read_only else self.engine, expire_on_commit=False
            ) as session:
                if entered is not None:
                    database_roles.enter_role(session, entered)
                yield session
                if not is_read_only:
                    unit_of_work(session).finish(session)
                    session.commit()
        except SQLAlchemyError as error:
            if is_outage(error):
                self._log_outage(is_lost=True)
            raise
        self._log_outage(is_lost=False)

    def _log_outage(self, *, is_lost: bool) -> None:
        """Log once when the database stops answering, and once when it answers again.

        `is_lost`: it does not answer now.
        """
        if is_lost != self._is_lost:
            self._is_lost = is_lost
            logs.log_event("database.lost" if is_lost else "database.back")

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.dispose()


def _make_private_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # SQLAlchemy's "begin" event below starts transactions, not the driver
    connection.isolation_level = None
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
    if is_read_only:
        connection.exec_driver_sql("BEGIN")
    else:
        _begin_writing(connection)


def _begin_writing(connection: Connection) -> None:
    """Take the write lock of SQLite, and ask for it every few milliseconds.

    SQLite itself asks at intervals that grow to a tenth of a second. An import, which releases the
    lock for some milliseconds between two chunks, would keep everybody else waiting for seconds.
    """
    raw = cast(sqlite3.Connection, connection.connection.driver_connection)
    give_up_at = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < give_up_at:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(LOCK_POLL_S)
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # the error of SQLAlchemy
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
