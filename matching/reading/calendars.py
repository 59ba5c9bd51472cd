"""Dates as intervals of days, in four calendars. It holds the arithmetic, no persons or scores.

Solar Hijri uses persiantools, and Hijri (Umm al-Qura, 1343-1500) uses hijridate. The Ethiopian
calendar is computed here (epoch 29 August 8 Julian, every fourth year a leap year), after
Dershowitz and Reingold, Calendrical Calculations.
"""

from __future__ import annotations

import unicodedata
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache
from typing import Final

from hijridate import Gregorian, Hijri
from persiantools.jdatetime import JalaliDate

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2100
_ETHIOPIAN_EPOCH: Final = 2796  # ordinal of 1 Meskerem of year 1


def western_digits(text: str) -> str:
    """Return `text` with the decimal digits of every script (Arabic-Indic, Persian, ...) as 0-9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )


def ethiopian_to_day(year: int, month: int, day: int) -> date:
    """Return the Gregorian day of an Ethiopian one; raises ValueError if the day does not exist."""
    days = 30 if month < 13 else 6 if year % 4 == 3 else 5
    if not (1 <= month <= 13 and 1 <= day <= days):
        raise ValueError("no such Ethiopian day")
    return date.fromordinal(
        _ETHIOPIAN_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1
    )


def day_to_ethiopian(day: date) -> tuple[int, int, int]:
    """Return Ethiopian year, month, day of a Gregorian day; raises ValueError before the year 9."""
    year = (4 * (day.toordinal() - _ETHIOPIAN_EPOCH) + 1463) // 1461
    rest = day.toordinal() - ethiopian_to_day(year, 1, 1).toordinal()
    return year, rest // 30 + 1, rest % 30 + 1


def to_day(calendar: str, year: int, month: int, day: int) -> date:
    """Return the Gregorian day of a day in `calendar`; raises ValueError if it does not exist."""
    if calendar == "gregorian":
        return date(year, month, day)
    if calendar == "ethiopian":
        return ethiopian_to_day(year, month, day)
    try:
        if calendar == "solar_hijri":
            gregorian = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
        else:
            gregorian = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError) as error:
        raise ValueError("no such day in this calendar") from error
    return date(gregorian.year, gregorian.month, gregorian.day)


def written_interval(calendar: str, year: int, month: int, day: int) -> tuple[date, date]:
    """Return first and last day of a written day, month or year, in any year.

    Raises ValueError if the day does not exist.
    """
    if day:
        return (to_day(calendar, year, month, day),) * 2
    months = 13 if calendar == "ethiopian" else 12
    next_year, next_month = (year + 1, 1) if month in (0, months) else (year, month + 1)
    first = to_day(calendar, year, month or 1, 1)
    if first.year == MAXYEAR:
        return first, date.max
    return first, to_day(calendar, next_year, next_month, 1) - timedelta(days=1)


def is_compared(day: date) -> bool:
    """Return whether a day is in the compared years, 1900-2100; any other day counts as unknown."""
    return EARLIEST_YEAR <= day.year <= LATEST_YEAR


def age_interval(age: int, on: date, slack_years: int) -> tuple[date, date]:
    """Return the birth days that fit an age in whole years on a day.

    `slack_years` widens the interval at either end. Days outside the years 1 to 9999 are limited to
    the first or last day of that range.
    """
    before_first = _years_before(on, age + 1 + slack_years)
    last = _years_before(on, age - slack_years)
    first = before_first + timedelta(days=1) if before_first < last else last
    return first, last


def _years_before(day: date, years: int) -> date:
    """Return the same day `years` earlier (28 February for a leap day), limited to valid dates."""
    year = day.year - years
    if year < MINYEAR:
        return date.min
    if year > MAXYEAR:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


@lru_cache(maxsize=65536)
def misconverted_days(day: date) -> tuple[int, int, int]:
    """Return ordinals of the days that frequent conversion errors make of this birth day.

    0 means that an error gives no day. Three errors: the Solar Hijri month and day with year + 621;
    the Hijri month and day with the Gregorian year; the Ethiopian date read as a Gregorian one.
    """
    solar_year, solar_month, solar_day = written_in("solar_hijri", day)
    _, lunar_month, lunar_day = written_in("hijri", day)
    return (
        _ordinal(solar_year + 621, solar_month, solar_day),
        _ordinal(day.year, lunar_month, lunar_day),
        _ordinal(*written_in("ethiopian", day)),
    )


@lru_cache(maxsize=65536)
def swapped_day(day: date, calendar: str) -> int:
    """Return the ordinal of the day with day and month exchanged in its original calendar.

    Return 0 if there is no such day or it is the same day.
    """
    year, month, of_month = written_in(calendar, day)
    return 0 if of_month == month else _ordinal(year, of_month, month, calendar)


def written_in(calendar: str, day: date) -> tuple[int, int, int]:
    """Return year, month and day of a Gregorian day in a calendar; zeros outside its range."""
    if calendar == "gregorian":
        return day.year, day.month, day.day
    try:
        if calendar == "ethiopian":
            return day_to_ethiopian(day)
        if calendar == "solar_hijri":
            solar = JalaliDate(day)  # type: ignore[no-untyped-call]
            return solar.year, solar.month, solar.day
        lunar = Gregorian(day.year, day.month, day.day).to_hijri()
    except (ValueError, OverflowError):
        return 0, 0, 0
    return lunar.year, lunar.month, lunar.day


def _ordinal(year: int, month: int, day: int, calendar: str = "gregorian") -> int:
    """Return the ordinal of a day of a calendar, 0 if it does not exist."""
    try:
        return to_day(calendar, year, month, day).toordinal()
    except ValueError:
        return 0
