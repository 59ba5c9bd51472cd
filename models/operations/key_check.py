"""The table of check values of the keys that a database was used with."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment


class KeyCheck(Base):
    """A keyed hash of a fixed text under one key.

    It shows whether a process has the right key, and does not reveal the key.
    """

    __tablename__ = "key_check"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary(16))
    made_at: Mapped[Moment]
