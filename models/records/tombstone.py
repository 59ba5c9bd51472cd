"""What remains of erased records."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.base import (
    AgencyId,
    Base,
    Id,
    Moment,
    PublicId,
)


class Tombstone(Base):
    """What remains of an erased record: its public id and when. Replayed after every restore."""

    __tablename__ = "tombstone"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    agency_id: Mapped[AgencyId]
    erased_at: Mapped[Moment]
