"""Sealed messages to the unknown holder of a matching record, and their deliveries."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.messages import DangerCode
from models.base import (
    AgencyId,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    UserId,
    foreign_key,
    one_of,
)


class SealedMessage(PublicIdBase):
    """A message about the sender's own record, sealed with a key of its own.

    `agency_id` is responsible for the record. `excluded_agency_id` never gets the message; None if
    no agency is excluded. A row is the same whether or not anybody holds a matching record.
    """

    __tablename__ = "sealed_message"
    __table_args__ = (
        one_of("danger", DangerCode),
        Index("ix_sealed_message_expires", "expires_at"),
        Index("ix_sealed_message_user", "user_id", "left_at"),
    )

    record_id: Mapped[RecordId]
    agency_id: Mapped[AgencyId]
    user_id: Mapped[UserId]
    excluded_agency_id: Mapped[int | None] = mapped_column(BigId, foreign_key("agency.id"))
    danger: Mapped[Code]
    sealed: Mapped[bytes]
    left_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class MessageDelivery(PublicIdBase):
    """A message as the holder of one record has it: `record_id` and `agency_id` are the holder's.

    Workers write it. The sender sees no row of this table.
    """

    __tablename__ = "message_delivery"
    __table_args__ = (UniqueConstraint("message_id", "record_id", "agency_id"),)

    message_id: Mapped[int] = mapped_column(BigId, foreign_key("sealed_message.id"))
    record_id: Mapped[RecordId]
    agency_id: Mapped[AgencyId]
    delivered_at: Mapped[Moment]
    due_at: Mapped[Moment]
    reminded_at: Mapped[OptionalMoment]
    alerted_at: Mapped[OptionalMoment]
    read_at: Mapped[OptionalMoment]
    read_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
