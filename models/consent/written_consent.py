"""Tables of consents, risk assessments and best-interests determinations.

Their documents are sealed.
"""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.consent import ConsentScopeCode, ConsentState
from models.base import (
    Base,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    State,
    UserId,
    foreign_key,
    one_of,
)


class Consent(PublicIdBase):
    """One consent and its state.

    `paper` (giver, proof, the child's view, language, hash of the text) is sealed.

    `next_check_at` is the time of the next check: the expiry, or earlier because the facts of the
    record changed. It is None for a consent that ends at a certain age. Otherwise a plain column
    would reveal the birthday, or who gave the consent. `is_spoken` marks an oral consent that is
    valid for a few days until it is witnessed. `oral_by` and `written_by` recorded that it was
    explained, in speech and with a text; None before. The witness is another person than these.
    """

    __tablename__ = "consent"
    __table_args__ = (
        one_of("state", ConsentState),
        Index("ix_consent_state_next_check_at", "state", "next_check_at"),
    )

    record_id: Mapped[RecordId]
    state: Mapped[Code]
    paper: Mapped[bytes]
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[Moment]
    is_spoken: Mapped[bool] = mapped_column(server_default=false())
    oral_by: Mapped[int | None] = mapped_column(BigId)
    oral_at: Mapped[OptionalMoment]
    written_by: Mapped[int | None] = mapped_column(BigId)
    written_at: Mapped[OptionalMoment]
    witnessed_by: Mapped[int | None] = mapped_column(BigId)
    witnessed_at: Mapped[OptionalMoment]
    expires_at: Mapped[Moment]
    next_check_at: Mapped[OptionalMoment]
    ended_at: Mapped[OptionalMoment]


class ConsentScope(Base):
    """A scope that a consent covers, for one recipient state."""

    __tablename__ = "consent_scope"
    __table_args__ = (one_of("scope", ConsentScopeCode),)

    consent_id: Mapped[int] = mapped_column(BigId, foreign_key("consent.id"), primary_key=True)
    scope: Mapped[Code] = mapped_column(primary_key=True)
    recipient: Mapped[State] = mapped_column(primary_key=True)


class RiskAssessment(PublicIdBase):
    """A sealed risk assessment.

    Only the time of the assessment and the time by which to act (`act_by`) are stored as plain
    text. `act_by` is None if there is no such time.
    """

    __tablename__ = "risk_assessment"

    record_id: Mapped[RecordId]
    sealed: Mapped[bytes]
    assessed_by: Mapped[UserId]
    assessed_at: Mapped[Moment]
    act_by: Mapped[OptionalMoment]


class BestInterests(PublicIdBase):
    """A sealed best-interests determination with its documents.

    The scopes that it opens have no effect until a second person approves it (`Approval`). `sealed`
    and `review_at` are always set; the columns only permit null.
    """

    __tablename__ = "best_interests"

    record_id: Mapped[RecordId]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary())
    decided_by: Mapped[UserId]
    decided_at: Mapped[Moment]
    review_at: Mapped[OptionalMoment]
