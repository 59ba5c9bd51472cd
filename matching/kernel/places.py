"""Levels of places of birth, and of the places and times of sightings. Compiled.

The order of levels is in levels.py. A text that was resolved to places of the gazetteer (spots) is
compared by distance; any other text by its words. If a text is ambiguous, the best pair of places
counts, so ambiguity is never evidence against a person.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from matching.arrays import Ints
from matching.codes import code_lists
from matching.jit import njit_no_refcount
from matching.model.levels import level_number, level_numbers
from matching.names.constants import SCALE
from matching.names.tokens.token_similarity import TokenPairs, token_bits
from matching.packing.columns import Spots
from matching.packing.features import letters_number
from matching.places.gazetteer import COUNTRY

_FOUND = code_lists.code_number(code_lists.PLACE_ROLES, "found")
ROUTE = code_lists.code_number(code_lists.PLACE_ROLES, "route")
_COUNTRY = COUNTRY
_AGREES = 5 * SCALE  # bits of a token pair from which place names agree, and are similar (judged)
_SIMILAR = 2 * SCALE

# Days. A report may give its own date as the day last seen (judged).
_REPORTING_DAYS = 30
_YEAR_DAYS = 366
_SOON_DAYS = 1
# Days between two events, and the level above that number, largest first.
_HALF_YEAR, _WHOLE_YEAR = 183, 365
_APART = np.array(
    [
        [days, level_number("interval", code)]
        for days, code in (
            (3 * 365, "far_apart"),
            (2 * 365, "two_years"),
            (_WHOLE_YEAR, "one_year"),
            (_HALF_YEAR, "within_year"),
            (92, "within_half_year"),
            (31, "within_quarter"),
            (-1, "within_month"),
        )
    ],
    np.int64,
)

# Squared distances in hundredths of a degree (judged): a town and its surroundings; one area of
# birth; the farthest that a person without a ticket travels in a day.
_PER_KM = 100 / 111.2
_NEAR = round(50 * _PER_KM) ** 2
_AREA = round(150 * _PER_KM) ** 2
_DAYS_WAY = round(1000 * _PER_KM) ** 2
_UNKNOWN = -1
_NO_TOKEN = -(1 << 20)  # bits of two texts if one has no word
# Cosine of the latitude in degrees, x 1024. Whole numbers give the same distance on every machine.
_COSINES = np.round(np.cos(np.radians(np.arange(92))) * 1024).astype(np.int64)

# Columns of a spot (features.SECTIONS).
_OF, _LAND, _PROVINCE, _NORTH, _EAST, _KIND, _STATED = range(7)

OTHER_COUNTRY, DIFFER, FAR, NEAR_BIRTH, IN_COUNTRY, SIMILAR, SAME_BIRTH_PLACE = level_numbers(
    "birth_place", "other_country differ far near in_country similar agree"
)
TOO_FAR_TOO_SOON, TWO_COUNTRIES, POSSIBLE, NEIGHBOUR, SAME_COUNTRY, NEAR, SAME_PLACE = (
    level_numbers(
        "event", "too_far_too_soon two_countries possible neighbour same_country near same_place"
    )
)
ROUTE_COUNTRY, ROUTE_PLACE = level_numbers("event", "route_country route_place")
LONG_BEFORE, _TOGETHER, FOUND_BEFORE = level_numbers(
    "interval", "long_before same_day found_before"
)

BORDERS_FILE = Path(__file__).parent.parent / "data" / "places" / "borders.tsv"
_COUNTRIES = 2048  # more than letters_number of any two letters


def _read_borders() -> Ints:
    """Return every pair of countries with a common border, in both orders, as sorted numbers."""
    lines = (line.split("\t") for line in BORDERS_FILE.read_text(encoding="utf-8").splitlines())
    pairs = {(code, neighbour) for code, neighbours in lines for neighbour in neighbours.split()}
    pairs |= {(neighbour, code) for code, neighbour in pairs}
    numbers = sorted(
        letters_number(code) * _COUNTRIES + letters_number(neighbour) for code, neighbour in pairs
    )
    return np.array(numbers, np.int32)


_BORDERS = _read_borders()


@njit_no_refcount
def are_neighbours(left: int, right: int) -> bool:
    """Return whether two countries (letters_number) share a border."""
    pair = left * _COUNTRIES + right
    place = np.searchsorted(_BORDERS, pair)
    return bool(place < _BORDERS.size and _BORDERS[place] == pair)


@njit_no_refcount
def _squared(left: Spots, i: int, right: Spots, j: int) -> int:
    """Return the squared distance of two spots in hundredths of a degree.

    It uses the cosine of the mean latitude.
    """
    north, other_north = int(left[i, _NORTH]), int(right[j, _NORTH])
    across = abs(int(left[i, _EAST]) - int(right[j, _EAST]))
    across = min(across, 36000 - across)
    across = across * _COSINES[min(abs(north + other_north) // 200, 90)] // 1024
    return int((north - other_north) ** 2 + across**2)


@njit_no_refcount
def _spots_level(left: Spots, i: int, right: Spots, j: int) -> int:
    """Return the level of two possible places of birth: rows `i` and `j` of the spots.

    The level is never "unknown". If one spot is only a country, the level is `OTHER_COUNTRY` or
    `IN_COUNTRY`.
    """
    if left[i, _LAND] != right[j, _LAND]:
        return OTHER_COUNTRY
    if _COUNTRY in (left[i, _KIND], right[j, _KIND]):
        return IN_COUNTRY
    squared = _squared(left, i, right, j)
    if squared == 0:
        return SAME_BIRTH_PLACE
    is_one_province = left[i, _PROVINCE] == right[j, _PROVINCE] and left[i, _PROVINCE] != 0
    return NEAR_BIRTH if squared <= _AREA or is_one_province else FAR


@njit_no_refcount
def _best_bits(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the best bits (x 64) of an entry of `left` with an entry of `right`.

    Return _NO_TOKEN if one side is empty.
    """
    best = _NO_TOKEN
    for left_place in left:
        for right_place in right:
            best = max(best, token_bits(both, left_place, right_place, is_joined=False))
    return best


