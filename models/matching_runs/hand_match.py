"""The table of matches by hand: the references that a desk entered for an own record."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AgencyId, IdBase, Moment, RecordId, UserId


class HandMatch(IdBase):
    """One desk's half of a match by hand.

    `agency_id` owned the record when it entered this. `reference` names the other desk's record; it
    is no foreign key, because there may be no such record. A row is the same in both cases.
    """

    __tablename__ = "hand_match"
    __table_args__ = (
        Index("ix_hand_match_reference", "reference"),
        Index("ix_hand_match_entered_at", "entered_at"),
        Index("ix_hand_match_user", "user_id", "entered_at"),
    )

    record_id: Mapped[RecordId]
    agency_id: Mapped[AgencyId]
    user_id: Mapped[UserId]
    reference: Mapped[UUID] = mapped_column(Uuid())
    entered_at: Mapped[Moment]
