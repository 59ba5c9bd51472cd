"""The table of photographs: one per record, sealed as class F3.

It is separate from the facts because a photograph is not text.
"""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Moment, UserId, foreign_key


class RecordPhoto(Base):
    """A photograph, re-encoded by us and sealed with the record's data key.

    `version` counts how often it was replaced.
    """

    __tablename__ = "record_photo"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    version: Mapped[int]
    sealed: Mapped[bytes]
    added_by: Mapped[UserId]
    added_at: Mapped[Moment]
