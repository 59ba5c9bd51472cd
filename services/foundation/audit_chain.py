"""The chain of the audit log: each row holds the hash of the row before, and its own hash.

The hash is an HMAC under the key `audit_chain` of the key file. Write access to the database is
not enough to append a row that verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.errors import SealBroken
from core.security.crypto import Keyring
from models.oversight.audit import Audit

CHAIN_KEY = "audit_chain"  # its name in the key file
GENESIS = bytes(32)
_HEAD = text("SELECT id, hash FROM homeward_audit_head()")


def newest_row(session: Session) -> tuple[int, bytes]:
    """Return id and hash of the newest row; (0, GENESIS) for an empty audit log.

    Every database role may read them.
    """
    if session.get_bind().dialect.name == "postgresql":
        row = session.execute(_HEAD).first()
    else:
        row = session.execute(
            select(Audit.id, Audit.hash).order_by(Audit.id.desc()).limit(1)
        ).first()
    return (0, GENESIS) if row is None else (int(row.id), bytes(row.hash))


def record_entry(record: UUID, words: str, match: UUID | None) -> list[str]:
    """Return the entry of a record in an audit row; `match` is the one that led to it, or None."""
    return [record.hex, words] if match is None else [record.hex, words, match.hex]


def row_content(row: Audit) -> bytes:
    """Return the content of a row that its hash covers.

    That is every column except id, hash and the time of the database server.
    """
    body = [
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.user_id,
        row.agency_id,
        row.role,
        row.acting_state,
        row.action,
        row.outcome,
        row.purpose,
        row.basis,
        row.subject.hex if row.subject else None,
        row.records,
        row.key_version,
        row.previous.hex(),
    ]
    return json.dumps(body).encode()


def row_hash(keys: Keyring, row: Audit) -> bytes:
    """Return the HMAC-SHA-256 of a row under the key of its `key_version`.

    Raise SealBroken if the key file does not have this version.
    """
    key = keys.key_at(CHAIN_KEY, row.key_version)
    return hmac.digest(key, row_content(row), hashlib.sha256)


def seal_row(keys: Keyring, row: Audit) -> None:
    """Set `key_version` and `hash` of a complete row, with the current key."""
    row.key_version, _ = keys.current(CHAIN_KEY)
    row.hash = row_hash(keys, row)


def is_intact(keys: Keyring, row: Audit) -> bool:
    """Return whether the hash of a row was made with a key of the key file, over this content."""
    try:
        return hmac.compare_digest(row_hash(keys, row), row.hash)
    except SealBroken:
        return False
