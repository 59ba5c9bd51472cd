"""Origin, phones, documents and relatives of two people to levels. Compiled; orders of levels: levels.py."""

from __future__ import annotations

from matching import attributes
from matching.columns import Shorts
from matching.compiled import lean
from matching.names.near import is_near
from matching.names.spelling import TokenPairs, token_bits
from matching.names.table import Bytes, Ints, Longs
from matching.names.weights import SCALE

_OWN = attributes.code_number(attributes.PHONE_OWNERS, "own")
_TAIL = 100_000_000  # a phone's last eight digits, which survive any way of writing the country
SHORT_TAIL = 1_000_000  # of a number shorter than eight digits the last six

# Levels of documents, and how a number's check digit fits.
_DIFFER, _ONE_SIGN, _NUMBER, _AGREE, _AGREE_CHECKED = 1, 2, 3, 4, 5
_FITS = attributes.code_number(attributes.CHECKS, "fits")
_FAILS = attributes.code_number(attributes.CHECKS, "fails")
_SHORTEST_SLIP = 6  # signs; in shorter numbers one sign's difference says next to nothing (judged)

# Bits of a token pair from which a relative's name agrees, and from which it is unclear (judged).
_AGREES = 4 * SCALE
_UNCLEAR = 0
NO_TOKEN = -(1 << 20)
_FATHER = attributes.code_number(attributes.RELATIONS, "father")
AGREES, TWO_AGREE = 3, 4  # levels of relatives


@lean
def _compare_sets(left: Shorts, right: Shorts) -> int:
    """Return 0 when one set is empty, 1 when nothing is in both, 2 when something is."""
    if left.size == 0 or right.size == 0:
        return 0
    for one in left:
        for other in right:
            if one == other:
                return 2
    return 1


@lean
def origin_level(nations: Shorts, other_nations: Shorts, languages: Shorts, other_languages: Shorts) -> int:
    """Return the level of nationalities and languages: nationality decides, language speaks where it cannot."""
    return origin_of(_compare_sets(nations, other_nations), _compare_sets(languages, other_languages))


@lean
def origin_of(nation: int, language: int) -> int:
    """Return the level of origin when nations and languages are unknown (0), different (1), have one in common (2)."""
    if nation == 2:
        return 4
    if language == 2:
        return 3
    if nation == 1:
        return 1
    return 2 if language == 1 else 0


@lean
def ethnicity_level(left: Ints, right: Ints) -> int:
    """Return the level of two people's ethnicities (a hash of each): one in common agrees."""
    level = 1 if left.size and right.size else 0
    for one in left:
        for other in right:
            if one == other:
                return 2
    return level


@lean
def phones_level(phones: Longs, flags: Bytes, other_phones: Longs, other_flags: Bytes) -> int:
    """Return the level of two people's phones."""
    best = 0
    for i in range(phones.size):
        for j in range(other_phones.size):
            level = 1
            if phones[i] == other_phones[j] and flags[i, 1] and other_flags[j, 1]:
                level = 4 if flags[i, 0] == _OWN and other_flags[j, 0] == _OWN else 3
            elif _same_tail(phones[i], other_phones[j]):
                level = 2
            best = max(best, level)
    return best


@lean
def _same_tail(number: int, other: int) -> bool:
    """Say whether two numbers end alike: in eight digits, in six where one has no more."""
    if number >= _TAIL // 10 and other >= _TAIL // 10:
        return number % _TAIL == other % _TAIL
    return min(number, other) >= SHORT_TAIL // 10 and number % SHORT_TAIL == other % SHORT_TAIL


