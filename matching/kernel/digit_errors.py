"""Typing errors in numbers. Compiled."""

from __future__ import annotations

from matching.jit import njit_no_refcount


@njit_no_refcount
def is_digit_error(left: int, right: int) -> bool:
    """Return whether two numbers of equal length differ by one typing error.

    The error is one wrong digit or two exchanged neighbours.
    """
    count, place, first, second = 0, 0, 0, 0  # differing digits, their place, the first of them
    while left > 0 and right > 0:
        digit, other_digit = left % 10, right % 10
        if digit != other_digit:
            count += 1
            if count == 1:
                first, second = place, digit * 10 + other_digit
            elif count > 2 or place != first + 1 or other_digit * 10 + digit != second:
                return False
        left, right, place = left // 10, right // 10, place + 1
    return count > 0 and left == right
