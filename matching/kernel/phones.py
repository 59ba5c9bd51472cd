"""Level of two people's phones. Compiled."""

from __future__ import annotations

from matching.arrays import Bytes, Longs
from matching.codes import code_lists
from matching.jit import njit_no_refcount
from matching.kernel.digit_errors import is_digit_error
from matching.model.levels import level_numbers

_OWN = code_lists.code_number(code_lists.PHONE_OWNERS, "own")
_BOTH_DIFFER, _DIFFER, _OTHER_OWNER, ONE_DIGIT, _LAST_DIGITS, _RELATIVES, _OWN_PHONE = (
    level_numbers("phone", "both_differ differ other_owner one_digit last_digits relative own")
)
_TAIL = 100_000_000  # the last eight digits, which do not depend on how the country is written
SHORT_TAIL_MODULUS = 1_000_000  # the last six digits, for numbers shorter than eight digits


@njit_no_refcount
def phones_level(phones: Longs, flags: Bytes, other_phones: Longs, other_flags: Bytes) -> int:
    """Return the level of two people's phones.

    A person's own phone and a relative's are expected to differ. Phones count as different only if
    both sides have one of the same owner, and more so if both have an own and a relative's phone.
    """
    best, are_own, are_a_relatives = 0, False, False
    for i in range(phones.size):
        for j in range(other_phones.size):
            level = _OTHER_OWNER
            if phones[i] == other_phones[j] and flags[i, 1] and other_flags[j, 1]:
                level = (
                    _OWN_PHONE if flags[i, 0] == _OWN and other_flags[j, 0] == _OWN else _RELATIVES
                )
            elif _same_tail(phones[i], other_phones[j]):
                level = _LAST_DIGITS
            elif min(phones[i], other_phones[j]) >= _TAIL // 10 and is_digit_error(
                _TAIL + phones[i] % _TAIL, _TAIL + other_phones[j] % _TAIL
            ):
                level = ONE_DIGIT
            if flags[i, 0] == other_flags[j, 0]:
                are_own = are_own or flags[i, 0] == _OWN
                are_a_relatives = are_a_relatives or flags[i, 0] != _OWN
            best = max(best, level)
    if best != _OTHER_OWNER or not (are_own or are_a_relatives):
        return best
    return _BOTH_DIFFER if are_own and are_a_relatives else _DIFFER


@njit_no_refcount
def _same_tail(number: int, other_number: int) -> bool:
    """Return whether two numbers have the same last eight digits, or last six if one is shorter."""
    if number >= _TAIL // 10 and other_number >= _TAIL // 10:
        return number % _TAIL == other_number % _TAIL
    return (
        min(number, other_number) >= SHORT_TAIL_MODULUS // 10
        and number % SHORT_TAIL_MODULUS == other_number % SHORT_TAIL_MODULUS
    )
