"""Named locks: advisory locks on PostgreSQL, held to the end of the transaction.

On SQLite a writing transaction already excludes all others. Locks are taken in the order of `Lock`,
so that no deadlock is possible.
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
    """All locks. The numbers contain 116 000, the European hotline for missing children."""

    MIGRATE = 7_116_000
    SIGN_IN = 7_116_001
    ACCOUNTS = 7_116_002
    RUNS = 7_116_003
    IDEMPOTENCY = 7_116_004
    REFERENCES = 7_116_005
    QUOTA = 7_116_006
    UPGRADE = 7_116_007  # held by a whole command (`exclusive_lock`), not by a transaction
    DRAFT = 7_116_010
    CARE_CONFIRMATION = 7_116_011
    CLOCK_STEPS = 7_116_012
    # shared for making a data key, exclusive for retiring a wrapping key
    KEYS = 7_116_008
    AUDIT = 7_116_009  # always the last


_TAKE = text("SELECT pg_advisory_xact_lock(:lock, :key)")
_TAKE_SHARED = text("SELECT pg_advisory_xact_lock_shared(:lock, 0)")


def take_lock(session: Session, lock: Lock, key: int = 0) -> None:
    """Wait for a lock and hold it until the transaction ends.

    `key` narrows the lock to one agency, user or other number. On SQLite, the call has no effect.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TAKE, {"lock": int(lock), "key": key % LOCK_SPACE})


def take_shared_lock(session: Session, lock: Lock) -> None:
    """Take a lock together with other shared holders, until the transaction ends.

    Wait while another transaction holds the lock exclusively.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TAKE_SHARED, {"lock": int(lock)})


POLL_S = 0.05
# Each transaction holds its own virtual id from its first statement to its end. Background workers
# of the server do too; they have no user id and are left out.
_OPEN = text(
    "SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE"
    " l.locktype = 'virtualxid' AND l.granted AND a.datname = current_database() AND a.usesysid IS"
    " NOT NULL AND a.pid <> pg_backend_pid()"
)


def wait_for_transactions(engine: Engine) -> None:
    """Wait until every transaction that is open now has ended. New transactions are not blocked.

    On SQLite, wait until a checkpoint succeeds. It moves the write-ahead log into the database
    file, and fails while a reader still uses an older snapshot. The caller must have written
    something after the state that readers should no longer see.
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
    """Try to take a lock without waiting, and yield whether this process holds it.

    The lock ends with the context, and also if the process dies. PostgreSQL frees it with the
    connection. On SQLite it is a file lock on an empty file next to the database.
    """
    if engine.dialect.name != "postgresql":
        file = os.open(f"{engine.url.database}.{lock.name.lower()}", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            yield _is_locked(file)
        finally:
            os.close(file)
        return
    # Outside any transaction: the server would end a transaction that is idle for long.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        has_lock = connection.scalar(
            text("SELECT pg_try_advisory_lock(:lock, 0)"), {"lock": int(lock)}
        )
        try:
            yield bool(has_lock)
        finally:
            connection.invalidate()  # closed and not returned to the pool, which frees the lock


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
