"""The table of program versions that may work on this database."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, OptionalMoment


class StoreVersion(Base):
    """The lowest version of one part of a program that may still work on the database.

    `homeward migrate` writes it. `raised_at` is when it was last raised; None if it never was.
    """

    __tablename__ = "store_version"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int]
    raised_at: Mapped[OptionalMoment]
