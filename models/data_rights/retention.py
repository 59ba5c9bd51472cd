"""The table of notifications before retention reviews, with the decisions."""

from __future__ import annotations

from sqlalchemy import (
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import IdBase, Moment, OptionalMoment, RecordId


class RetentionNotification(IdBase):
    """A notification that was sent before a retention review.

    The first notification of a review also has the newest proposal: `outcome`, the sealed `reason`,
    and the time when a second person approved it (`decided_at`). They are None before, and in every
    later notification of the review.
    """

    __tablename__ = "retention_notification"
    __table_args__ = (UniqueConstraint("record_id", "due_at", "days_before"),)

    record_id: Mapped[RecordId]
    due_at: Mapped[Moment]
    days_before: Mapped[int]
    sent_at: Mapped[Moment]
    outcome: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[bytes | None] = mapped_column(LargeBinary())
    decided_at: Mapped[OptionalMoment]
