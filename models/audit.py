"""The trail: one row for everything that was done or refused, chained by hash; and its signed checkpoints."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Code, Id, Moment, State


class Audit(Base):
    """One act. No foreign keys: the trail outlives what it speaks of. `records` lists public ids and classes shown.

    `hash` covers every other column and the hash of the row before.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_agency_at", "agency_id", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    at: Mapped[Moment]
    user_id: Mapped[int | None] = mapped_column(BigId)
    agency_id: Mapped[int | None] = mapped_column(BigId)
    role: Mapped[Code]
    acting_state: Mapped[State | None]
    action: Mapped[Code]
    outcome: Mapped[Code]
    purpose: Mapped[str | None] = mapped_column(String(40))
    basis: Mapped[str | None] = mapped_column(String(40))
    subject: Mapped[UUID | None] = mapped_column(Uuid())
    records: Mapped[str] = mapped_column(Text())
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditRecord(Base):
    """Which records an act touched, so that "who looked" is one indexed look-up."""

    __tablename__ = "audit_record"

    id: Mapped[Id]
    audit_id: Mapped[int] = mapped_column(BigId, index=True)
    record: Mapped[UUID] = mapped_column(Uuid(), index=True)
    field_classes: Mapped[Code]
