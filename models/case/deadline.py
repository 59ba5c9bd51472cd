"""Deadlines: which agency must act by when, and the level of escalation.

Rows contain references only.
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.case import DeadlineKind
from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    Id,
    Moment,
    OptionalMoment,
    PublicId,
    RecordId,
    State,
    foreign_key,
    one_of,
)


class CaseDeadline(Base):
    """One deadline.

    `level` is 0 while it runs, 1 after the agency's supervisors were notified, and 2 when the
    contact desk of the state sees it.
    """

    __tablename__ = "case_clock"
    __table_args__ = (
        one_of("kind", DeadlineKind),
        Index("ix_case_clock_due", "met_at", "level", "escalate_at"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    kind: Mapped[Code]
    agency_id: Mapped[AgencyId]
    state: Mapped[State]
    record_id: Mapped[RecordId]
    pair_id: Mapped[int | None] = mapped_column(BigId, foreign_key("pair.id"), index=True)
    disclosure_id: Mapped[int | None] = mapped_column(
        BigId, foreign_key("disclosure.id"), index=True
    )
    is_urgent: Mapped[bool]
    started_at: Mapped[Moment]
    due_at: Mapped[Moment]
    escalate_at: Mapped[Moment]
    met_at: Mapped[OptionalMoment]
    level: Mapped[int]
