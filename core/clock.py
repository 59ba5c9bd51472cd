"""Time as an argument, so that tests can move it by years.

Times are always UTC and timezone-aware.
"""

from __future__ import annotations

import calendar
import dataclasses
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


def add_months(moment: datetime, months: int) -> datetime:
    """Return the same day `months` months later (earlier if negative).

    If that month has no such day, return its last day.
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


class Clock(Protocol):
    """A source of the current time."""

    def now(self) -> datetime:
        """Return the current time in UTC, timezone-aware."""
        ...


def _uptime_s() -> float:
    """Return the seconds of a clock that cannot be set and continues during sleep."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class SystemClock:
    """The machine's clock."""

    def __init__(self) -> None:
        self._started_at, self._started_s = self.now(), _uptime_s()

    def jump(self) -> timedelta:
        """Return by how much the clock was set since this object was made; negative: back."""
        return self.now() - self._started_at - timedelta(seconds=_uptime_s() - self._started_s)

    def now(self) -> datetime:
        """Return the current time in UTC, timezone-aware."""
        return datetime.now(UTC)


@dataclasses.dataclass(slots=True)
class ManualClock:
    """A clock for tests. It only changes when it is moved."""

    moment: datetime

    def now(self) -> datetime:
        """Return the time of the clock."""
        return self.moment

    def move(self, step: timedelta) -> None:
        """Move the clock by `step`."""
        self.moment += step
