"""Published counts, small ones suppressed before they are stored; an agency's own, exact, for
itself alone; and the pairs that chance asks people to look at.
"""

from __future__ import annotations

from sqlalchemy import PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AgencyId, Base, BigId, Code, Moment, foreign_key


class StatisticCell(Base):
    """One cell of a published cube; `n` is None where the count is suppressed."""

    __tablename__ = "statistic_cell"
    __table_args__ = (PrimaryKeyConstraint("cube", "cell", "counted_at"),)

    cube: Mapped[Code]
    cell: Mapped[str] = mapped_column(String(200))
    counted_at: Mapped[Moment]
    n: Mapped[int | None]


class OwnCount(Base):
    """One cell of what an agency counts of itself, as the last night made it; exact, and for nobody
    else.
    """

    __tablename__ = "own_count"
    __table_args__ = (PrimaryKeyConstraint("agency_id", "cube", "cell"),)

    agency_id: Mapped[int] = mapped_column(BigId, foreign_key("agency.id"))
    cube: Mapped[Code]
    cell: Mapped[str] = mapped_column(String(200))
    counted_at: Mapped[Moment]
    n: Mapped[int]


class DrawnPair(Base):
    """A pair that chance drew, once, for an owner to look at: from the undecided pairs of which
    band.
    """

    __tablename__ = "drawn_pair"

    pair_id: Mapped[int] = mapped_column(BigId, foreign_key("pair.id"), primary_key=True)
    agency_id: Mapped[AgencyId]
    band: Mapped[int]
    drawn_at: Mapped[Moment]
