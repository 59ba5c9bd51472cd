"""What people ask about their own data, and what stands still because of it. Grounds and papers are
sealed.
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.data_rights import DataRequestState, DataRight
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
    UserId,
    foreign_key,
    one_of,
)


class DataRequest(Base):
    """One request about one record: proposed by one person, decided by another, due on a legal day.

    `sealed` (who asked, proof, grounds, wished changes, reasons) opens with the record's key, so it
    goes with it.
    """

    __tablename__ = "data_request"
    __table_args__ = (
        one_of("kind", DataRight),
        one_of("state", DataRequestState),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    agency_id: Mapped[AgencyId]
    kind: Mapped[Code]
    state: Mapped[Code]
    sealed: Mapped[bytes]
    proposed_by: Mapped[UserId]
    decided_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    refusal: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[Moment]
    due_at: Mapped[Moment]
    extended_at: Mapped[OptionalMoment]
    decided_at: Mapped[OptionalMoment]


class RecordRestriction(Base):
    """A record that is only kept: neither matched nor shared nor edited, until `ended_at`. What it
    shared before.
    """

    __tablename__ = "record_restriction"

    id: Mapped[Id]
    record_id: Mapped[RecordId]
    sharing_before: Mapped[Code]
    since: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]
