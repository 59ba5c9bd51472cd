"""The episodes of a child's story, sealed."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.base import (
    Base,
    Code,
    Id,
    Moment,
    PublicId,
    RecordId,
    UserId,
)


class Episode(Base):
    """A stretch of the child's story: left care, located, returned. Its facts are sealed in
    `record_facts`' manner.
    """

    __tablename__ = "episode"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    kind: Mapped[Code]
    sealed: Mapped[bytes]
    at: Mapped[Moment]
    user_id: Mapped[UserId]
