"""The table of episodes in a child's case."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.base import Code, Moment, PublicIdBase, RecordId, UserId


class Episode(PublicIdBase):
    """A dated event in a child's case: missing from care, located or returned.

    Its facts are sealed in the same way as those of `record_facts`.
    """

    __tablename__ = "episode"

    record_id: Mapped[RecordId]
    kind: Mapped[Code]
    sealed: Mapped[bytes]
    at: Mapped[Moment]
    user_id: Mapped[UserId]
