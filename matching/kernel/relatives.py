"""Level of two people's relatives. Compiled."""

from __future__ import annotations

import numpy as np

from matching.arrays import Ints
from matching.codes import code_lists
from matching.jit import njit_no_refcount
from matching.model.levels import level_numbers
from matching.names.constants import SCALE
from matching.names.tokens.prefilter import may_match
from matching.names.tokens.token_similarity import TokenPairs, own_bits, token_bits

# Least bits of a matching relative's name for weak, medium and strong evidence, and for one part of
# a name to agree without others (judged). Common and short names are weak evidence.
_LITTLE_BITS, _AGREES, _MUCH_BITS = 5 * SCALE // 2, 5 * SCALE, 9 * SCALE
# A very common name never reaches those bits. From these bits on it agrees if it matches about as
# well as it matches itself.
_COMMON, _OWN_PERCENT = SCALE, 60
_PART = 4 * SCALE
_FATHER = code_lists.code_number(code_lists.RELATIONS, "father")
_MOTHER = code_lists.code_number(code_lists.RELATIONS, "mother")
IS_SIBLING = np.array(
    [False, *(code.endswith(code_lists.SIBLINGS) for code in code_lists.RELATIONS)]
)
IS_OTHER_CHILD = IS_SIBLING | np.array(
    [False, *(code in ("cousin", "travel_companion") for code in code_lists.RELATIONS)]
)
(
    NAMED_EACH_OTHER,
    _OTHERS,
    _UNCLEAR,
    RELATIVE_PART,
    _MIXED,
    _LITTLE,
    _AGREE_ONE,
    _MUCH,
    _TWO_AGREE,
) = level_numbers("relative", "named differ unclear part mixed little agree much two_agree")


@njit_no_refcount
def relatives_level(both: TokenPairs, left: Ints, right: Ints, passed: int) -> int:
    """Return the level of two people's relatives; names are compared within one relation.

    Relatives are int32[n, 4], one row per token: relation, the token's entry, the entry of the
    token joined with the next one (-1 for none), and the number of the relative. The relation
    `passed` is skipped (0: none). A person has one parent of each relation: a parent with another
    name weakens the agreement of other relatives.
    """
    best, father, mother = 0, 0, 0
    # Row and column of the first agreeing pair. Two relatives agree unless all agreeing pairs share
    # its row or all share its column.
    row, column = -1, -1
    shares_row, shares_column = True, True
    first = 0
    while first < left.shape[0]:
        last = _end_of(left, first)
        other_first = 0
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


@njit_no_refcount
def _end_of(relatives: Ints, first: int) -> int:
    """Return the row after the last row of the relative whose first row is `first`."""
    last = first + 1
    while last < relatives.shape[0] and relatives[last, 3] == relatives[first, 3]:
        last += 1
    return last


@njit_no_refcount
def _relative_level(
    both: TokenPairs,
    left: Ints,
    left_tokens: tuple[int, int],
    right: Ints,
    right_tokens: tuple[int, int],
) -> int:
    """Return the level of two relatives of one relation.

    `left_tokens` and `right_tokens` are the first row and the end of each relative. If both names
    have two parts, two must match, because one of them may be the family name. Two adjacent parts
    that match as one word count as two. A sibling with another name is no contradiction, because a
    person may have several.
    """
    two, as_one = 0, 0  # bits of the best two parts, and of the best joined part
    # Over the rows so far: the best part, its column, and the best of the other columns.
    best_bits, column, second_bits, is_common = 0, -1, 0, False
    for i in range(left_tokens[0], left_tokens[1]):
        best, place, second = 0, -1, 0  # the same values for this row
        for j in range(right_tokens[0], right_tokens[1]):
            bits = token_bits(both, left[i, 1], right[j, 1], is_joined=False)
            if bits > best:
                best, place, second = bits, j, best
            else:
                second = max(second, bits)
            # Two parts count as one word only if the joined word matches better than either part.
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
        two = max(
            two,
            _sum(best, best_bits)
            if is_other
            else max(_sum(best, second_bits), _sum(second, best_bits)),
        )
        if best > best_bits:
            second_bits = max(best_bits if is_other else second_bits, second)
            best_bits, column = best, place
            is_common = best >= _COMMON and _fits_as_itself(both, left[i, 1], right[place, 1], best)
        else:
            second_bits = max(second_bits, best if is_other else second)
    has_one_part = min(left_tokens[1] - left_tokens[0], right_tokens[1] - right_tokens[0]) == 1
    fits = _level_of_bits(max(best_bits if has_one_part else two, as_one))
    if has_one_part and is_common:
        fits = max(fits, _LITTLE)
    return max(
        fits,
        RELATIVE_PART
        if best_bits >= _PART
        else _UNCLEAR
        if best_bits > 0 or IS_SIBLING[left[left_tokens[0], 0]]
        else _OTHERS,
    )


