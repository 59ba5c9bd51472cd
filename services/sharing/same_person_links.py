"""Records that are one child by their owner's own word. Linked ones are never matched with each
other.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.codes.records import RecordStatus
from models.records.record import Record
from models.records.record_link import RecordLink
from services.foundation.context import Context

CHUNK = 400


def add_link(
    session: Session, context: Context, record: Record, target: Record, *, kind: str
) -> None:
    """Say that `record` led to `to`."""
    session.add(
        RecordLink(record_id=record.id, linked_id=target.id, kind=kind, since=context.clock.now())
    )


def linked_pairs(session: Session, record_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return the linked pairs (low, high) that touch any of these records."""
    found: set[tuple[int, int]] = set()
    for start in range(0, len(record_ids), CHUNK):
        chunk = record_ids[start : start + CHUNK]
        touches = or_(RecordLink.record_id.in_(chunk), RecordLink.linked_id.in_(chunk))
        rows = session.execute(select(RecordLink.record_id, RecordLink.linked_id).where(touches))
        found |= {
            (min(row.record_id, row.linked_id), max(row.record_id, row.linked_id)) for row in rows
        }
    return found


def newest_successor(session: Session, record: Record) -> Record | None:
    """Return the record that this one led to last; None: none."""
    query = (
        select(Record)
        .join(RecordLink, RecordLink.linked_id == Record.id)
        .where(RecordLink.record_id == record.id)
        .order_by(RecordLink.linked_id.desc())
    )
    return session.scalars(query.limit(1)).first()


def open_successors(session: Session, record: Record, *, kind: str) -> Sequence[Record]:
    """Return the open records that this one led to in this way, oldest first, locked."""
    query = (
        select(Record)
        .join(RecordLink, RecordLink.linked_id == Record.id)
        .where(
            RecordLink.record_id == record.id,
            RecordLink.kind == kind,
            Record.status == RecordStatus.OPEN,
        )
        .order_by(Record.id)
        .with_for_update(of=Record)
    )
    return session.scalars(query).all()


def predecessor(session: Session, record: Record) -> Record | None:
    """Return the record that led to this one; None: it stands by itself."""
    query = (
        select(Record)
        .join(RecordLink, RecordLink.record_id == Record.id)
        .where(RecordLink.linked_id == record.id)
    )
    return session.scalars(query.limit(1)).first()
