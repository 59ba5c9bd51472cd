"""Two births to a level of the attribute birth, and what that is worth by how each is known.
Compiled.

A birth is a row of features.SECTIONS["births"].
"""

from __future__ import annotations

import numpy as np

from matching.codes import code_lists
from matching.jit import njit_no_refcount
from matching.kernel.digit_errors import is_digit_error
from matching.model import levels
from matching.names.tokens.token_table import Ints

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

# How much of what births that do not fit say against two people counts, by how well the worse of
# the two is known: an assessed age is off by years, a document seldom is.
_PERCENT = np.array(
    [100, *(code_lists.BIRTH_KNOWN_PERCENT[code] for code in code_lists.BIRTH_KNOWN)], np.int32
)

_BIRTH = levels.ATTRIBUTE_NAMES.index("birth")
_YEAR_DAYS = 366
_MONTH_DAYS = 31
_VAGUE_DAYS = 300  # a birth that may be on so many days or more is known by its year or by an age
# Ages are claimed older or younger by up to two years while the day is kept, and by up to five now
# and then.
_CLAIMED_YEARS, _MOST_CLAIMED_YEARS = 2, 5


@njit_no_refcount
def births_level(left: Ints, right: Ints, bits: Ints) -> tuple[int, int]:
    """Return level and bits (x 64) of the pair of two people's births (int32[n, 8] each) that
    speaks most for them; 0 and 0 when one has none.

    `bits` int32[A, levels] are those of all attributes' levels (x 64).
    """
    best, most = 0, 0
    for left_birth in left:
        for right_birth in right:
            level = birth_level(left_birth, right_birth)
            value = soften_misfit(int(bits[_BIRTH, level]), left_birth[6], right_birth[6])
            if best == 0 or value > most or (value == most and level > best):
                best, most = level, value
    return best, most


@njit_no_refcount
def soften_misfit(value: int, known: int, other_known: int) -> int:
    """Return what two births are worth (x 64), those that do not fit the less the worse they are
    known.
    """
    return value * int(min(_PERCENT[known], _PERCENT[other_known])) // 100 if value < 0 else value


@njit_no_refcount
def birth_level(left: Birth, right: Birth) -> int:
    """Return the level of two births, the first six numbers of each at least."""
    if left[0] == left[1] and right[0] == right[1]:
        return _level_of_days(left, right)
    gap = max(left[0], right[0]) - min(left[1], right[1])
    is_vague = min(left[1] - left[0], right[1] - right[0]) >= _VAGUE_DAYS
    width = max(left[1] - left[0], right[1] - right[0]) + 1
    if gap > 0:
        level = _level_of_gap(gap)
        if level == ONE_YEAR and is_vague and width <= _YEAR_DAYS:
            # what spans more than a year and still does not meet the other lies farther off
            return ONE_YEAR_VAGUE
        return SAME_YEAR_OTHER_DAY if level == ONE_YEAR and _is_one_year(left, right) else level
    if width <= _MONTH_DAYS:
        return SAME_MONTH
    if width > _YEAR_DAYS:
        return AGE_FITS
    return SAME_YEAR_VAGUE if is_vague else SAME_YEAR


@njit_no_refcount
def _is_one_year(left: Birth, right: Birth) -> bool:
    """Say whether two births, each known to some days, lie in one civil year."""
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
    if (
        left[5] == right[0] or right[5] == left[0]
    ):  # of a day that another calendar tells there is none
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
    """Return a day as YYYYMMDD."""
    return (day[0] * 100 + day[1]) * 100 + day[2]


@njit_no_refcount
def civil_date(ordinal: int) -> tuple[int, int, int]:
    """Return year, month, day of a proleptic Gregorian ordinal (day 1 is 1 January 1), counting
    years from March.
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
