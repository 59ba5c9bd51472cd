"""Tables of alerts for the auditor and of case-number patterns. Alerts hold references only."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Code, Moment, OptionalMoment, PublicIdBase, State


class Alert(PublicIdBase):
    """One alert: kind, acting user and agency, and subject.

    As in the audit log, there are no foreign keys. `user_id` and `agency_id` are None if software
    that belongs to no agency caused the alert; `user_id` also for software of an agency. `subject`
    is None for an alert without a subject.
    """

    __tablename__ = "alert"
    __table_args__ = (Index("ix_alert_kind_subject", "kind", "subject"),)

    kind: Mapped[Code]
    agency_id: Mapped[int | None] = mapped_column(BigId)
    user_id: Mapped[int | None] = mapped_column(BigId)
    subject: Mapped[UUID | None] = mapped_column(Uuid())
    at: Mapped[Moment]
    seen_by: Mapped[int | None] = mapped_column(BigId)
    seen_at: Mapped[OptionalMoment]


class CaseNumberPattern(Base):
    """A regular expression for the case numbers that a search in a state must name.

    A state may have several. A number must match one of them completely. For a state without
    patterns the pattern of the searching agency counts.
    """

    __tablename__ = "case_number_pattern"

    state: Mapped[State] = mapped_column(primary_key=True)
    pattern: Mapped[str] = mapped_column(String(200), primary_key=True)
