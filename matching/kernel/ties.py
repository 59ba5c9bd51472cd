"""Phones, documents and relatives of two people to levels. Compiled; orders of levels:
levels.py.
"""

from __future__ import annotations

import numpy as np

from matching.codes import code_lists
from matching.jit import lean, variable
from matching.kernel.digit_errors import is_slip
from matching.names.constants import SCALE
from matching.names.tokens.prefilter import is_near
from matching.names.tokens.token_similarity import TokenPairs, own_bits, token_bits
from matching.names.tokens.token_table import Bytes, Ints, Longs

_OWN = code_lists.code_number(code_lists.PHONE_OWNERS, "own")
(
    _BOTH_DIFFER,
    _PHONES_DIFFER,
    _OTHERS_PHONES,
    PHONE_SLIP,
    _LAST_DIGITS,
    _RELATIVES_PHONE,
    _OWN_PHONE,
) = range(1, 8)
_TAIL = 100_000_000  # a phone's last eight digits, which survive any way of writing the country
SHORT_TAIL = 1_000_000  # of a number shorter than eight digits the last six

# Levels of documents, and how a number's check digit fits.
_IN_A_ROW, _DIFFER, _ONE_SIGN, _NUMBER, _AGREE, _AGREE_CHECKED = range(1, 7)
_FITS = code_lists.code_number(code_lists.CHECKS, "fits")
_FAILS = code_lists.code_number(code_lists.CHECKS, "fails")
_SHORTEST_SLIP = 6  # signs; in shorter numbers one sign's difference says next to nothing (judged)
_ZERO, _NINE = ord("0"), ord("9")
_ROW = 3  # numbers no farther apart than this were given out one after the other (judged)

# Bits from which a relative's name that agrees says little, something, much; of a part, from which
# that part alone agrees (judged). Common names and short ones say little.
_SAYS_LITTLE, _AGREES, _SAYS_MUCH = 5 * SCALE // 2, 5 * SCALE, 9 * SCALE
# A name so common that it never says so much agrees from here on, where it fits about as well as it
# does itself.
_COMMON, _OWN_PERCENT = SCALE, 60
_PART = 4 * SCALE
NO_TOKEN = -(1 << 20)
_FATHER = code_lists.code_number(code_lists.RELATIONS, "father")
_MOTHER = code_lists.code_number(code_lists.RELATIONS, "mother")
IS_SIBLING = np.array(
    [False, *(code.endswith(code_lists.SIBLINGS) for code in code_lists.RELATIONS)]
)
IS_ANOTHER_CHILD = IS_SIBLING | np.array(
    [False, *(code in ("cousin", "travel_companion") for code in code_lists.RELATIONS)]
)
NAMED, _OTHERS, _UNCLEAR, PART, _MIXED, _LITTLE, _AGREE_ONE, _MUCH, _TWO_AGREE = range(
    1, 10
)  # levels of relatives


@lean
def phones_level(phones: Longs, flags: Bytes, other_phones: Longs, other_flags: Bytes) -> int:
    """Return the level of two people's phones. One's own phone and a relative's are expected to
    differ: only where both sides tell a phone of one owner do they, and more where both tell their
    own and a relative's.
    """
    best, are_own, are_a_relatives = 0, False, False
    for i in range(phones.size):
        for j in range(other_phones.size):
            level = _OTHERS_PHONES
            if phones[i] == other_phones[j] and flags[i, 1] and other_flags[j, 1]:
                level = (
                    _OWN_PHONE
                    if flags[i, 0] == _OWN and other_flags[j, 0] == _OWN
                    else _RELATIVES_PHONE
                )
            elif _same_tail(phones[i], other_phones[j]):
                level = _LAST_DIGITS
            elif min(phones[i], other_phones[j]) >= _TAIL // 10 and is_slip(
                phones[i], other_phones[j]
            ):
                level = PHONE_SLIP
            if flags[i, 0] == other_flags[j, 0]:
                are_own = are_own or flags[i, 0] == _OWN
                are_a_relatives = are_a_relatives or flags[i, 0] != _OWN
            best = max(best, level)
    if best != _OTHERS_PHONES or not (are_own or are_a_relatives):
        return best
    return _BOTH_DIFFER if are_own and are_a_relatives else _PHONES_DIFFER


