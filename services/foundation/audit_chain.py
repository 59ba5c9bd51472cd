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
    """Return id and hash of the newest row; (0, GENESIS) before the first. Every door may ask this
    of the trail.
    """
    if session.get_bind().dialect.name == "postgresql":
        row = session.execute(_HEAD).first()
    else:
        row = session.execute(
            select(Audit.id, Audit.hash).order_by(Audit.id.desc()).limit(1)
        ).first()
    return (0, GENESIS) if row is None else (int(row.id), bytes(row.hash))


def record_entry(record: UUID, words: str, pair: UUID | None) -> list[str]:
    """Return a record as the row of its act lists it: without a pair as in rows from before pairs
    were written.
    """
    return [record.hex, words] if pair is None else [record.hex, words, pair.hex]


def row_hash(row: Audit) -> bytes:
    """Return SHA-256 over every column but id and hash, the row before's hash among them."""
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