@njit_no_refcount
def _fits_as_itself(both: TokenPairs, token: int, other_token: int, bits: int) -> bool:
    """Return whether two tokens with these bits (x 64) match about as well as themselves."""
    own = min(
        own_bits(both.left, both.left_own, token), own_bits(both.right, both.right_own, other_token)
    )
    return bool(100 * bits >= _OWN_PERCENT * own)


@njit_no_refcount
def _sum(bits: int, more: int) -> int:
    """Return the sum of the bits (x 64) of two parts if both match, else 0."""
    return bits + more if bits > 0 and more > 0 else 0


@njit_no_refcount
def _level_of_bits(bits: int) -> int:
    """Return the level of a relative's name from its bits (x 64), 0 without a match."""
    if bits < _LITTLE_BITS:
        return 0
    return _LITTLE if bits < _AGREES else _AGREE_ONE if bits < _MUCH_BITS else _MUCH


@njit_no_refcount
def relatives_upper_bound(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return an upper bound on `relatives_level`.

    Parts that may be one name by their consonants count with the most bits they can have.
    """
    best = 0
    row, column = -1, -1
    shares_row, shares_column = True, True
    first = 0
    while first < left.shape[0]:
        last = _end_of(left, first)
        other_first = 0
        while other_first < right.shape[0]:
            other_last = _end_of(right, other_first)
            if left[first, 0] == right[other_first, 0]:
                bits = 0
                for i in range(first, last):
                    most = 0
                    for j in range(other_first, other_last):
                        most = max(most, _bits_at_most(both, left[i], right[j]))
                    bits += most
                neutral = _UNCLEAR if IS_SIBLING[left[first, 0]] else _OTHERS
                best = max(best, _level_of_bits(max(bits, _LITTLE_BITS) if bits >= _COMMON else 0))
                best = max(best, neutral if bits == 0 else RELATIVE_PART)
                if bits >= _COMMON:
                    row, column = (first, other_first) if row < 0 else (row, column)
                    shares_row = shares_row and first == row
                    shares_column = shares_column and other_first == column
            other_first = other_last
        first = last
    return best if shares_row or shares_column else _TWO_AGREE


@njit_no_refcount
def _bits_at_most(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return an upper bound on the bits (x 64) of two tokens of relatives, joined or not."""
    most = _reach(both, left[1], right[1], is_joined=False)
    if left[2] >= 0:
        most = max(most, _reach(both, left[2], right[1], is_joined=True))
    if right[2] >= 0:
        most = max(most, _reach(both, left[1], right[2], is_joined=True))
    return most


@njit_no_refcount
def _reach(both: TokenPairs, token: int, other_token: int, is_joined: bool) -> int:  # noqa: FBT001
    left, right = both.left, both.right
    if not may_match(
        left.classes[token],
        left.outlines[token],
        right.classes[other_token],
        right.outlines[other_token],
        is_joined,
    ):
        return 0
    return int(min(both.left_most[token], both.right_most[other_token]))


@njit_no_refcount
def shared_parent_relation(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the relation whose name both people may have after their own, 0 for none.

    It is the father if the fathers agree at least in part. Otherwise it is the relation of a
    sibling who agrees at least in part and has more than one name.
    """
    family, first = 0, 0
    while first < left.shape[0]:
        last = _end_of(left, first)
        other_first = 0
        while other_first < right.shape[0]:
            other_last = _end_of(right, other_first)
            relation = left[first, 0]
            if relation == right[other_first, 0] and (relation == _FATHER or IS_SIBLING[relation]):
                level = _relative_level(both, left, (first, last), right, (other_first, other_last))
                if level >= RELATIVE_PART and relation == _FATHER:
                    return _FATHER
                has_family = max(last - first, other_last - other_first) > 1
                family = int(relation) if level >= RELATIVE_PART and has_family else family
            other_first = other_last
        first = last
    return family
