"""The photograph of a record: one a record, sealed as F3, beside the facts because it is no
text.
"""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Moment, UserId, foreign_key


class RecordPhoto(Base):
    """A photograph, drawn anew by us and sealed under the record's data key; `version` counts its
    replacements.
    """

    __tablename__ = "record_photo"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    version: Mapped[int]
    sealed: Mapped[bytes]
    added_by: Mapped[UserId]
    added_at: Mapped[Moment]