@lean
def _same_tail(number: int, other: int) -> bool:
    """Say whether two numbers end alike: in eight digits, in six where one has no more."""
    if number >= _TAIL // 10 and other >= _TAIL // 10:
        return number % _TAIL == other % _TAIL
    return min(number, other) >= SHORT_TAIL // 10 and number % SHORT_TAIL == other % SHORT_TAIL


@lean
def documents_level(left: Longs, left_signs: Bytes, right: Longs, right_signs: Bytes) -> int:
    """Return the level of two people's documents (int64[n, 2]: number, kind and country; uint8[n,
    25]: how its check digit fits, its signs); only one kind of one country can differ, or differ in
    one sign.
    """
    best = 0
    for i in range(left.shape[0]):
        for j in range(right.shape[0]):
            one, other = left_signs[i], right_signs[j]
            is_one_kind = left[i, 1] == right[j, 1] and (left[i, 1] & 0xFFFF) != 0
            if left[i, 0] == right[j, 0]:
                best = max(best, _equal_level(one[0], other[0]) if is_one_kind else _NUMBER)
            elif is_one_kind:
                # Two numbers whose check digits fit were both read right: they are two numbers.
                are_read_right = one[0] == _FITS and other[0] == _FITS
                is_slip = not are_read_right and _differ_in_one_sign(one[1:], other[1:])
                is_misread = one[0] == _FAILS or other[0] == _FAILS
                are_in_a_row = not is_misread and _are_in_a_row(one[1:], other[1:])
                best = max(best, _IN_A_ROW if are_in_a_row else _ONE_SIGN if is_slip else _DIFFER)
    return best


@lean
def _equal_level(check: int, other_check: int) -> int:
    if _FITS in (check, other_check):
        return _AGREE_CHECKED
    return _NUMBER if _FAILS in (check, other_check) else _AGREE


@lean
def _differ_in_one_sign(one: Bytes, other: Bytes) -> bool:
    """Say whether two numbers (signs, then zeros) of six signs or more differ by one sign
    exchanged, left out or added, or by two neighbours that changed places.
    """
    size, other_size = _length(one), _length(other)
    if min(size, other_size) < _SHORTEST_SLIP or abs(size - other_size) > 1:
        return False
    first, last = 0, 0  # how many signs agree from the beginning, and from the end
    while first < min(size, other_size) and one[first] == other[first]:
        first += 1
    while (
        last < min(size, other_size) - first
        and one[size - 1 - last] == other[other_size - 1 - last]
    ):
        last += 1
    rest = max(size, other_size) - first - last
    if size == other_size and rest == 2:
        return bool(one[first] == other[first + 1] and one[first + 1] == other[first])
    return rest == 1


@lean
def _are_in_a_row(one: Bytes, other: Bytes) -> bool:
    """Say whether two different numbers (signs, then zeros) of one length, six signs or more, are
    alike but for digits at their end that lie no farther apart than _ROW.
    """
    size = _length(one)
    if size < _SHORTEST_SLIP or size != _length(other):
        return False
    apart = 0
    for place in range(size):
        if apart == 0 and one[place] == other[place]:
            continue
        if not _ZERO <= min(one[place], other[place]) <= max(one[place], other[place]) <= _NINE:
            return False
        apart = apart * 10 + int(one[place]) - int(other[place])
        if abs(apart) > _ROW:  # whatever digits follow
            return False
    return apart != 0


@lean
def _length(signs: Bytes) -> int:
    size = 0
    while size < signs.size and signs[size] != 0:
        size += 1
    return size


