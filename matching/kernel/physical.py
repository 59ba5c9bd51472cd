"""Sex, height, eyes, hair and marks of two people to levels. Compiled; orders of levels:
levels.py.
"""

from __future__ import annotations

import numpy as np

from matching.codes import code_lists
from matching.jit import lean
from matching.names.tokens.token_table import Bytes, Ints
from matching.packing.columns import Words

_DIFFER, _NEAR, _AGREE = 1, 2, 3
_LIGHT = 4  # of eyes and hair
_NOT_OF_AGE, _HEIGHTS_DIFFER, _OFF, _NEARLY_FIT, _FIT, _CLOSE = range(1, 7)  # of heights
_OTHER_SEX = code_lists.code_number(code_lists.SEX, "X")

# Centimetres, all judged: two measurings of one grown person differ by up to three; a child gains
# at most about nine in a year, that of the growth spurt; nobody grows from eighteen on.
_MEASURING_CM = 3
_CLOSE_CM = 1
_NEAR_CM = 4
_OFF_CM = 5  # beyond that: a height guessed, or a figure misread
_GROWTH_CM_A_YEAR = 9.0
_GROWN_DAYS = 18 * 365
# What children of 0, 1, 2 ... 18 years measure in the middle, and how much farther off than a
# year's growth nobody is.
_MIDDLE_CM = np.array(
    [50, 75, 87, 96, 103, 110, 116, 122, 128, 133, 138, 144, 150, 157, 162, 166, 168, 169, 170],
    np.float64,
)
_OF_NO_SUCH_AGE_CM = 40


