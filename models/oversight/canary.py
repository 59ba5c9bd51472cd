"""Which records are canaries: made-up people whom nobody has a reason to open."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Moment, foreign_key


class Canary(Base):
    """A record that is a canary. Only its owner's door and workers read this, and no answer ever
    tells.
    """

    __tablename__ = "canary"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    planted_at: Mapped[Moment]
