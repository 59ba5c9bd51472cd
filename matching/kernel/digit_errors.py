"""Typing errors in numbers. Compiled."""

from __future__ import annotations

from matching.jit import njit_no_refcount


@njit_no_refcount
def is_digit_error(left: int, right: int) -> bool:
    """Return whether the last eight digits of two numbers differ by one typing error.

    The error is one wrong digit or two exchanged neighbours.
    """
    differing, place, first, second = 0, 0, 0, 0
    for position in range(8):
        a, b = left % 10, right % 10
        if a != b:
            differing += 1
            if differing == 1:
                place, first, second = position, a, b
            elif differing > 2 or position != place + 1 or a != second or b != first:
                return False
        left //= 10
        right //= 10
    return differing > 0