@lean
def documents_level(left: Longs, left_signs: Bytes, right: Longs, right_signs: Bytes) -> int:
    """Return the level of two people's documents (int64[n, 2]: number, kind and country; uint8[n, 25]: how its check
    digit fits, its signs); only one kind of one country can differ, or differ in one sign.
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
                best = max(best, _ONE_SIGN if is_slip else _DIFFER)
    return best


@lean
def _equal_level(check: int, other_check: int) -> int:
    if _FITS in (check, other_check):
        return _AGREE_CHECKED
    return _NUMBER if _FAILS in (check, other_check) else _AGREE


@lean
def _differ_in_one_sign(one: Bytes, other: Bytes) -> bool:
    """Say whether two numbers (signs, then zeros) of six signs or more differ by one sign exchanged, left out or added,
    or by two neighbours that changed places.
    """
    size, other_size = _length(one), _length(other)
    if min(size, other_size) < _SHORTEST_SLIP or abs(size - other_size) > 1:
        return False
    first, last = 0, 0  # how many signs agree from the beginning, and from the end
    while first < min(size, other_size) and one[first] == other[first]:
        first += 1
    while last < min(size, other_size) - first and one[size - 1 - last] == other[other_size - 1 - last]:
        last += 1
    rest = max(size, other_size) - first - last
    if size == other_size and rest == 2:
        return bool(one[first] == other[first + 1] and one[first + 1] == other[first])
    return rest == 1


@lean
def _length(signs: Bytes) -> int:
    size = 0
    while size < signs.size and signs[size] != 0:
        size += 1
    return size


@lean
def relatives_level(both: TokenPairs, left: Ints, right: Ints, passed: int) -> int:
    """Return the level of two people's relatives (int32[n, 3]: relation, a token of the name, which relative; a row a
    token): names are compared within one relation, the best token of a name speaks for it. The relation `passed`
    is passed over (0: none).
    """
    compared, unclear = False, False
    # Row and column of the first agreeing pair: two agree when not all agreeing pairs share its row or its column.
    row, column = -1, -1
    shares_row, shares_column = True, True
    for i in range(left.shape[0]):
        for j in range(right.shape[0]):
            if left[i, 0] != right[j, 0] or left[i, 0] == passed:
                continue
            compared = True
            bits = token_bits(both, left[i, 1], right[j, 1], is_joined=False)
            unclear = unclear or bits > _UNCLEAR
            if bits >= _AGREES:
                relative, other = left[i, 2], right[j, 2]
                row, column = (relative, other) if row < 0 else (row, column)
                shares_row = shares_row and relative == row
                shares_column = shares_column and other == column
    if row >= 0:
        return AGREES if shares_row or shares_column else TWO_AGREE
    return 0 if not compared else 2 if unclear else 1


@lean
def relatives_at_most(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return a level that `relatives_level` does not exceed: names that may be one by their consonants agree."""
    one, other = both.left, both.right
    level, row, column = 0, -1, -1
    shares_row, shares_column = True, True
    for i in range(left.shape[0]):
        for j in range(right.shape[0]):
            if left[i, 0] == right[j, 0]:
                level = max(level, 1)
                token, other_token = left[i, 1], right[j, 1]
                classes, other_classes = one.classes[token], other.classes[other_token]
                if is_near(classes, one.outlines[token], other_classes, other.outlines[other_token], is_joined=False):
                    level = AGREES
                    row, column = (left[i, 2], right[j, 2]) if row < 0 else (row, column)
                    shares_row = shares_row and left[i, 2] == row
                    shares_column = shares_column and right[j, 2] == column
    return level if shares_row or shares_column else TWO_AGREE


@lean
def agreeing_fathers(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the relation father when two people's fathers agree, else 0."""
    for i in range(left.shape[0]):
        for j in range(right.shape[0]):
            is_father = left[i, 0] == _FATHER and right[j, 0] == _FATHER
            if is_father and token_bits(both, left[i, 1], right[j, 1], is_joined=False) >= _AGREES:
                return _FATHER
    return 0


@lean
def best_bits(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the best bits (x 64) over two runs of tokens, NO_TOKEN when one is empty."""
    best = NO_TOKEN
    for one in left:
        for other in right:
            best = max(best, token_bits(both, one, other, is_joined=False))
    return best