@njit_no_refcount
def birth_place_level(
    both: TokenPairs, left: Ints, right: Ints, left_spots: Spots, right_spots: Spots
) -> int:
    """Return the level of two places of birth, from their tokens and their spots.

    If only the country of a text was resolved ("a village, Afghanistan"), its words are compared
    within that country.
    """
    level, is_decided = level_of_spots(left, right, left_spots, right_spots)
    if is_decided:
        return level
    bits = _best_bits(both, left, right)
    return SAME_BIRTH_PLACE if bits >= _AGREES else SIMILAR if bits >= _SIMILAR else DIFFER


@njit_no_refcount
def level_of_spots(
    left: Ints, right: Ints, left_spots: Spots, right_spots: Spots
) -> tuple[int, bool]:
    """Return the level of two places of birth by their spots, and whether it is final.

    If it is not final, the words decide.
    """
    level, is_part_read = 0, False
    for i in range(left_spots.shape[0]):
        for j in range(right_spots.shape[0]):
            if left_spots[i, _OF] == 0 and right_spots[j, _OF] == 0:
                level = max(level, _spots_level(left_spots, i, right_spots, j))
                is_part_read = is_part_read or (left_spots[i, _KIND] == _COUNTRY and left.size > 0)
                is_part_read = is_part_read or (
                    right_spots[j, _KIND] == _COUNTRY and right.size > 0
                )
    has_words = left.size > 0 and right.size > 0
    return level, not has_words or (level != 0 and (level == OTHER_COUNTRY or not is_part_read))


@njit_no_refcount
def _gap(left: Spots, i: int, right: Spots, j: int) -> int:
    """Return the shortest squared distance between left place `i` and right place `j`.

    A place may have several spots, found by their number in the column `_OF`. Countries do not
    count. Return _UNKNOWN if a place has no other spot. The unit is that of `_squared`.
    """
    gap = _UNKNOWN
    for left_row in range(left.shape[0]):
        for right_row in range(right.shape[0]):
            is_theirs = left[left_row, _OF] == i + 1 and right[right_row, _OF] == j + 1
            if (
                is_theirs
                and left[left_row, _KIND] != _COUNTRY
                and right[right_row, _KIND] != _COUNTRY
            ):
                squared = _squared(left, left_row, right, right_row)
                gap = squared if gap == _UNKNOWN else min(gap, squared)
    return gap


