"""Deadlines: which agency must act by when, how it ended, and the level of escalation.

Rows contain references only. The words of a person who ended one are sealed.
"""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.case import DeadlineEnd, DeadlineKind
from models.base import (
    AgencyId,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    State,
    foreign_key,
    one_of,
)


class CaseDeadline(PublicIdBase):
    """One deadline.

    `level` is 0 while it runs, 1 after the agency's supervisors were notified, and 2 when the
    contact desk of the state sees it. `role_notified_at` is when those who work on the record
    were notified that it is overdue. `escalate_at` is the time of the next notification, None if
    people find the deadline only in the list.

    `match_id` and `disclosure_id` are None for a deadline that is not about a match or a
    disclosure.

    `ended_by` is how it ended at `met_at`, None while it runs. `user_id` is the person who recorded
    the end, and `note` the sealed words of that person. `user_id` is None if no person recorded the
    end, and `note` if the person wrote nothing.
    """

    __tablename__ = "case_deadline"
    __table_args__ = (
        one_of("kind", DeadlineKind),
        one_of("ended_by", DeadlineEnd),
        Index("ix_case_deadline_due", "met_at", "level", "escalate_at"),
    )

    kind: Mapped[Code]
    agency_id: Mapped[AgencyId]
    state: Mapped[State]
    record_id: Mapped[RecordId]
    match_id: Mapped[int | None] = mapped_column(BigId, foreign_key("match.id"), index=True)
    disclosure_id: Mapped[int | None] = mapped_column(
        BigId, foreign_key("disclosure.id"), index=True
    )
    is_urgent: Mapped[bool]
    started_at: Mapped[Moment]
    due_at: Mapped[Moment]
    escalate_at: Mapped[OptionalMoment]
    met_at: Mapped[OptionalMoment]
    level: Mapped[int]
    role_notified_at: Mapped[OptionalMoment]
    ended_by: Mapped[str | None] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    note: Mapped[bytes | None] = mapped_column(LargeBinary())
