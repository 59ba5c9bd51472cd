"""Conversion of Gregorian days into home calendars: Solar Hijri, Hijri and Ethiopian."""

from datetime import date, timedelta
from typing import Final

# 33-year cycles of the Solar Hijri calendar; correct for the years of young people today
# (1375-1410).
LEAP_REMAINDERS: Final = (1, 5, 9, 13, 17, 22, 26, 30)
SOLAR_ANCHOR: Final = (1375, date(1996, 3, 20))
HIJRI_EPOCH: Final = (
    227_014  # ordinal of 15 July 622 (Julian); the tabular calendar is at most a day or two off
)

HAMAL: Final = "Hamal Sawr Jawza Saratan Asad Sunbula Mizan Aqrab Qaws Jadi Dalw Hut".split()


def is_solar_leap(year: int) -> bool:
    """Return whether a Solar Hijri year has 366 days."""
    return year % 33 in LEAP_REMAINDERS


def solar_hijri(day: date) -> tuple[int, int, int]:
    """Return year, month and day in the Solar Hijri calendar, for days from 1996 on."""
    year, start = SOLAR_ANCHOR
    while (after := start + timedelta(days=365 + is_solar_leap(year))) <= day:
        year, start = year + 1, after
    left = (day - start).days
    if left < 186:
        return year, left // 31 + 1, left % 31 + 1
    return year, (left - 186) // 30 + 7, (left - 186) % 30 + 1


def hijri(day: date) -> tuple[int, int]:
    """Return year and month in the tabular Hijri calendar.

    The day is left out, because it depends on the local sighting of the moon.
    """
    days = day.toordinal() - HIJRI_EPOCH
    year = (30 * days + 10_646) // 10_631
    start = (year - 1) * 354 + (3 + 11 * year) // 30
    return year, min(12, int((days - start) / 29.5) + 1)


def ethiopian(day: date) -> tuple[int, int, int]:
    """Return year, month and day in the Ethiopian calendar, for days from 1901 to 2099."""
    start = _ethiopian_new_year(day.year)
    if day < start:
        start = _ethiopian_new_year(day.year - 1)
    left = (day - start).days
    return start.year - 7, left // 30 + 1, left % 30 + 1


def _ethiopian_new_year(year: int) -> date:
    """Return 11 September, or 12 September before a Gregorian leap year."""
    return date(year, 9, 12 if (year + 1) % 4 == 0 else 11)