@njit_no_refcount
def event_level(left: Ints, right: Ints, gap: int) -> int:
    """Return the level of two events (country, day, role), 0 if their places are unknown.

    `gap` is the result of `_gap`. The names of the places are not compared.
    """
    has_countries = left[0] != 0 and right[0] != 0
    if not has_countries and gap == _UNKNOWN:
        return 0
    has_days = left[1] != 0 and right[1] != 0
    if has_days and abs(left[1] - right[1]) <= _SOON_DAYS and gap > _DAYS_WAY:
        return TOO_FAR_TOO_SOON
    if gap == 0:
        return SAME_PLACE
    if gap > 0 and gap <= _NEAR:
        return NEAR
    if not has_countries:
        return POSSIBLE
    if left[0] == right[0]:
        return SAME_COUNTRY
    if are_neighbours(left[0], right[0]):
        return NEIGHBOUR
    return TWO_COUNTRIES if has_days and left[1] == right[1] else POSSIBLE


@njit_no_refcount
def days_level(day: int, role: int, other_day: int, other_role: int) -> int:
    """Return the level of the time between two events, 0 if a day is 0 (unknown)."""
    if day == 0 or other_day == 0:
        return 0
    days = abs(day - other_day)
    if role == other_role == _FOUND and days == 0:
        return _TOGETHER
    if role != other_role and days <= _WHOLE_YEAR:
        found_day, seen_day = (day, other_day) if role == _FOUND else (other_day, day)
        if seen_day - found_day > _REPORTING_DAYS:
            return FOUND_BEFORE if days <= _HALF_YEAR else LONG_BEFORE
    for row in range(_APART.shape[0]):
        if days > _APART[row, 0]:
            return int(_APART[row, 1])
    return 0


@njit_no_refcount
def interval_level(left: Ints, right: Ints) -> int:
    """Return the best level of the time between two people's events (int32[n, 4]).

    Routes are excluded.
    """
    best = 0
    for left_place in left:
        for right_place in right:
            if left_place[2] != ROUTE and right_place[2] != ROUTE:
                best = max(
                    best, days_level(left_place[1], left_place[2], right_place[1], right_place[2])
                )
    return best


@njit_no_refcount
def route_level(left: Ints, right: Ints, gap: int, is_alike: bool) -> int:  # noqa: FBT001
    """Return the level of an event and a place of the other person's route, 0 without agreement.

    `is_alike`: the words of both places agree. `gap` is the result of `_gap`. An event off the
    route is no evidence: people leave their routes, and records of routes are incomplete.
    """
    if left[0] == 0 or left[0] != right[0]:
        return 0
    if left[1] != 0 and right[1] != 0 and abs(left[1] - right[1]) > _YEAR_DAYS:
        return 0
    return ROUTE_PLACE if is_alike or 0 <= gap <= _NEAR else ROUTE_COUNTRY


@njit_no_refcount
def events_level(
    both: TokenPairs, left: Ints, right: Ints, tokens: tuple[Ints, Ints], spots: tuple[Spots, Spots]
) -> int:
    """Return the best level over two people's places, with their tokens and spots.

    Places are int32[n, 4]: country, day, role, tokens. A route adds agreement to events that are
    possible together or unknown. It never repairs impossible events.
    """
    best, route = 0, 0
    first = 0
    for i in range(left.shape[0]):
        last = first + left[i, 3]
        other_first = 0
        for j in range(right.shape[0]):
            other_last = other_first + right[j, 3]
            routes = int(left[i, 2] == ROUTE) + int(right[j, 2] == ROUTE)
            if routes < 2:
                gap = _gap(spots[0], i, spots[1], j)
                is_alike = False
                if gap == _UNKNOWN and left[i, 0] == right[j, 0] and left[i, 0] != 0:
                    bits = _best_bits(
                        both, tokens[0][first:last], tokens[1][other_first:other_last]
                    )
                    is_alike = bits >= _AGREES
                if routes:
                    route = max(route, route_level(left[i], right[j], gap, is_alike))
                else:
                    level = event_level(left[i], right[j], gap)
                    if level == SAME_COUNTRY and is_alike:
                        level = SAME_PLACE
                    best = max(best, level)
            other_first = other_last
        first = last
    return max(best, route) if best == 0 or best >= POSSIBLE else best
