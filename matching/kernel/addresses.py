"""Level of two people's home addresses. Compiled. The order of levels is in levels.py.

An address is a set of words and a set of numbers. The number of matches is compared with the size
of the smaller side. A word matches an equal word or one of similar spelling, also in another
script. A number matches an equal number; a longer number (a postcode) also matches with one digit
error.
"""

from __future__ import annotations

from matching.arrays import Bytes, Ints
from matching.jit import njit_no_refcount
from matching.kernel.digit_errors import is_digit_error
from matching.model.levels import level_numbers
from matching.names.constants import SCALE
from matching.names.tokens.token_similarity import TokenPairs, token_bits
from matching.names.tokens.transducer_choice import entry_bytes, is_equal

HOME_DIFFERS, HOME_LITTLE, HOME_PART, HOME_MOST, HOME_AGREES = level_numbers(
    "home", "differ little part most agree"
)

_FITS = 5 * SCALE  # bits of a token pair from which two words match, as for places (judged)
_LEAST_SLIP = 1000  # in smaller numbers another digit means another house (judged)
_WORDS_WITHOUT_NUMBER = 3  # words that must match if a side has no number (judged)
_ONE_MISS_IN = 5  # in an address that agrees, one in this many elements may fail to match (judged)


@njit_no_refcount
def homes_level(
    both: TokenPairs,
    left: Bytes,
    right: Bytes,
    tokens: tuple[Ints, Ints],
    numbers: tuple[Ints, Ints],
) -> int:
    """Return the best level over two people's homes, 0 if a side has none.

    Homes are uint8[n, 2]: the counts of words and numbers. `tokens` (entries of the token table)
    and `numbers` have those of all homes of the left and of the right person, home after home.
    """
    best = 0
    first, first_number = 0, 0
    for i in range(left.shape[0]):
        last, last_number = first + left[i, 0], first_number + left[i, 1]
        words, own_numbers = tokens[0][first:last], numbers[0][first_number:last_number]
        other_first, other_first_number = 0, 0
        for j in range(right.shape[0]):
            other_last = other_first + right[j, 0]
            other_last_number = other_first_number + right[j, 1]
            other_words = tokens[1][other_first:other_last]
            other_numbers = numbers[1][other_first_number:other_last_number]
            level = home_level(
                fitting_words(both, words, other_words),
                min(words.size, other_words.size),
                fitting_numbers(own_numbers, other_numbers),
                min(own_numbers.size, other_numbers.size),
            )
            best = max(best, level)
            other_first, other_first_number = other_last, other_last_number
        first, first_number = last, last_number
    return best


@njit_no_refcount
def home_level(words: int, most_words: int, numbers: int, most_numbers: int) -> int:
    """Return the level of two homes from the counts of matching words and numbers.

    The counts refer to the side with fewer elements.
    """
    hits, total = words + numbers, most_words + most_numbers
    if total == 0:
        return 0
    if hits == 0:
        return HOME_DIFFERS
    if hits == 1 or 2 * hits < total:
        return HOME_LITTLE
    is_found = (words > 0 and numbers > 0) or (most_numbers == 0 and words >= _WORDS_WITHOUT_NUMBER)
    if not is_found or 3 * hits < 2 * total:
        return HOME_PART
    is_whole = words > 1 and numbers > 0 and numbers == most_numbers
    return HOME_AGREES if is_whole and _ONE_MISS_IN * (total - hits) <= total else HOME_MOST


@njit_no_refcount
def fitting_words(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the number of words that match: the smaller of the counts on either side."""
    left_count, right_words = 0, 0  # `right_words`: right words that match, one bit each
    for left_word in left:
        fits = 0
        for place in range(right.size):
            if _fits(both, left_word, right[place]):
                fits |= 1 << place
        right_words |= fits
        left_count += int(fits != 0)
    right_count = 0
    for place in range(right.size):
        right_count += right_words >> place & 1
    return min(left_count, right_count)


@njit_no_refcount
def _fits(both: TokenPairs, left: int, right: int) -> bool:
    if is_equal(entry_bytes(both.left, left), entry_bytes(both.right, right)):
        return True
    return bool(token_bits(both, left, right, is_joined=False) >= _FITS)


@njit_no_refcount
def fitting_numbers(left: Ints, right: Ints) -> int:
    """Return the number of numbers that match: the smaller of the counts on either side."""
    return min(_found_numbers(left, right), _found_numbers(right, left))


@njit_no_refcount
def _found_numbers(numbers: Ints, others: Ints) -> int:
    """Return how many of the numbers match any of the others."""
    count = 0
    for number in numbers:
        for other in others:
            if number == other or is_number_typo(number, other):
                count += 1
                break
    return count


@njit_no_refcount
def is_number_typo(left: int, right: int) -> bool:
    """Return whether two numbers of equal length, at least four digits, differ by one typing error.

    A typing error is defined by `is_digit_error`.
    """
    return bool(min(left, right) >= _LEAST_SLIP and is_digit_error(left, right))
