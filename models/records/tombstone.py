"""The table of erased records."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.base import AgencyId, Moment, PublicIdBase


class Tombstone(PublicIdBase):
    """The public id, agency and erasure time of an erased record.

    After each restore of a backup, the erasure is repeated from this row.
    """

    __tablename__ = "tombstone"

    agency_id: Mapped[AgencyId]
    erased_at: Mapped[Moment]
