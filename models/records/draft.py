"""The table of drafts: forms that were typed and not sent.

A draft is sealed, readable only by its author, and deleted after a day.
"""

from __future__ import annotations

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Code, Moment, PublicIdBase, UserId


class Draft(PublicIdBase):
    """A user's only draft for one kind of record."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    user_id: Mapped[UserId]
    kind: Mapped[Code]
    sealed: Mapped[bytes] = mapped_column(LargeBinary())
    saved_at: Mapped[Moment]
    expires_at: Mapped[Moment]
