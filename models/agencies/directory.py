"""Services that help, by state. Nothing here is about a person sought, and nothing says where a
place is.
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Id, Moment, PublicId, State, UserId


class AssistanceService(Base):
    """A service one may call for help: kind, languages, hours, how to reach it."""

    __tablename__ = "assistance_service"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    state: Mapped[State]
    kind: Mapped[Code]
    name: Mapped[str] = mapped_column(String(200))
    languages: Mapped[str] = mapped_column(String(200))
    hours: Mapped[str] = mapped_column(String(300))
    reach: Mapped[str] = mapped_column(String(300))
    written_by: Mapped[UserId | None]
    written_at: Mapped[Moment]
