"""Levels of two people's heights and marks. Compiled."""

from __future__ import annotations

import numpy as np

from matching.arrays import Bytes, Ints
from matching.jit import njit_no_refcount
from matching.model.levels import level_numbers
from matching.packing.columns import Words

_NOT_OF_AGE, _HEIGHTS_DIFFER, _OFF, _NEARLY_FIT, _FIT, _CLOSE = level_numbers(
    "height", "not_of_age differ off near agree close"
)
# Sensitive marks have the same levels as other marks.
_NO_MARK, _KIND_AND_PART, _MARK, _DESCRIBED_MARK, _TWO_MARKS = level_numbers(
    "marks", "differ kind_and_part agree agree_told two_agree"
)

# Centimetres (all judged). Two measurements of one adult differ by up to three. A child grows at
# most about nine in a year, at the growth spurt. Growth ends at eighteen.
_MEASURING_CM = 3
_CLOSE_CM = 1
_NEAR_CM = 4
_OFF_CM = 5  # a larger difference is a guessed height or a misread figure
_GROWTH_CM_A_YEAR = 9.0
_GROWN_DAYS = 18 * 365
# Median height of children at 0, 1, 2 ... 18 years, and the largest deviation beyond a year's
# growth.
_MIDDLE_CM = np.array(
    [50, 75, 87, 96, 103, 110, 116, 122, 128, 133, 138, 144, 150, 157, 162, 166, 168, 169, 170],
    np.float64,
)
_OF_NO_SUCH_AGE_CM = 40


@njit_no_refcount
def height_level(left: Ints, right: Ints, births: Ints, other_births: Ints) -> int:
    """Return the level of two heights (centimetres, day), allowing for growth between the two days.

    0 centimetres means unknown. With at most one height, return the level for an implausible age if
    the person with the height has no birth, and the height fits no birth of the other person. Else
    return 0.
    """
    if left[0] == 0 or right[0] == 0:
        if births.shape[0] == 0 and _is_of_no_such_age(left, other_births):
            return _NOT_OF_AGE
        return (
            _NOT_OF_AGE if other_births.shape[0] == 0 and _is_of_no_such_age(right, births) else 0
        )
    latest_birth = 0
    for index in range(births.shape[0]):
        latest_birth = max(latest_birth, int(births[index, 1]))
    for index in range(other_births.shape[0]):
        latest_birth = max(latest_birth, int(other_births[index, 1]))
    return growth_level((left[0], left[1]), (right[0], right[1]), latest_birth)


@njit_no_refcount
def growth_level(left: tuple[int, int], right: tuple[int, int], latest_birth: int) -> int:
    """Return the level of two heights (centimetres, day) of people born by `latest_birth`.

    A `latest_birth` of 0 means unknown.
    """
    if left[0] == 0 or right[0] == 0:
        return 0
    if left[1] == 0 or right[1] == 0:
        return _fit(0.0, float(abs(left[0] - right[0])), 0.0)
    first, second = (left, right) if (left[1], left[0]) <= (right[1], right[0]) else (right, left)
    # Days on which the person may have been under 18: all of them if no birth is known.
    end = min(int(second[1]), latest_birth + _GROWN_DAYS) if latest_birth else int(second[1])
    years = max(end - int(first[1]), 0) / 365.25
    return _fit(0.0, float(second[0] - first[0]), years * _GROWTH_CM_A_YEAR)


@njit_no_refcount
def _fit(lowest: float, gain: float, highest: float) -> int:
    """Return the level of a gain in height, given its expected bounds."""
    outside = max(lowest - gain, gain - highest)
    if outside <= _MEASURING_CM:
        return _CLOSE if abs(gain) <= _CLOSE_CM else _FIT
    if outside <= _MEASURING_CM + _NEAR_CM:
        return _NEARLY_FIT
    return _OFF if outside <= _MEASURING_CM + _NEAR_CM + _OFF_CM else _HEIGHTS_DIFFER


@njit_no_refcount
def _is_of_no_such_age(height: Ints, births: Ints) -> bool:
    """Return whether a height (centimetres, day) is implausible for the ages of all these births.

    The age may be wrong by a year. False if a value is unknown.
    """
    if height[0] == 0 or height[1] == 0 or births.shape[0] == 0:
        return False
    for birth in births:
        least = _middle_cm((height[1] - birth[1]) / 365.25 - 1)
        most = _middle_cm((height[1] - birth[0]) / 365.25 + 1)
        if least - _OF_NO_SUCH_AGE_CM <= height[0] <= most + _OF_NO_SUCH_AGE_CM:
            return False
    return True


@njit_no_refcount
def _middle_cm(years: float) -> float:
    """Return the median height at an age in years; ages outside the table use its nearest age."""
    whole = int(min(max(years, 0.0), _MIDDLE_CM.size - 1.0))
    part = min(max(years, 0.0), _MIDDLE_CM.size - 1.0) - whole
    following = _MIDDLE_CM[min(whole + 1, _MIDDLE_CM.size - 1)]
    return float(_MIDDLE_CM[whole] + part * (following - _MIDDLE_CM[whole]))


@njit_no_refcount
def marks_level(left: Bytes, left_words: Words, right: Bytes, right_words: Words) -> int:
    """Return the level of two sets of coded marks.

    Marks are uint8[n, 3]; words of their texts are uint32[n, 4], 0 for none. Levels: none in
    common; kind and part agree; their texts share a word as well; two marks agree.
    """
    if left.shape[0] == 0 or right.shape[0] == 0:
        return 0
    is_whole, has_equal_words = False, False
    # Row and column of the first pair that matches. Two marks agree unless all matching pairs share
    # its row or all share its column.
    row, column = -1, -1
    shares_row, shares_column = True, True
    for i in range(left.shape[0]):
        for j in range(right.shape[0]):
            if _mark_fits(left[i], right[j]):
                row, column = (i, j) if row < 0 else (row, column)
                shares_row = shares_row and i == row
                shares_column = shares_column and j == column
                is_whole = is_whole or (left[i, 2] != 0 and left[i, 2] == right[j, 2])
                has_equal_words = has_equal_words or _share_a_word(left_words[i], right_words[j])
    if row < 0:
        return _NO_MARK
    if not (shares_row or shares_column):
        return _TWO_MARKS
    return _DESCRIBED_MARK if has_equal_words else _MARK if is_whole else _KIND_AND_PART


@njit_no_refcount
def _share_a_word(left: Words, right: Words) -> bool:
    for word in left:
        for other_word in right:
            if word != 0 and word == other_word:
                return True
    return False


@njit_no_refcount
def _mark_fits(left: Bytes, right: Bytes) -> bool:
    """Return whether two marks agree in kind and part, with sides that may be the same."""
    if left[0] != right[0] or left[1] != right[1]:
        return False
    return bool(left[2] == 0 or right[2] == 0 or left[2] == right[2])
