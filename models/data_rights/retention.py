"""The table of notices before retention reviews, with the decisions."""

from __future__ import annotations

from sqlalchemy import (
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import BigId, IdBase, Moment, RecordId, foreign_key


class RetentionNotice(IdBase):
    """A notice that was sent before a retention review.

    The first notice of a review also stores the decision of two people. `outcome` is the newest
    decision, `reasons` the sealed reasons for it. Both are None before a decision, and in every
    later notice of the review.
    """

    __tablename__ = "retention_notice"
    __table_args__ = (UniqueConstraint("record_id", "due_at", "days_before"),)

    record_id: Mapped[RecordId]
    due_at: Mapped[Moment]
    days_before: Mapped[int]
    sent_at: Mapped[Moment]
    first_review_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    second_review_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    outcome: Mapped[str | None] = mapped_column(String(40))
    reasons: Mapped[bytes | None] = mapped_column(LargeBinary())
