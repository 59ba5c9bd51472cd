"""Time as a value that is passed in, so that years can be walked in a test. Always UTC, always
aware.
"""

from __future__ import annotations

import calendar
import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Protocol


def add_months(moment: datetime, months: int) -> datetime:
    """Return the same day so many months later (negative: earlier), the month's last day where
    there is no such day.
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """Return the present moment, UTC and aware."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, UTC and aware."""
        return datetime.now(UTC)


@dataclasses.dataclass(slots=True)
class ManualClock:
    """A clock that stands still until it is moved."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def move(self, step: timedelta) -> None:
        """Move the clock by `step`."""
        self.moment += step