@lean
def relatives_level(both: TokenPairs, left: Ints, right: Ints, passed: int) -> int:
    """Return the level of two people's relatives (int32[n, 4]: relation, a token of the name, it
    and its neighbour written as one or -1, which relative; a row a token): names are compared
    within one relation. The relation `passed` is passed over (0: none). Of parents there is one
    each: where one is another, a relative who agrees says less.
    """
    best, father, mother = 0, 0, 0
    # Row and column of the first agreeing pair: two agree when not all agreeing pairs share its row
    # or its column.
    row, column = -1, -1
    shares_row, shares_column = True, True
    first = variable(0)
    while first < left.shape[0]:
        last = _end_of(left, first)
        other_first = variable(0)
        while other_first < right.shape[0]:
            other_last = _end_of(right, other_first)
            if left[first, 0] == right[other_first, 0] and left[first, 0] != passed:
                level = _relative_level(both, left, (first, last), right, (other_first, other_last))
                best = max(best, level)
                father = max(father, level) if left[first, 0] == _FATHER else father
                mother = max(mother, level) if left[first, 0] == _MOTHER else mother
                if level >= _LITTLE:
                    row, column = (first, other_first) if row < 0 else (row, column)
                    shares_row = shares_row and first == row
                    shares_column = shares_column and other_first == column
            other_first = other_last
        first = last
    if best >= _LITTLE and _OTHERS in (father, mother):
        return _MIXED
    return best if shares_row or shares_column else _TWO_AGREE


@lean
def _end_of(relatives: Ints, first: int) -> int:
    """Return where the rows of the relative end whose first row is given."""
    last = first + 1
    while last < relatives.shape[0] and relatives[last, 3] == relatives[first, 3]:
        last += 1
    return last


@lean
def _relative_level(
    both: TokenPairs, left: Ints, ours: tuple[int, int], right: Ints, theirs: tuple[int, int]
) -> int:
    """Return the level of two relatives of one relation, by their rows. Two parts must fit where
    both names have two, as one of them may be the family's; two neighbours written as one are both.
    Of brothers and sisters there may be several: another one is no other.
    """
    two, as_one = 0, 0  # bits of the best two parts, and of the best part that is two on one side
    # Of the rows so far the best part and its column, and the best of the other columns.
    one, column, other, is_common = 0, -1, 0, False
    for i in range(ours[0], ours[1]):
        best, place, second = 0, -1, 0  # of this row
        for j in range(theirs[0], theirs[1]):
            bits = token_bits(both, left[i, 1], right[j, 1], is_joined=False)
            if bits > best:
                best, place, second = bits, j, best
            else:
                second = max(second, bits)
            # Two parts are one word only where that fits better than either alone.
            if left[i, 2] >= 0:
                joined = token_bits(both, left[i, 2], right[j, 1], is_joined=True)
                if joined > max(
                    bits, token_bits(both, left[i + 1, 1], right[j, 1], is_joined=False)
                ):
                    as_one = max(as_one, joined)
            if right[j, 2] >= 0:
                joined = token_bits(both, left[i, 1], right[j, 2], is_joined=True)
                if joined > max(
                    bits, token_bits(both, left[i, 1], right[j + 1, 1], is_joined=False)
                ):
                    as_one = max(as_one, joined)
        is_other = place != column
        two = max(two, _sum(best, one) if is_other else max(_sum(best, other), _sum(second, one)))
        if best > one:
            one, column, other = best, place, max(one if is_other else other, second)
            is_common = best >= _COMMON and _fits_as_itself(both, left[i, 1], right[place, 1], best)
        else:
            other = max(other, best if is_other else second)
    has_one_part = min(ours[1] - ours[0], theirs[1] - theirs[0]) == 1
    fits = _level_of_bits(max(one if has_one_part else two, as_one))
    if has_one_part and is_common:
        fits = max(fits, _LITTLE)
    return max(
        fits,
        PART if one >= _PART else _UNCLEAR if one > 0 or IS_SIBLING[left[ours[0], 0]] else _OTHERS,
    )


