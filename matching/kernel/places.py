"""Places of birth, and where and when people were seen, to levels. Compiled; orders of levels: levels.py."""

from __future__ import annotations

from matching import attributes
from matching.compiled import compiled
from matching.names.align import NameSide, Scorer, token_bits
from matching.names.weights import SCALE
from matching.population import Columns, Ints

_FOUND = attributes.code_number(attributes.PLACE_ROLES, "found")
_AGREES = 5 * SCALE  # bits of a token pair from which a place name agrees, and from which it is similar (judged)
_SIMILAR = 2 * SCALE

# Days. A report may give the day it was written for the day last seen (judged).
_REPORTING_DAYS = 30
_FAR_DAYS = 3 * 365
_SAME_TIME_DAYS = 31

_NO_TOKEN = -(1 << 20)


@compiled
def _tokens_bits(
    left: Ints,
    bounds: tuple[int, int],
    right: Ints,
    other_bounds: tuple[int, int],
    sides: tuple[NameSide, NameSide],
    scorer: Scorer,
) -> int:
    """Return the best bits (x 64) over two runs of tokens; very low when one is empty."""
    best = _NO_TOKEN
    for m in range(bounds[0], bounds[1]):
        for n in range(other_bounds[0], other_bounds[1]):
            best = max(best, token_bits(sides[0], sides[1], left[m], right[n], scorer))
    return best


@compiled
def birth_place_level(
    left: Columns, right: Columns, pair: tuple[int, int], sides: tuple[NameSide, NameSide], scorer: Scorer
) -> int:
    """Return the level of two places of birth."""
    a, b = pair
    bounds = (left.birth_place_starts[a], left.birth_place_starts[a + 1])
    other_bounds = (right.birth_place_starts[b], right.birth_place_starts[b + 1])
    bits = _tokens_bits(left.birth_place_tokens, bounds, right.birth_place_tokens, other_bounds, sides, scorer)
    if bits == _NO_TOKEN:
        return 0
    return 3 if bits >= _AGREES else 2 if bits >= _SIMILAR else 1


@compiled
def events_level(
    left: Columns, right: Columns, pair: tuple[int, int], sides: tuple[NameSide, NameSide], scorer: Scorer
) -> int:
    """Return the best level over the places and days of two people."""
    a, b = pair
    best = 0
    for i in range(left.place_starts[a], left.place_starts[a + 1]):
        for j in range(right.place_starts[b], right.place_starts[b + 1]):
            best = max(best, _event_level(left, right, (i, j), sides, scorer))
    return best


@compiled
def _event_level(
    left: Columns, right: Columns, places: tuple[int, int], sides: tuple[NameSide, NameSide], scorer: Scorer
) -> int:
    i, j = places
    one, other = left.places[i], right.places[j]
    has_days = one[1] != 0 and other[1] != 0
    days = abs(one[1] - other[1]) if has_days else 0
    if has_days and one[2] != other[2]:
        found, seen = (one, other) if one[2] == _FOUND else (other, one)
        if seen[1] - found[1] > _REPORTING_DAYS:
            return 1
    has_countries = one[0] != 0 and other[0] != 0
    if not has_countries and not has_days:
        return 0
    bounds = (left.place_token_starts[i], left.place_token_starts[i + 1])
    other_bounds = (right.place_token_starts[j], right.place_token_starts[j + 1])
    same_country = has_countries and one[0] == other[0]
    if (
        same_country
        and _tokens_bits(left.place_tokens, bounds, right.place_tokens, other_bounds, sides, scorer) >= _AGREES
    ):
        return 6 if has_days and days <= _SAME_TIME_DAYS else 5
    if same_country and days <= _FAR_DAYS:
        return 4
    return 2 if days > _FAR_DAYS else 3
