"""Published counts: fixed cubes of cells, small ones suppressed before they are stored."""

from __future__ import annotations

from sqlalchemy import PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Moment


class StatisticCell(Base):
    """One cell of a published cube; `n` is None where the count is suppressed."""

    __tablename__ = "statistic_cell"
    __table_args__ = (PrimaryKeyConstraint("cube", "cell", "counted_at"),)

    cube: Mapped[Code]
    cell: Mapped[str] = mapped_column(String(200))
    counted_at: Mapped[Moment]
    n: Mapped[int | None]
