"""Links between records that their responsible agency declared to be one child; these are never
matched.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.codes.records import LinkKind, RecordStatus
from core.policy.sharing.views import REASONS_FROM_VIEW
from core.published import published
from models.records.record import Record
from models.records.record_link import RecordLink
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.sharing import visibility
from services.sharing.visibility import VisibleRecord

CHUNK = 400
# The view of both records from which an outsider sees their link.
LINK_SHOWN_FROM = REASONS_FROM_VIEW


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class SameChildRecord:
    """A link of a record to another record of the same child.

    `is_origin`: the record was made from the other one.
    """

    record: UUID
    kind: LinkKind
    record_kind: str
    status: str
    is_origin: bool


def visible_same_child_records(
    session: Session, context: Context, actor: Actor, seen: VisibleRecord
) -> tuple[SameChildRecord, ...]:
    """Return the links of a record that the actor may see, oldest first.

    The responsible agency of both records sees a link. Others see it from the view
    `LINK_SHOWN_FROM` of both records: their facts show that it is one child.
    """
    own_id = seen.record.id
    touches = or_(RecordLink.record_id == own_id, RecordLink.linked_id == own_id)
    rows = session.scalars(select(RecordLink).where(touches).order_by(RecordLink.since)).all()
    ends = {row.record_id if row.linked_id == own_id else row.linked_id: row for row in rows}
    others = visibility.visible_records(session, actor, now=context.clock.now(), ids=list(ends))
    by_id = {other.record.id: other for other in others if _is_shown(seen, other)}
    return tuple(
        SameChildRecord(
            by_id[other_id].record.public_id,
            LinkKind(row.kind),
            by_id[other_id].record.kind,
            by_id[other_id].record.status,
            is_origin=row.linked_id == own_id,
        )
        for other_id, row in ends.items()
        if other_id in by_id
    )


def _is_shown(one: VisibleRecord, other: VisibleRecord) -> bool:
    return (one.is_responsible and other.is_responsible) or min(
        one.view, other.view
    ) >= LINK_SHOWN_FROM


def linked_matches(session: Session, record_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return the linked matches (low, high) that touch any of these records."""
    links: set[tuple[int, int]] = set()
    for start in range(0, len(record_ids), CHUNK):
        chunk = record_ids[start : start + CHUNK]
        touches = or_(RecordLink.record_id.in_(chunk), RecordLink.linked_id.in_(chunk))
        rows = session.execute(select(RecordLink.record_id, RecordLink.linked_id).where(touches))
        links |= {
            (min(row.record_id, row.linked_id), max(row.record_id, row.linked_id)) for row in rows
        }
    return links


def open_successor(session: Session, record: Record) -> Record | None:
    """Return the newest record that this one led to; None if there is none or it is not open."""
    query = (
        select(Record)
        .join(RecordLink, RecordLink.linked_id == Record.id)
        .where(RecordLink.record_id == record.id)
        .order_by(RecordLink.linked_id.desc())
    )
    newest = session.scalars(query.limit(1)).first()
    return newest if newest is not None and newest.status == RecordStatus.OPEN else None


def open_successors(session: Session, record: Record, *, kind: str) -> Sequence[Record]:
    """Return the open records that this one led to by this kind of link, oldest first, locked."""
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
    """Return the earlier record of the same person that led to this one; None if there is none."""
    query = (
        select(Record)
        .join(RecordLink, RecordLink.record_id == Record.id)
        .where(RecordLink.linked_id == record.id)
    )
    return session.scalars(query.limit(1)).first()
