"""The table of the times of the newest backups."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment


class BackupCopy(Base):
    """When the newest archive of a kind was made, or a key archive last opened a data archive.

    `kind` is a `BackupKind`. There is no row for what was never done.
    """

    __tablename__ = "backup_copy"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    made_at: Mapped[Moment]
