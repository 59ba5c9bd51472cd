"""The table of approvals: one row for each act that needs a second person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.approvals import ApprovalKind, ApprovalState
from models.base import (
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    foreign_key,
    one_of,
)


class Approval(PublicIdBase):
    """One approval: its subject, its kind, and who asked and decided.

    `subject` is the public id of the object that needs the second person, for example an export. A
    subject has at most one waiting approval of a kind. `agency_id` is the agency whose people
    decide, also if another one asked; None if auditors or the responsible agency of the record
    decide.
    `record_id` is the record that the approval is about, None without one. `asked_as` and
    `decided_as` are roles, `asked_state` and `decided_state` the states that were acted for; those
    of the decision are None before it.
    `due_at` is the end of the time for the decision, None without a limit. `desk_asked_at` is when
    the desks of the record's state were asked too, None before. `reason` is the reason
    of the decision, sealed with the data key of the record or else of the subject; None for a kind
    without one.
    """

    __tablename__ = "approval"
    __table_args__ = (
        one_of("kind", ApprovalKind),
        one_of("state", ApprovalState),
        CheckConstraint("decided_by <> asked_by", name="second_person"),
        Index(
            "uq_approval_waiting",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_approval_subject", "subject"),
    )

    kind: Mapped[Code]
    state: Mapped[Code]
    subject: Mapped[UUID] = mapped_column(Uuid())
    agency_id: Mapped[int | None] = mapped_column(BigId, foreign_key("agency.id"), index=True)
    record_id: Mapped[int | None] = mapped_column(BigId, foreign_key("record.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    asked_as: Mapped[Code]
    asked_state: Mapped[str] = mapped_column(String(2))
    asked_at: Mapped[Moment]
    decided_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    decided_as: Mapped[str | None] = mapped_column(String(40))
    decided_state: Mapped[str | None] = mapped_column(String(2))
    decided_at: Mapped[OptionalMoment]
    due_at: Mapped[OptionalMoment]
    desk_asked_at: Mapped[OptionalMoment]
    reason: Mapped[bytes | None] = mapped_column(LargeBinary())
