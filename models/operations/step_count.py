"""The table of how many items each step of the clock processed in a day."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment


class StepCount(Base):
    """The number of items that one step of the clock was permitted to process on one day.

    `step` is a `ClockStep`. `day_at` is the midnight in UTC at which the day begins.
    """

    __tablename__ = "step_count"

    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    day_at: Mapped[Moment] = mapped_column(primary_key=True)
    done: Mapped[int]
