"""What must not happen twice at once, by name: an advisory lock on PostgreSQL, held to the end of
the transaction.

On SQLite a writing transaction is alone anyway. Locks are taken in the order of `Lock`, so that
none wait in a circle.
"""

from __future__ import annotations

import contextlib
import enum
import fcntl
import os
import time
from collections.abc import Iterator

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

LOCK_SPACE = 2**31  # the second number of a two-number lock is a signed 32-bit one


class Lock(enum.IntEnum):
    """Everything there is a lock for; 116 000 is Europe's number for missing children."""

    MIGRATE = 7_116_000
    SIGN_IN = 7_116_001
    ACCOUNTS = 7_116_002
    RUNS = 7_116_003
    IDEMPOTENCY = 7_116_004
    REFERENCES = 7_116_005
    QUOTA = 7_116_006
    UPGRADE = 7_116_007  # held by a whole command (`exclusive_lock`), not by a transaction
    DRAFT = 7_116_010
    CUSTODY = 7_116_011
    KEYS = 7_116_008  # shared by who makes a data key, alone for who retires a wrapping key
    AUDIT = 7_116_009  # always the last


_TAKE = text("SELECT pg_advisory_xact_lock(:lock, :key)")
_TAKE_SHARED = text("SELECT pg_advisory_xact_lock_shared(:lock, 0)")


def take_lock(session: Session, lock: Lock, key: int = 0) -> None:
    """Wait for a lock (of one agency, user or other number) and hold it until the transaction
    ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TAKE, {"lock": int(lock), "key": key % LOCK_SPACE})


def take_shared_lock(session: Session, lock: Lock) -> None:
    """Wait for whoever holds a lock alone, and hold it together with others until the transaction
    ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TAKE_SHARED, {"lock": int(lock)})


POLL_S = 0.05
# Each transaction holds a virtual id of its own from its first statement to its end; the server's
# own workers do too.
_OPEN = text(
    "SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE"
    " l.locktype = 'virtualxid' AND l.granted AND a.datname = current_database() AND a.usesysid IS"
    " NOT NULL AND a.pid <> pg_backend_pid()"
)


def wait_for_transactions(engine: Engine) -> None:
    """Return when every transaction that is open now has ended, whoever's; nobody new waits for
    that.

    On SQLite a checkpoint says so: it moves what was written into the database file, and cannot
    while somebody still reads what was there before. Something must have been written since
    whatever the readers are not to know any more.
    """
    if engine.dialect.name != "postgresql":
        with contextlib.closing(engine.raw_connection()) as connection:
            sqlite = connection.driver_connection
            assert sqlite is not None
            while sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                time.sleep(POLL_S)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        waited_for = set(connection.scalars(_OPEN))
        while waited_for:
            time.sleep(POLL_S)
            waited_for &= set(connection.scalars(_OPEN))


@contextlib.contextmanager
def exclusive_lock(engine: Engine, lock: Lock) -> Iterator[bool]:
    """Give whether this process is the only one that holds the lock, and hold it until the end;
    waits for nobody.

    It ends with the process, however that ends: PostgreSQL frees it with the connection, on SQLite
    it is the lock of an empty file beside the database.
    """
    if engine.dialect.name != "postgresql":
        file = os.open(f"{engine.url.database}.{lock.name.lower()}", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            yield _is_locked(file)
        finally:
            os.close(file)
        return
    # outside any transaction, which the server would end when it is idle for long
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        has_lock = connection.scalar(
            text("SELECT pg_try_advisory_lock(:lock, 0)"), {"lock": int(lock)}
        )
        try:
            yield bool(has_lock)
        finally:
            connection.invalidate()  # closed, not pooled: the lock goes with it


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
