"""Requests for disclosure, their approvals, and the grants that follow."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    Id,
    Moment,
    OptionalMoment,
    PairId,
    PublicId,
    RecordId,
    UserId,
    references,
)


class Disclosure(Base):
    """A request about one record, for one pair. What is asked and why is sealed with the record's key."""

    __tablename__ = "disclosure"
    __table_args__ = (
        CheckConstraint(
            "state IN ('requested', 'owner_review', 'consent_check', 'consent_sought', 'consent_given',"
            " 'consent_refused', 'risk_check', 'approved_once', 'approved_twice', 'released', 'acknowledged',"
            " 'closed', 'withdrawn', 'revoked', 'expired')",
            name="state",
        ),
        CheckConstraint("path IN ('ordinary', 'vital_interest')", name="path"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    pair_id: Mapped[PairId]
    agency_id: Mapped[AgencyId]
    asked_by: Mapped[UserId]
    state: Mapped[Code]
    path: Mapped[Code]
    sealed: Mapped[bytes]
    requested_at: Mapped[Moment]
    answer_by: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]


class DisclosureStep(Base):
    """One step of a disclosure: who moved it to which state, and when. Approvals are steps."""

    __tablename__ = "disclosure_step"
    __table_args__ = (UniqueConstraint("disclosure_id", "state", "user_id"),)

    id: Mapped[Id]
    disclosure_id: Mapped[int] = mapped_column(BigId, references("disclosure.id"), index=True)
    state: Mapped[Code]
    user_id: Mapped[UserId]
    at: Mapped[Moment]


class Grant(Base):
    """What a named person may read of a record, until when. Consent and risk are checked again at each read."""

    __tablename__ = "disclosure_grant"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    disclosure_id: Mapped[int] = mapped_column(BigId, references("disclosure.id"), index=True)
    record_id: Mapped[RecordId]
    user_id: Mapped[int] = mapped_column(BigId, references("user_account.id"), index=True)
    field_classes: Mapped[Code]
    granted_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    revoked_at: Mapped[OptionalMoment]
