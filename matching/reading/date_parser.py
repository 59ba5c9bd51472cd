"""Written dates: year, month, day, and the calendar that a month's name implies.

Accepted forms: year first with any one separator; day.month.year with dots; a named month with day
and year in any order, or with the year only; numbers between slashes or dashes with the year last,
if only one of the two orders is possible. The module does not judge plausibility.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from matching.names.text.normalise import normalise
from matching.reading import month_names
from matching.reading.calendars import to_day, western_digits

_LONGEST: Final = 60
_YEAR_FIRST: Final = re.compile(r"(\d{4})(?:([-/. ])(\d{1,2})(?:\2(\d{1,2}))?)?")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})(\s?[-/.]\s?)(\d{1,2})\2(\d{4})")
_PARTS: Final = re.compile(r"\d+|[^\W\d_]+(?:[^\W\d_]|[\u0300-\u036f'’ʿʾ-])*")
# Words between day, month and year in the languages of the months: of, the, ordinal endings, year.
_FILLERS: Final = frozenset(
    "de del of the den der le il el di d st nd rd th er e o a º ª року р г سال سنة عام"
    " ዓም ዓመት ቀን".split()
)
_MONTHS: Final = {"ethiopian": 13}  # months of a year; twelve in the others


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A written date.

    Year, month and day are 0 if not written. The calendar is the one that the month's name implies,
    "" for none.
    """

    year: int
    month: int = 0
    day: int = 0
    calendar: str = ""


def read_written_date(text: str, calendar: str = "") -> WrittenDate | None:
    """Return the date, None if its form is not accepted or it is ambiguous (`is_ambiguous`).

    `calendar` is the stated one, "" for none: it decides if two calendars share a month's name.
    """
    clean = western_digits(text[:_LONGEST]).strip()
    parts = _YEAR_FIRST.fullmatch(clean)
    if parts is not None:
        return WrittenDate(int(parts[1]), int(parts[3] or 0), int(parts[4] or 0))
    parts = _YEAR_LAST.fullmatch(clean)
    if parts is not None:
        if is_ambiguous(text, calendar):
            return None
        first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
        is_day_first = "." in parts[2] or first > _MONTHS.get(calendar, 12) or first == second
        return (
            WrittenDate(year, second, first) if is_day_first else WrittenDate(year, first, second)
        )
    return _with_named_month(clean, calendar)


def is_ambiguous(text: str, calendar: str = "") -> bool:
    """Whether a date is not read because either of its first two numbers could be the month."""
    parts = _YEAR_LAST.fullmatch(western_digits(text[:_LONGEST]).strip())
    if parts is None or "." in parts[2] or int(parts[1]) == int(parts[3]):
        return False
    return max(int(parts[1]), int(parts[3])) <= _MONTHS.get(calendar, 12)


def _with_named_month(clean: str, calendar: str) -> WrittenDate | None:
    parts = [
        part
        for part in _PARTS.findall(normalise(clean))
        if month_names.fold_month_name(part) not in _FILLERS
    ]
    numbers = [part for part in parts if part.isdecimal()]
    words = [place for place, part in enumerate(parts) if not part.isdecimal()]
    if not words or words[-1] - words[0] != len(words) - 1 or not 1 <= len(numbers) <= 2:
        return None
    month = month_names.month_of("".join(parts[place] for place in words), calendar)
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if month is None or len(years) != 1 or len(days) != len(numbers) - 1:
        return None
    if days and not int(days[0]):
        return None
    return WrittenDate(int(years[0]), month[1], int(days[0]) if days else 0, month[0])


def read_day(text: str) -> date | None:
    """Return the written day, None if there is none.

    It is Gregorian unless its month's name implies another calendar.
    """
    written = read_written_date(text)
    if written is None or not (written.month and written.day):
        return None
    try:
        return to_day(written.calendar or "gregorian", written.year, written.month, written.day)
    except ValueError:
        return None
