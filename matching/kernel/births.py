"""Two births to a level of the attribute birth. Compiled; a birth is a row of features.SECTIONS["births"]."""

from __future__ import annotations

from matching.compiled import compiled
from matching.names.table import Ints

FAR, APART, TWO_YEARS, ONE_YEAR, AGE_FITS, SAME_YEAR_OTHER_DAY, SAME_YEAR = 1, 2, 3, 4, 5, 6, 7
MISREAD_CALENDAR, SAME_MONTH, SAME_DAY_OTHER_YEAR, SWAPPED, SAME_DAY = 8, 9, 10, 11, 12

_YEAR_DAYS = 366
_MONTH_DAYS = 31
_CLAIMED_YEARS = 2  # ages are claimed older or younger by up to two years while the day is kept


@compiled
def births_level(left: Ints, right: Ints) -> int:
    """Return the best level over two people's births (int32[n, 8] each), 0 when one has none."""
    best = 0
    for one in left:
        for other in right:
            best = max(best, _level(one, other))
    return best


@compiled
def _level(left: Ints, right: Ints) -> int:
    if left[0] == left[1] and right[0] == right[1]:
        return _level_of_days(left, right)
    gap = max(left[0], right[0]) - min(left[1], right[1])
    if gap > 0:
        return _level_of_gap(gap)
    width = max(left[1] - left[0], right[1] - right[0]) + 1
    if width <= _MONTH_DAYS:
        return SAME_MONTH
    return SAME_YEAR if width <= _YEAR_DAYS else AGE_FITS


@compiled
def _level_of_gap(gap: int) -> int:
    if gap > 5 * _YEAR_DAYS:
        return FAR
    if gap > 30 * _MONTH_DAYS:
        return APART
    return TWO_YEARS if gap > 18 * _MONTH_DAYS else ONE_YEAR


@compiled
def _level_of_days(left: Ints, right: Ints) -> int:
    """Return the level of two births known to the day."""
    if left[0] == right[0]:
        return SAME_DAY
    if left[5] == right[0]:  # a swap undoes itself: the other way round says the same
        return SWAPPED
    for slip in range(2, 5):
        if left[slip] == right[0] or right[slip] == left[0]:
            return MISREAD_CALENDAR
    left_year, left_month, left_day = civil(left[0])
    right_year, right_month, right_day = civil(right[0])
    if (left_month, left_day) == (right_month, right_day) and abs(left_year - right_year) <= _CLAIMED_YEARS:
        return SAME_DAY_OTHER_YEAR
    if left_year == right_year:
        return SAME_YEAR_OTHER_DAY
    return _level_of_gap(abs(left[0] - right[0]))


@compiled
def civil(ordinal: int) -> tuple[int, int, int]:
    """Return year, month, day of a proleptic Gregorian ordinal (day 1 is 1 January 1), counting years from March."""
    days = ordinal + 305
    era = days // 146097
    of_era = days - era * 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (1 if month <= 2 else 0), month, day