@lean
def _fits_as_itself(both: TokenPairs, token: int, other: int, bits: int) -> bool:
    """Say whether two tokens that are worth so many bits (x 64) fit each other about as well as
    themselves.
    """
    own = min(
        own_bits(both.left, both.left_own, token), own_bits(both.right, both.right_own, other)
    )
    return bool(100 * bits >= _OWN_PERCENT * own)


@lean
def _sum(bits: int, more: int) -> int:
    """Return the bits (x 64) of two parts that both fit, else 0."""
    return bits + more if bits > 0 and more > 0 else 0


@lean
def _level_of_bits(bits: int) -> int:
    """Return the level of a relative's name that fits by so many bits (x 64); 0 where it does
    not.
    """
    if bits < _SAYS_LITTLE:
        return 0
    return _LITTLE if bits < _AGREES else _AGREE_ONE if bits < _SAYS_MUCH else _MUCH


@lean
def relatives_at_most(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return a level that `relatives_level` does not exceed: parts that may be one by their
    consonants are worth what they can be at most.
    """
    best = 0
    row, column = -1, -1
    shares_row, shares_column = True, True
    first = variable(0)
    while first < left.shape[0]:
        last = _end_of(left, first)
        other_first = variable(0)
        while other_first < right.shape[0]:
            other_last = _end_of(right, other_first)
            if left[first, 0] == right[other_first, 0]:
                bits = 0
                for i in range(first, last):
                    most = 0
                    for j in range(other_first, other_last):
                        most = max(most, _bits_at_most(both, left[i], right[j]))
                    bits += most
                none = _UNCLEAR if IS_SIBLING[left[first, 0]] else _OTHERS
                best = max(best, _level_of_bits(max(bits, _SAYS_LITTLE) if bits >= _COMMON else 0))
                best = max(best, none if bits == 0 else PART)
                if bits >= _COMMON:
                    row, column = (first, other_first) if row < 0 else (row, column)
                    shares_row = shares_row and first == row
                    shares_column = shares_column and other_first == column
            other_first = other_last
        first = last
    return best if shares_row or shares_column else _TWO_AGREE


@lean
def _bits_at_most(both: TokenPairs, one: Ints, other: Ints) -> int:
    """Return the bits (x 64) that two tokens of relatives, or one and two neighbours, reach at
    most.
    """
    most = _reach(both, one[1], other[1], is_joined=False)
    if one[2] >= 0:
        most = max(most, _reach(both, one[2], other[1], is_joined=True))
    if other[2] >= 0:
        most = max(most, _reach(both, one[1], other[2], is_joined=True))
    return most


@lean
def _reach(both: TokenPairs, token: int, other: int, is_joined: bool) -> int:  # noqa: FBT001
    left, right = both.left, both.right
    if not is_near(
        left.classes[token],
        left.outlines[token],
        right.classes[other],
        right.outlines[other],
        is_joined,
    ):
        return 0
    return int(min(both.left_most[token], both.right_most[other]))


@lean
def agreeing_family(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the relation of those whose name two people may both bear behind their own: the
    fathers where they agree, in part at least, else a brother or sister of several names who does,
    else 0.
    """
    family, first = 0, variable(0)
    while first < left.shape[0]:
        last = _end_of(left, first)
        other_first = variable(0)
        while other_first < right.shape[0]:
            other_last = _end_of(right, other_first)
            relation = left[first, 0]
            if relation == right[other_first, 0] and (relation == _FATHER or IS_SIBLING[relation]):
                level = _relative_level(both, left, (first, last), right, (other_first, other_last))
                if level >= PART and relation == _FATHER:
                    return _FATHER
                has_family = max(last - first, other_last - other_first) > 1
                family = int(relation) if level >= PART and has_family else family
            other_first = other_last
        first = last
    return family


@lean
def best_bits(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the best bits (x 64) over two runs of tokens, NO_TOKEN when one is empty."""
    best = NO_TOKEN
    for one in left:
        for other in right:
            best = max(best, token_bits(both, one, other, is_joined=False))
    return best
