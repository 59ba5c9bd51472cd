"""The table of what agencies learned of events on the records of others."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.notifications import EventKind
from models.base import AgencyId, BigId, Code, IdBase, Moment, foreign_key, one_of


class EventKnowledge(IdBase):
    """Whether an agency learned of an event on a record of another agency.

    It is decided once, when the event is written: rows never change. `record_id` is the record that
    the event is on. `match_id` is the match of this record with a record of the agency. It is None
    for an event that agencies learn of without a match. `is_told` is False for an agency that must
    not learn of the event later either.
    """

    __tablename__ = "event_knowledge"
    __table_args__ = (
        UniqueConstraint("record_id", "agency_id", "kind", "match_id"),
        Index(
            "uq_event_knowledge_of_record",
            "record_id",
            "agency_id",
            "kind",
            unique=True,
            sqlite_where=text("match_id IS NULL"),
            postgresql_where=text("match_id IS NULL"),
        ),
        one_of("kind", EventKind),
    )

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"))
    agency_id: Mapped[AgencyId]
    match_id: Mapped[int | None] = mapped_column(BigId, foreign_key("match.id"), index=True)
    kind: Mapped[Code]
    is_told: Mapped[bool]
    decided_at: Mapped[Moment]
