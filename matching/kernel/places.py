"""Places of birth, and where and when people were seen, to levels. Compiled; orders of levels: levels.py."""

from __future__ import annotations

from matching import attributes
from matching.compiled import compiled
from matching.kernel.ties import NO_TOKEN, best_bits
from matching.names.align import TokenPairs
from matching.names.table import Ints
from matching.names.weights import SCALE

_FOUND = attributes.code_number(attributes.PLACE_ROLES, "found")
_AGREES = 5 * SCALE  # bits of a token pair from which a place name agrees, and from which it is similar (judged)
_SIMILAR = 2 * SCALE

# Days. A report may give the day it was written for the day last seen (judged).
_REPORTING_DAYS = 30
_FAR_DAYS = 3 * 365
_YEAR_DAYS = 366
_SAME_TIME_DAYS = 31

IMPOSSIBLE_ORDER, FAR_APART, YEARS_APART, POSSIBLE, SAME_COUNTRY, SAME_PLACE, SAME_PLACE_AND_TIME = 1, 2, 3, 4, 5, 6, 7


@compiled
def birth_place_level(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the level of two places of birth (their tokens)."""
    bits = best_bits(both, left, right)
    if bits == NO_TOKEN:
        return 0
    return 3 if bits >= _AGREES else 2 if bits >= _SIMILAR else 1


@compiled
def event_level(one: Ints, other: Ints) -> int:
    """Return the level of two events (country, day, role) without their places' names, 0 for nothing to compare."""
    has_days = one[1] != 0 and other[1] != 0
    days = abs(one[1] - other[1]) if has_days else 0
    if has_days and one[2] != other[2]:
        found, seen = (one, other) if one[2] == _FOUND else (other, one)
        if seen[1] - found[1] > _REPORTING_DAYS:
            return IMPOSSIBLE_ORDER
    has_countries = one[0] != 0 and other[0] != 0
    if not has_countries and not has_days:
        return 0
    if days > _FAR_DAYS:
        return FAR_APART
    if days > _YEAR_DAYS:
        return YEARS_APART
    return SAME_COUNTRY if has_countries and one[0] == other[0] else POSSIBLE


@compiled
def place_level(one: Ints, other: Ints) -> int:
    """Return the level of two events of one country whose places have one name."""
    has_days = one[1] != 0 and other[1] != 0
    return SAME_PLACE_AND_TIME if has_days and abs(one[1] - other[1]) <= _SAME_TIME_DAYS else SAME_PLACE


@compiled
def events_level(both: TokenPairs, left: Ints, right: Ints, left_tokens: Ints, right_tokens: Ints) -> int:
    """Return the best level over two people's events (int32[n, 4]: country, day, role, tokens) and their tokens."""
    best = 0
    first = 0
    for i in range(left.shape[0]):
        last = first + left[i, 3]
        other_first = 0
        for j in range(right.shape[0]):
            other_last = other_first + right[j, 3]
            level = event_level(left[i], right[j])
            if level == SAME_COUNTRY:
                bits = best_bits(both, left_tokens[first:last], right_tokens[other_first:other_last])
                if bits >= _AGREES:
                    level = place_level(left[i], right[j])
            best = max(best, level)
            other_first = other_last
        first = last
    return best
