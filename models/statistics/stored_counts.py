"""Tables of statistics.

Published counts (small ones are suppressed before they are stored), what each agency knew of them,
the exact counts of each agency for that agency, and pairs drawn at random for review.
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AgencyId, Base, BigId, Code, Moment, foreign_key


class StatisticCell(Base):
    """One cell of a published cube. `n` is None where the count is suppressed."""

    __tablename__ = "statistic_cell"

    cube: Mapped[Code] = mapped_column(primary_key=True)
    cell: Mapped[str] = mapped_column(String(200), primary_key=True)
    counted_at: Mapped[Moment] = mapped_column(primary_key=True)
    n: Mapped[int | None]


class StatisticShare(Base):
    """The units of a published cell that an agency knew as its own. Read by workers only.

    The next publications are compared with it. Without a row the agency knew of none.
    """

    __tablename__ = "statistic_share"

    cube: Mapped[Code] = mapped_column(primary_key=True)
    cell: Mapped[str] = mapped_column(String(200), primary_key=True)
    counted_at: Mapped[Moment] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(BigId, foreign_key("agency.id"), primary_key=True)
    n: Mapped[int]


class OwnCount(Base):
    """One cell of an agency's exact counts, as of the last night. Only that agency may read it."""

    __tablename__ = "own_count"

    agency_id: Mapped[int] = mapped_column(BigId, foreign_key("agency.id"), primary_key=True)
    cube: Mapped[Code] = mapped_column(primary_key=True)
    cell: Mapped[str] = mapped_column(String(200), primary_key=True)
    counted_at: Mapped[Moment]
    n: Mapped[int]


class DrawnPair(Base):
    """An undecided match that was drawn at random for its responsible agency to review.

    A match is drawn once. `band` is its band at that time.
    """

    __tablename__ = "drawn_pair"

    match_id: Mapped[int] = mapped_column(BigId, foreign_key("match.id"), primary_key=True)
    agency_id: Mapped[AgencyId]
    band: Mapped[int]
    drawn_at: Mapped[Moment]
