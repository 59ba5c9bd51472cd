"""Sightings that people sent by the reference of a report, and their deliveries to its desk."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.sightings import SightingState
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


class Sighting(PublicIdBase):
    """A sighting as its sender sent it, sealed with a key of its own.

    `reference` names a report; it is no foreign key, because there may be no such report. A row is
    the same in both cases: a worker sets `processed_at` of each. `gives_number`: the receivers may
    read the number of the sender's agency in the directory.
    """

    __tablename__ = "sighting"
    __table_args__ = (
        Index("ix_sighting_user", "user_id", "sent_at"),
        Index("ix_sighting_sent_at", "sent_at"),
        Index("ix_sighting_processed_at", "processed_at"),
    )

    agency_id: Mapped[AgencyId]
    user_id: Mapped[UserId]
    reference: Mapped[UUID] = mapped_column(Uuid())
    gives_number: Mapped[bool]
    sealed: Mapped[bytes]
    sent_at: Mapped[Moment]
    processed_at: Mapped[OptionalMoment]


class SightingDelivery(PublicIdBase):
    """A sighting as the desk of the report has it. It belongs to the record, also after a transfer.

    Workers write it, and the responsible agency decides it. The sender sees no row of this table.
    `police_notified_at` is null if no police desk of the report's state was notified. `answer` is
    the reason of the decision, sealed with the key of the sighting; null before.
    """

    __tablename__ = "sighting_delivery"
    __table_args__ = (one_of("state", SightingState),)

    sighting_id: Mapped[int] = mapped_column(BigId, foreign_key("sighting.id"), index=True)
    record_id: Mapped[RecordId]
    state: Mapped[Code]
    delivered_at: Mapped[Moment]
    police_notified_at: Mapped[OptionalMoment]
    decided_at: Mapped[OptionalMoment]
    decided_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    answer: Mapped[bytes | None] = mapped_column(LargeBinary())
