"""The table of decoys: made-up records that no person has a reason to open."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Moment, foreign_key


class Decoy(Base):
    """A record that is a decoy.

    Only the services of its responsible agency and the workers read this table. No answer reveals
    it.
    """

    __tablename__ = "decoy"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    planted_at: Mapped[Moment]
