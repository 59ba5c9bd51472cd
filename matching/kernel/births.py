"""Level of two births, and its bits by the source of each date. Compiled.

A birth is a row of features.SECTIONS["births"].
"""

from __future__ import annotations

import numpy as np

from matching.arrays import Ints
from matching.codes import code_lists
from matching.jit import njit_no_refcount
from matching.kernel.attribute_numbers import BIRTH
from matching.kernel.digit_errors import is_digit_error
from matching.model import levels

Birth = Ints | tuple[int, int, int, int, int, int]

(
    VERY_FAR,
    FAR,
    APART,
    TWO_YEARS,
    ONE_YEAR,
    SAME_YEAR_OTHER_DAY,
    ONE_YEAR_VAGUE,
    AGE_FITS,
    SAME_YEAR,
) = levels.level_numbers(
    "birth",
    "very_far far apart two_years one_year same_year_other_day one_year_vague age_fits same_year",
)
MISREAD_CALENDAR, ONE_DIGIT, SAME_DAY_YEARS_OFF, SAME_DAY_OTHER_YEAR = levels.level_numbers(
    "birth", "misread_calendar one_digit same_day_years_off same_day_other_year"
)
SAME_MONTH_OTHER_DAY, SAME_MONTH, SAME_YEAR_VAGUE, SWAPPED, SAME_DAY = levels.level_numbers(
    "birth", "same_month_other_day same_month same_year_vague swapped same_day"
)

# Share of the negative bits that counts when births differ, by the less reliable source of the two.
# An assessed age can be wrong by years; a document seldom is.
_PERCENT = np.array(
    [100, *(code_lists.BIRTH_KNOWN_PERCENT[code] for code in code_lists.BIRTH_KNOWN)], np.int32
)

_YEAR_DAYS = 366
_MONTH_DAYS = 31
_VAGUE_DAYS = 300  # a birth with at least this many possible days is known only by year or age
# Ages are often claimed up to two years, and sometimes up to five years, too low or too high while
# the day stays the same.
_CLAIMED_YEARS, _MOST_CLAIMED_YEARS = 2, 5


@njit_no_refcount
def births_level(left: Ints, right: Ints, bits: Ints) -> tuple[int, int]:
    """Return level and bits (x 64) of the pair of births with the most bits.

    Return (0, 0) if a side has none. The births are int32[n, 8] for each person. `bits` int32[A,
    levels] holds the bits (x 64) of all attributes' levels.
    """
    best, most = 0, 0
    for left_birth in left:
        for right_birth in right:
            level = birth_level(left_birth, right_birth)
            value = soften_misfit(int(bits[BIRTH, level]), left_birth[6], right_birth[6])
            if best == 0 or value > most or (value == most and level > best):
                best, most = level, value
    return best, most


@njit_no_refcount
def soften_misfit(value: int, source: int, other_source: int) -> int:
    """Return the bits (x 64) of two births; negative bits shrink if a source is unreliable.

    `source` and `other_source` are the sources as numbers of `BIRTH_KNOWN`. The less reliable one
    counts.
    """
    return value * int(min(_PERCENT[source], _PERCENT[other_source])) // 100 if value < 0 else value


@njit_no_refcount
def birth_level(left: Birth, right: Birth) -> int:
    """Return the level of two births; never unknown.

    A birth has at least the first six numbers of a packed birth: first and last day, three misread
    days, and the day with day and month exchanged.
    """
    if left[0] == left[1] and right[0] == right[1]:
        return _level_of_days(left, right)
    gap = max(left[0], right[0]) - min(left[1], right[1])
    is_vague = min(left[1] - left[0], right[1] - right[0]) >= _VAGUE_DAYS
    width = max(left[1] - left[0], right[1] - right[0]) + 1
    if gap > 0:
        level = _level_of_gap(gap)
        if level == ONE_YEAR and is_vague and width <= _YEAR_DAYS:
            # a birth whose range exceeds a year and does not overlap the other is farther apart
            return ONE_YEAR_VAGUE
        return SAME_YEAR_OTHER_DAY if level == ONE_YEAR and _is_one_year(left, right) else level
    if width <= _MONTH_DAYS:
        return SAME_MONTH
    if width > _YEAR_DAYS:
        return AGE_FITS
    return SAME_YEAR_VAGUE if is_vague else SAME_YEAR


@njit_no_refcount
def _is_one_year(left: Birth, right: Birth) -> bool:
    """Return whether two births, each known as a range of days, are within one civil year."""
    return civil_date(min(left[0], right[0]))[0] == civil_date(max(left[1], right[1]))[0]


@njit_no_refcount
def _level_of_gap(gap: int) -> int:
    if gap > 10 * _YEAR_DAYS:
        return VERY_FAR
    if gap > 5 * _YEAR_DAYS:
        return FAR
    if gap > 30 * _MONTH_DAYS:
        return APART
    return TWO_YEARS if gap > 18 * _MONTH_DAYS else ONE_YEAR


@njit_no_refcount
def _level_of_days(left: Birth, right: Birth) -> int:
    """Return the level of two births known to the day."""
    if left[0] == right[0]:
        return SAME_DAY
    # Day and month exchanged, in the original calendar.
    if left[5] == right[0] or right[5] == left[0]:
        return SWAPPED
    left_date, right_date = civil_date(left[0]), civil_date(right[0])
    if left_date[1:] == right_date[1:] and abs(left_date[0] - right_date[0]) <= _CLAIMED_YEARS:
        return SAME_DAY_OTHER_YEAR
    if left_date[:2] == right_date[:2]:
        return SAME_MONTH_OTHER_DAY
    if is_digit_error(_digits(left_date), _digits(right_date)):
        return ONE_DIGIT
    if left_date[1:] == right_date[1:] and abs(left_date[0] - right_date[0]) <= _MOST_CLAIMED_YEARS:
        return SAME_DAY_YEARS_OFF
    for slip in range(2, 5):
        if left[slip] == right[0] or right[slip] == left[0]:
            return MISREAD_CALENDAR
    if left_date[0] == right_date[0]:
        return SAME_YEAR_OTHER_DAY
    return _level_of_gap(abs(left[0] - right[0]))


@njit_no_refcount
def _digits(day: tuple[int, int, int]) -> int:
    """Return a day as 1YYYYMMDD, so that all days have equally many digits."""
    return ((10_000 + day[0]) * 100 + day[1]) * 100 + day[2]


@njit_no_refcount
def civil_date(ordinal: int) -> tuple[int, int, int]:
    """Return year, month, day of a proleptic Gregorian ordinal (day 1 is 1 January 1).

    The calculation counts years from March.
    """
    days = ordinal + 305
    era = days // 146097
    of_era = days - era * 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (1 if month <= 2 else 0), month, day