def near_table(
    codes: tuple[str, ...], pairs: tuple[tuple[str, str], ...]
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return which two code numbers are easily confused, bool[codes + 1, codes + 1], the same
    either way round.
    """
    table = np.zeros((len(codes) + 1, len(codes) + 1), np.bool_)
    for one, other in pairs:
        i, j = code_lists.code_number(codes, one), code_lists.code_number(codes, other)
        table[i, j] = table[j, i] = True
    return table


_NEAR_EYES = near_table(code_lists.EYES, code_lists.NEAR_EYES)
_NEAR_HAIR = near_table(code_lists.HAIR, code_lists.NEAR_HAIR)
_DARK_EYES = np.array([False, *(code in code_lists.DARK for code in code_lists.EYES)])
_DARK_HAIR = np.array([False, *(code in code_lists.DARK for code in code_lists.HAIR)])


@lean
def sex_level(left: int, right: int) -> int:
    """Return the level of two sex numbers."""
    if left == 0 or right == 0:
        return 0
    if left == right:
        return _AGREE
    return _NEAR if _OTHER_SEX in (left, right) else _DIFFER


@lean
def eyes_level(left: int, right: int) -> int:
    """Return the level of two eye colours."""
    if left == 0 or right == 0:
        return 0
    if left == right:
        return _AGREE if _DARK_EYES[left] else _LIGHT
    return _NEAR if _NEAR_EYES[left, right] else _DIFFER


@lean
def hair_level(left: int, right: int) -> int:
    """Return the level of two hair colours."""
    if left == 0 or right == 0:
        return 0
    if left == right:
        return _AGREE if _DARK_HAIR[left] else _LIGHT
    return _NEAR if _NEAR_HAIR[left, right] else _DIFFER


@lean
def height_level(one: Ints, other: Ints, births: Ints, other_births: Ints) -> int:
    """Return the level of two heights (centimetres, day), with the growth that the time between
    them allows; of one height alone, whether the other's births allow it.
    """
    if one[0] == 0 or other[0] == 0:
        if births.shape[0] == 0 and _is_of_no_such_age(one, other_births):
            return _NOT_OF_AGE
        return (
            _NOT_OF_AGE if other_births.shape[0] == 0 and _is_of_no_such_age(other, births) else 0
        )
    latest_birth = 0
    for index in range(births.shape[0]):
        latest_birth = max(latest_birth, int(births[index, 1]))
    for index in range(other_births.shape[0]):
        latest_birth = max(latest_birth, int(other_births[index, 1]))
    return growth_level((one[0], one[1]), (other[0], other[1]), latest_birth)


@lean
def growth_level(one: tuple[int, int], other: tuple[int, int], latest_birth: int) -> int:
    """Return the level of two heights (centimetres, day) of people born on `latest_birth` at
    latest, 0: not known.
    """
    if one[0] == 0 or other[0] == 0:
        return 0
    if one[1] == 0 or other[1] == 0:
        return _fit(0.0, float(abs(one[0] - other[0])), 0.0)
    first, second = (one, other) if (one[1], one[0]) <= (other[1], other[0]) else (other, one)
    # Days in which the person may have been under 18: all of them when no birth is known.
    end = min(int(second[1]), latest_birth + _GROWN_DAYS) if latest_birth else int(second[1])
    years = max(end - int(first[1]), 0) / 365.25
    return _fit(0.0, float(second[0] - first[0]), years * _GROWTH_CM_A_YEAR)


@lean
def _fit(lowest: float, gain: float, highest: float) -> int:
    """Return the level of a gain in height that should lie between two bounds."""
    outside = max(lowest - gain, gain - highest)
    if outside <= _MEASURING_CM:
        return _CLOSE if abs(gain) <= _CLOSE_CM else _FIT
    if outside <= _MEASURING_CM + _NEAR_CM:
        return _NEARLY_FIT
    return _OFF if outside <= _MEASURING_CM + _NEAR_CM + _OFF_CM else _HEIGHTS_DIFFER


@lean
def _is_of_no_such_age(height: Ints, births: Ints) -> bool:
    """Say whether a height (centimetres, day) is far from what children of all these births
    measure, a year either way allowed; no when anything is not known.
    """
    if height[0] == 0 or height[1] == 0 or births.shape[0] == 0:
        return False
    for birth in births:
        least = _middle_cm((height[1] - birth[1]) / 365.25 - 1)
        most = _middle_cm((height[1] - birth[0]) / 365.25 + 1)
        if least - _OF_NO_SUCH_AGE_CM <= height[0] <= most + _OF_NO_SUCH_AGE_CM:
            return False
    return True


@lean
def _middle_cm(years: float) -> float:
    """Return what children of so many years measure in the middle, the nearest age told where there
    are fewer or more years.
    """
    whole = int(min(max(years, 0.0), _MIDDLE_CM.size - 1.0))
    part = min(max(years, 0.0), _MIDDLE_CM.size - 1.0) - whole
    following = _MIDDLE_CM[min(whole + 1, _MIDDLE_CM.size - 1)]
    return float(_MIDDLE_CM[whole] + part * (following - _MIDDLE_CM[whole]))


@lean
def marks_level(left: Bytes, left_words: Words, right: Bytes, right_words: Words) -> int:
    """Return the level of two sets of coded marks (uint8[n, 3]; words of their texts uint32[n, 4],
    0 for none): none shared, kind and part, agree, text in common as well, two agree.
    """
    if left.shape[0] == 0 or right.shape[0] == 0:
        return 0
    is_whole, is_told = False, False
    # Row and column of the first pair that fits: two agree when not all fitting pairs share its row
    # or its column.
    row, column = -1, -1
    shares_row, shares_column = True, True
    for i in range(left.shape[0]):
        for j in range(right.shape[0]):
            if _mark_fits(left[i], right[j]):
                row, column = (i, j) if row < 0 else (row, column)
                shares_row = shares_row and i == row
                shares_column = shares_column and j == column
                is_whole = is_whole or (left[i, 2] != 0 and left[i, 2] == right[j, 2])
                is_told = is_told or _share_a_word(left_words[i], right_words[j])
    if row < 0:
        return 1
    if not (shares_row or shares_column):
        return 5
    return 4 if is_told else 3 if is_whole else 2


@lean
def _share_a_word(one: Words, other: Words) -> bool:
    for word in one:
        for other_word in other:
            if word != 0 and word == other_word:
                return True
    return False


@lean
def _mark_fits(one: Bytes, other: Bytes) -> bool:
    """Say whether two marks agree in kind and part and their sides do not contradict each other."""
    if one[0] != other[0] or one[1] != other[1]:
        return False
    return bool(one[2] == 0 or other[2] == 0 or one[2] == other[2])
