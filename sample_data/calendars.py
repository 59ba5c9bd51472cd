"""Conversion of dates into calendars of origin.

Solar Hijri uses the 33-year rule (exact for 1800 to 2200). Hijri uses the tabular (civil) rule,
which is within two days of calendars by sighting; real documents differ as much. Ethiopian dates
are computed from the epoch. The rules (not the code) are those of Dershowitz and Reingold,
"Calendrical Calculations".
"""

from __future__ import annotations

from datetime import date

Ymd = tuple[int, int, int]

# Proleptic Gregorian ordinals of day 1 of year 1 (`date.toordinal`): 21 March 622, 18 July 622, 27
# August 8.
_SOLAR_EPOCH = 226895
_HIJRI_EPOCH = 227014
_ETHIOPIAN_EPOCH = 2796
_SOLAR_STARTS = (0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336)


def _solar_new_year(year: int) -> int:
    return _SOLAR_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33


def to_solar_hijri(day: date) -> Ymd:
    """Return year, month, day in the Solar Hijri calendar of Iran and Afghanistan."""
    ordinal = day.toordinal()
    year = (ordinal - _SOLAR_EPOCH) // 366 + 1
    while _solar_new_year(year + 1) <= ordinal:
        year += 1
    rest = ordinal - _solar_new_year(year)
    month = max(index for index, start in enumerate(_SOLAR_STARTS) if start <= rest)
    return year, month + 1, rest - _SOLAR_STARTS[month] + 1


def to_hijri(day: date) -> Ymd:
    """Return year, month, day in the tabular Hijri calendar (11 leap years of 355 days in 30)."""
    ordinal = day.toordinal()
    year = (30 * (ordinal - _HIJRI_EPOCH) + 10646) // 10631
    rest = ordinal - (_HIJRI_EPOCH + 354 * (year - 1) + (3 + 11 * year) // 30)
    month = min(11, (11 * rest + 330) // 325 - 1)
    return year, month + 1, rest - (29 * month + (month + 1) // 2) + 1


def to_ethiopian(day: date) -> Ymd:
    """Return year, month (1 to 13), day in the calendar of Ethiopia and the Eritrean church."""
    days = day.toordinal() - _ETHIOPIAN_EPOCH
    year = (4 * days + 1463) // 1461
    rest = days - (365 * (year - 1) + year // 4)
    return year, rest // 30 + 1, rest % 30 + 1


CONVERSIONS = {"solar_hijri": to_solar_hijri, "hijri": to_hijri, "ethiopian": to_ethiopian}

# Years that an office adds in a rough conversion, which leaves month and day unchanged.
RULES_OF_THUMB = {"solar_hijri": 621, "hijri": 579, "ethiopian": 8}
