"""Level of two people's documents. Compiled."""

from __future__ import annotations

from matching.arrays import Bytes, Longs
from matching.codes import code_lists
from matching.jit import njit_no_refcount
from matching.model.levels import level_numbers

_IN_A_ROW, _DIFFER, _ONE_SIGN, _NUMBER, _AGREE, _AGREE_CHECKED = level_numbers(
    "document", "in_a_row differ one_sign number agree agree_checked"
)
# Results of a number's check digit.
_FITS = code_lists.code_number(code_lists.CHECKS, code_lists.FITS)
_FAILS = code_lists.code_number(code_lists.CHECKS, code_lists.FAILS)
_SHORTEST_SLIP = 6  # signs; in shorter numbers a difference of one sign is weak evidence (judged)
_ZERO, _NINE = ord("0"), ord("9")
_ROW = 3  # largest distance of numbers that were issued in sequence (judged)


@njit_no_refcount
def documents_level(left: Longs, left_signs: Bytes, right: Longs, right_signs: Bytes) -> int:
    """Return the level of two people's documents.

    Documents are int64[n, 2] (number; kind and country) and uint8[n, 25] (check digit result,
    signs). Only documents of one kind and one country can differ, or differ in one sign.
    """
    best = 0
    for i in range(left.shape[0]):
        for j in range(right.shape[0]):
            left_number, right_number = left_signs[i], right_signs[j]
            is_one_kind = left[i, 1] == right[j, 1] and (left[i, 1] & 0xFFFF) != 0
            if left[i, 0] == right[j, 0]:
                best = max(
                    best, _equal_level(left_number[0], right_number[0]) if is_one_kind else _NUMBER
                )
            elif is_one_kind:
                # If both check digits are valid, both numbers were read correctly. They are then
                # two numbers.
                are_read_right = left_number[0] == _FITS and right_number[0] == _FITS
                is_slip = not are_read_right and _differ_in_one_sign(
                    left_number[1:], right_number[1:]
                )
                is_misread = left_number[0] == _FAILS or right_number[0] == _FAILS
                are_in_a_row = not is_misread and _are_in_a_row(left_number[1:], right_number[1:])
                best = max(best, _IN_A_ROW if are_in_a_row else _ONE_SIGN if is_slip else _DIFFER)
    return best


@njit_no_refcount
def _equal_level(check: int, other_check: int) -> int:
    if _FITS in (check, other_check):
        return _AGREE_CHECKED
    return _NUMBER if _FAILS in (check, other_check) else _AGREE


@njit_no_refcount
def _differ_in_one_sign(left: Bytes, right: Bytes) -> bool:
    """Return whether two numbers of at least six signs differ by one typing error.

    The error is one sign replaced, omitted or added, or two exchanged neighbours. Numbers are signs
    followed by zeros.
    """
    size, other_size = _length(left), _length(right)
    if min(size, other_size) < _SHORTEST_SLIP or abs(size - other_size) > 1:
        return False
    first, last = 0, 0  # number of equal signs at the beginning and at the end
    while first < min(size, other_size) and left[first] == right[first]:
        first += 1
    while (
        last < min(size, other_size) - first
        and left[size - 1 - last] == right[other_size - 1 - last]
    ):
        last += 1
    rest = max(size, other_size) - first - last
    if size == other_size and rest == 2:
        return bool(left[first] == right[first + 1] and left[first + 1] == right[first])
    return rest == 1


@njit_no_refcount
def _are_in_a_row(left: Bytes, right: Bytes) -> bool:
    """Return whether two different numbers were issued in sequence.

    They have the same length of at least six signs, and differ only in final digits by at most
    _ROW. Numbers are signs followed by zeros.
    """
    size = _length(left)
    if size < _SHORTEST_SLIP or size != _length(right):
        return False
    difference = 0
    for place in range(size):
        if difference == 0 and left[place] == right[place]:
            continue
        if not _ZERO <= min(left[place], right[place]) <= max(left[place], right[place]) <= _NINE:
            return False
        difference = difference * 10 + int(left[place]) - int(right[place])
        if abs(difference) > _ROW:  # the digits that follow cannot change this
            return False
    return difference != 0


@njit_no_refcount
def _length(signs: Bytes) -> int:
    size = 0
    while size < signs.size and signs[size] != 0:
        size += 1
    return size
