"""Consent, the person's written word, and the risk assessments beside it. Papers are sealed."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, PrimaryKeyConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.consent import ConsentScopeCode, ConsentState
from models.base import (
    Base,
    BigId,
    Code,
    Id,
    Moment,
    OptionalMoment,
    PublicId,
    RecordId,
    State,
    UserId,
    foreign_key,
    one_of,
)


class Consent(Base):
    """One consent with its state. `paper` (giver, proof, child's view, language, text hash) is
    sealed.

    `look_at` says when it must be looked at next: at its end, or because the record's facts
    changed. For one that ends at an age it says nothing, so that no plain column tells a birthday
    or who gave it. `is_spoken`: in force by word of mouth, for a few days, before the witness.
    """

    __tablename__ = "consent"
    __table_args__ = (
        one_of("state", ConsentState),
        Index("ix_consent_state_look_at", "state", "look_at"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    state: Mapped[Code]
    paper: Mapped[bytes]
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[Moment]
    is_spoken: Mapped[bool] = mapped_column(server_default=false())
    witnessed_by: Mapped[int | None] = mapped_column(BigId)
    witnessed_at: Mapped[OptionalMoment]
    expires_at: Mapped[Moment]
    look_at: Mapped[OptionalMoment]
    ended_at: Mapped[OptionalMoment]


class ConsentScope(Base):
    """A scope a consent covers, for a recipient state."""

    __tablename__ = "consent_scope"
    __table_args__ = (
        PrimaryKeyConstraint("consent_id", "scope", "recipient"),
        one_of("scope", ConsentScopeCode),
    )

    consent_id: Mapped[int] = mapped_column(BigId, foreign_key("consent.id"))
    scope: Mapped[Code]
    recipient: Mapped[State]


class RiskAssessment(Base):
    """A risk assessment, sealed; only when it was made and when it goes stale stands plain."""

    __tablename__ = "risk_assessment"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    sealed: Mapped[bytes]
    assessed_by: Mapped[UserId]
    assessed_at: Mapped[Moment]
    act_by: Mapped[OptionalMoment]


class BestInterests(Base):
    """A best-interests determination with its papers, sealed. It opens nothing until a second
    person confirms it.
    """

    __tablename__ = "best_interests"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary())
    decided_by: Mapped[UserId]
    decided_at: Mapped[Moment]
    review_at: Mapped[OptionalMoment]
    confirmed_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    confirmed_at: Mapped[OptionalMoment]
