"""The table of erased records."""

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
    """The public id, agency and erasure time of an erased record.

    After each restore of a backup, the erasure is repeated from this row.
    """

    __tablename__ = "tombstone"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    agency_id: Mapped[AgencyId]
    erased_at: Mapped[Moment]
