"""Who is told of changes and tombstones by feed or webhook."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AgencyId, Base, BigId, Id, Moment, OptionalMoment, PublicId


class Subscription(Base):
    """An agency's feed of its own records' changes; `position` is the last change it
    acknowledged.
    """

    __tablename__ = "subscription"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    agency_id: Mapped[AgencyId]
    endpoint: Mapped[str | None] = mapped_column(String(400))
    position: Mapped[int] = mapped_column(BigId)
    created_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]
