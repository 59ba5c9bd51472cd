"""The chain of the audit log: each row holds the hash of the row before, and its own hash."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.oversight.audit import Audit

GENESIS = bytes(32)
_HEAD = text("SELECT id, hash FROM homeward_trail_head()")


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


def record_entry(record: UUID, words: str, pair: UUID | None) -> list[str]:
    """Return the entry of a record in an audit row; old rows have no pair."""
    return [record.hex, words] if pair is None else [record.hex, words, pair.hex]


def row_hash(row: Audit) -> bytes:
    """Return SHA-256 over every column except id and hash, including the hash before."""
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
        row.previous.hex(),
    ]
    return hashlib.sha256(json.dumps(body).encode()).digest()
