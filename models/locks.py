"""What must not happen twice at once, by name: an advisory lock on PostgreSQL, held to the end of the transaction.

On SQLite a writing transaction is alone anyway. Locks are taken in the order of `Lock`, so that none wait in a circle.
"""

from __future__ import annotations

import enum

from sqlalchemy import text
from sqlalchemy.orm import Session

KEY_SPACE = 2**31  # the second number of a two-number lock is a signed 32-bit one


class Lock(enum.IntEnum):
    """Everything there is a lock for; 116 000 is Europe's number for missing children."""

    MIGRATE = 7_116_000
    SIGN_IN = 7_116_001
    ACCOUNTS = 7_116_002
    RUNS = 7_116_003
    IDEMPOTENCY = 7_116_004
    REFERENCES = 7_116_005
    QUOTA = 7_116_006
    AUDIT = 7_116_009  # always the last


def take(session: Session, lock: Lock, key: int = 0) -> None:
    """Wait for a lock (of one agency, user or other number) and hold it until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock, :key)"), {"lock": int(lock), "key": key % KEY_SPACE})
