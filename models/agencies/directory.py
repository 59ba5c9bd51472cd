"""The directory of support services by state.

It has no data about persons sought and no street addresses.
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Code, Moment, PublicIdBase, State, UserId


class AssistanceService(PublicIdBase):
    """A support service that people may call: kind, languages, hours and contact (`reach`)."""

    __tablename__ = "assistance_service"

    state: Mapped[State]
    kind: Mapped[Code]
    name: Mapped[str] = mapped_column(String(200))
    languages: Mapped[str] = mapped_column(String(200))
    hours: Mapped[str] = mapped_column(String(300))
    reach: Mapped[str] = mapped_column(String(300))
    written_by: Mapped[UserId | None]
    written_at: Mapped[Moment]
