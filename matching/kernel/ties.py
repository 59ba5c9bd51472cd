"""Origin, phones, documents and relatives of two people to levels. Compiled; orders of levels: levels.py."""

from __future__ import annotations

from matching import attributes
from matching.compiled import compiled
from matching.names.align import NameSide, Scorer, token_bits
from matching.names.weights import SCALE
from matching.population import Columns, Longs, Shorts

_CONTROLLER = attributes.code_number(attributes.PHONE_OWNERS, "controller")
_OWN = attributes.code_number(attributes.PHONE_OWNERS, "own")
_TAIL = 100_000_000  # a phone's last eight digits, which survive any way of writing the country
_SHORT_TAIL = 1_000_000  # of a number shorter than eight digits the last six

# Bits of a token pair from which a relative's name agrees, and from which it is unclear (judged).
_AGREES = 4 * SCALE
_UNCLEAR = 0
_NO_TOKEN = -(1 << 20)


@compiled
def _share(left: Shorts, first: int, last: int, right: Shorts, other_first: int, other_last: int) -> bool:
    for i in range(first, last):
        for j in range(other_first, other_last):
            if left[i] == right[j]:
                return True
    return False


@compiled
def _compare_sets(left: Shorts, left_starts: Longs, a: int, right: Shorts, right_starts: Longs, b: int) -> int:
    """Return 0 when one set is empty, 1 when nothing is in both, 2 when something is."""
    first, last, other_first, other_last = left_starts[a], left_starts[a + 1], right_starts[b], right_starts[b + 1]
    if first == last or other_first == other_last:
        return 0
    return 2 if _share(left, first, last, right, other_first, other_last) else 1


@compiled
def origin_level(left: Columns, right: Columns, a: int, b: int) -> int:
    """Return the level of nationalities and languages together: nationality decides, language speaks where it cannot."""
    nations = _compare_sets(left.nations, left.nation_starts, a, right.nations, right.nation_starts, b)
    languages = _compare_sets(left.languages, left.language_starts, a, right.languages, right.language_starts, b)
    if nations == 2:
        return 4
    if languages == 2:
        return 3
    if nations == 1:
        return 1
    return 2 if languages == 1 else 0


@compiled
def phones_level(left: Columns, right: Columns, a: int, b: int) -> int:
    """Return the level of two people's phones; a controller's phone is passed over, it is one for many children."""
    best = 0
    for i in range(left.phone_starts[a], left.phone_starts[a + 1]):
        for j in range(right.phone_starts[b], right.phone_starts[b + 1]):
            owner, other_owner = left.phone_flags[i, 0], right.phone_flags[j, 0]
            if _CONTROLLER in (owner, other_owner):
                continue
            level = 1
            number, other = left.phones[i], right.phones[j]
            if number == other and left.phone_flags[i, 1] and right.phone_flags[j, 1]:
                level = 4 if owner == _OWN and other_owner == _OWN else 3
            elif _same_tail(number, other):
                level = 2
            best = max(best, level)
    return best


@compiled
def _same_tail(number: int, other: int) -> bool:
    """Say whether two numbers end alike: in eight digits, in six where one has no more; full numbers differ by country."""
    if number >= _TAIL // 10 and other >= _TAIL // 10:
        return number % _TAIL == other % _TAIL
    return min(number, other) >= _SHORT_TAIL // 10 and number % _SHORT_TAIL == other % _SHORT_TAIL


@compiled
def documents_level(left: Columns, right: Columns, a: int, b: int) -> int:
    """Return the level of two people's documents; only one kind of one country can differ."""
    best = 0
    for i in range(left.document_starts[a], left.document_starts[a + 1]):
        for j in range(right.document_starts[b], right.document_starts[b + 1]):
            issued, other_issued = left.documents[i, 1], right.documents[j, 1]
            has_country = (issued & 0xFFFF) != 0
            level = 0
            if left.documents[i, 0] == right.documents[j, 0]:
                level = 3 if issued == other_issued and has_country else 2
            elif issued == other_issued and has_country:
                level = 1
            best = max(best, level)
    return best


@compiled
def relatives_level(
    left: Columns, right: Columns, pair: tuple[int, int], sides: tuple[NameSide, NameSide], scorer: Scorer
) -> int:
    """Return the level of two people's relatives: names are compared within one relation."""
    a, b = pair
    compared, unclear = False, False
    row, column = (
        -1,
        -1,
    )  # of the first agreeing pair; two agree when not all agreeing pairs share its row or its column
    shares_row, shares_column = True, True
    for i in range(left.relative_starts[a], left.relative_starts[a + 1]):
        for j in range(right.relative_starts[b], right.relative_starts[b + 1]):
            if left.relatives[i, 0] != right.relatives[j, 0]:
                continue
            bits = _relative_bits(left, right, i, j, sides, scorer)
            if bits <= _NO_TOKEN:
                continue
            compared = True
            unclear = unclear or bits > _UNCLEAR
            if bits >= _AGREES:
                row, column = (i, j) if row < 0 else (row, column)
                shares_row = shares_row and i == row
                shares_column = shares_column and j == column
    if row >= 0:
        return 3 if shares_row or shares_column else 4
    return 0 if not compared else 2 if unclear else 1


@compiled
def _relative_bits(
    left: Columns, right: Columns, i: int, j: int, sides: tuple[NameSide, NameSide], scorer: Scorer
) -> int:
    """Return the best bits (x 64) over the tokens of two relatives' names; very low when one has none."""
    best = _NO_TOKEN
    for m in range(left.relative_token_starts[i], left.relative_token_starts[i + 1]):
        for n in range(right.relative_token_starts[j], right.relative_token_starts[j + 1]):
            bits = token_bits(sides[0], sides[1], left.relative_tokens[m], right.relative_tokens[n], scorer)
            best = max(best, bits)
    return best
