"""Checks the dates that people enter against `core.policy.records.dates`.

The check runs before any service computes with the dates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from core.errors import DateOutOfRange
from core.intake import Kind
from core.intake_values import FIELDS
from core.policy.records.dates import DATE_RANGES
from matching import stated_days
from services.foundation.facts.intake_row import IntakeRow

# A birth is read by its calendar, so a change of the calendar states the birth date again.
_READ_WITH = {"birth_calendar": "birth_date"}
# Columns with days that the engine does not read.
_DATED_COLUMNS = tuple(
    name
    for name, field in FIELDS.items()
    if name != "route" and any(part.kind is Kind.DATE for part in field.parts)
)


def check_dates(now: datetime, **dates: date | datetime | None) -> None:
    """Raise `DateOutOfRange` for the first date outside the range of its field; None is skipped.

    A moment is checked by the day in its own time zone, because the years 1 and 9999 cannot always
    be converted to another zone.
    """
    for field, value in dates.items():
        if value is not None:
            day = value.date() if isinstance(value, datetime) else value
            for problem in _problems(field, day, day, now.date()):
                raise problem


def check_row_dates(row: IntakeRow, *, today: date, changed: Collection[str] | None = None) -> None:
    """Raise `DateOutOfRange` for the first date of an intake row outside the range of its column.

    `changed` are the columns that are new (None: all). An edit is not refused for dates that were
    stored before the ranges existed.
    """
    columns = None if changed is None else {_READ_WITH.get(column, column) for column in changed}
    for problem in row_date_problems(row, today=today):
        if columns is None or problem.field in columns:
            raise problem


def row_date_problems(row: IntakeRow, *, today: date) -> list[DateOutOfRange]:
    """Return an error for each date of an intake row outside the range of its column."""
    read = [day for one in row.engine_rows for day in stated_days(one)]
    stated = [*dict.fromkeys(read), *_days_of_parts(row)]
    return [
        problem
        for column, first, last in stated
        for problem in _problems(column, first, last, today)
    ]


def _days_of_parts(row: IntakeRow) -> Iterator[tuple[str, date, date]]:
    """Yield each day that is part of a value:

    its column and the day, twice (first and last day).
    """
    for column in _DATED_COLUMNS:
        for entry in row.of(column):
            for part in entry.parts.values():
                if part.day is not None:
                    yield column, part.day, part.day


def _problems(field: str, first: date, last: date, today: date) -> list[DateOutOfRange]:
    permitted = DATE_RANGES[field]
    if permitted.first <= first and last <= permitted.last(today):
        return []
    return [DateOutOfRange(field, permitted.first, permitted.last(today))]
