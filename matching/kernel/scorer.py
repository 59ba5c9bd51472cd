"""The scorer: pairs of people in, levels and bits out. All entry points call `score_pairs`.

Compiled; it knows no prior and no probability. Every attribute's bits are whole 1/64 bits, so a
float32 sum is exact. A pair is compared in steps, and each step handles only pairs that can still
reach the floor: the bound from two cards, the refined bound, the names, every attribute.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from matching.arrays import Bytes, Floats, Ints, Longs
from matching.jit import njit_cached, njit_no_refcount
from matching.kernel import upper_bound
from matching.kernel.addresses import homes_level
from matching.kernel.attribute_numbers import (
    BIRTH,
    BIRTH_PLACE,
    DOCUMENT,
    ETHNICITY,
    EVENT,
    HEIGHT,
    HOME,
    INTERVAL,
    MARKS,
    NAME,
    ORIGIN,
    PHONE,
    RELATIVE,
    SENSITIVE_MARKS,
)
from matching.kernel.births import births_level
from matching.kernel.coded import ATTRIBUTES, COUNT, coded_level
from matching.kernel.named_relatives import name_each_other
from matching.kernel.origin import ethnicity_level, origin_level
from matching.kernel.physical import height_level
from matching.kernel.places import birth_place_level, events_level, interval_level
from matching.kernel.refined_bound import (
    documents_level_of,
    marks_level_of,
    phones_level_of,
    refined_bound,
    rows_of_person,
    sensitive_marks_level_of,
)
from matching.kernel.relatives import NAMED_EACH_OTHER, relatives_level, shared_parent_relation
from matching.model import levels
from matching.model.weight_set import WeightTables
from matching.names.align import SETS
from matching.names.compare import (
    ANY_BITS,
    ANY_PAIR,
    BELOW_NEEDED,
    NO_NAME,
    RequestedNames,
    compare_names,
    max_name_bits,
)
from matching.names.constants import SCALE
from matching.names.multiplicity_penalty import MULTIPLICITY_PENALTY
from matching.names.name_sets import NameSet
from matching.names.token_scores import PEOPLE_PER_SHEET, new_token_scores
from matching.names.tokens.token_similarity import TokenPairs
from matching.names.tokens.token_table import Entries
from matching.packing.columns import ComparisonSide

UNREACHABLE_BITS = 1 << 30  # more bits than any name has


class BitsFloor(NamedTuple):
    """The pairs to return: those of at least `bits` (x 64).

    The other arrays hold an upper bound of each person's name bits (x 64) on either side. Empty
    arrays (int32[0]) ask for every pair.
    """

    bits: int
    left: Ints
    right: Ints


class PairRun(NamedTuple):
    """Pairs of one left person with `rights[first]` up to but not including `rights[last]`."""

    left: int
    rights: Longs
    first: int
    last: int


class NearRoom(NamedTuple):
    """Work arrays for one run, written by `pairs_above_floor`.

    They hold the cards of the right people, the pairs that may reach the floor, and the raw bits (x
    64) that their names need.
    """

    cards: Ints
    near_rows: Longs
    needs: Ints


NO_FLOOR: Final = BitsFloor(-(1 << 30), np.zeros(0, np.int32), np.zeros(0, np.int32))


class ScoredPairs(NamedTuple):
    """Pairs that reach the floor.

    `rows` int64[n] are their indices among the given pairs, ascending. Levels are uint8[n, A] and
    bits float32[n, A], in the order of levels.ATTRIBUTES.
    """

    rows: Longs
    levels: Bytes
    bits: Floats


@njit_cached
def score_pairs(
    sides: tuple[ComparisonSide, ComparisonSide],
    pairs: tuple[Longs, Longs],
    both: TokenPairs,
    weights: WeightTables,
    floor: BitsFloor,
) -> ScoredPairs:
    """Return the pairs (left index, right index) whose bits (x 64) sum to the floor or more.

    It is fastest if pairs of one left person are adjacent.
    """
    lefts, rights = pairs
    left, right = names_of_side(sides[0]), names_of_side(sides[1])
    sheet = new_token_scores(left, right, SETS)
    near_rows = np.empty(PEOPLE_PER_SHEET, np.int64)
    needs = np.empty(PEOPLE_PER_SHEET, np.int32)
    name_results = np.empty((PEOPLE_PER_SHEET, 4), np.int32)
    fetched = np.empty((PEOPLE_PER_SHEET, upper_bound.CARD_WIDTH), np.int32)
    room = NearRoom(fetched, near_rows, needs)
    pair_buffer = _room(PEOPLE_PER_SHEET if floor.left.size else lefts.size)
    most = upper_bound.max_bits_of(weights.bits)
    end, first = 0, 0
    while first < lefts.size:
        a, last = lefts[first], first + 1
        while last < min(lefts.size, first + PEOPLE_PER_SHEET) and lefts[last] == a:
            last += 1
        run = PairRun(a, rights, first, last)
        count = pairs_above_floor(sides, run, both, weights, (floor, most), room)
        done = 0
        while done < count:
            requested = RequestedNames(a, rights[near_rows[done:count]], needs[done:count])
            fitting = compare_names(
                both,
                sheet,
                (left, right),
                requested,
                MULTIPLICITY_PENALTY,
                name_results[done:count],
            )
            for index in range(done, done + fitting):
                if name_results[index, 0] != BELOW_NEEDED:
                    if end == pair_buffer.rows.size:
                        pair_buffer = _more_room(pair_buffer)
                    b = rights[near_rows[index]]
                    out = pair_buffer.levels[end], pair_buffer.bits[end]
                    total = score_pair(sides, (a, b), both, weights, name_results[index], out)
                    if total >= floor.bits:
                        pair_buffer.rows[end] = near_rows[index]
                        end += 1
            done += fitting
        first = last
    return ScoredPairs(pair_buffer.rows[:end], pair_buffer.levels[:end], pair_buffer.bits[:end])


@njit_cached
def _room(size: int) -> ScoredPairs:
    return ScoredPairs(
        np.empty(size, np.int64),
        np.zeros((size, levels.ATTRIBUTE_COUNT), np.uint8),
        np.zeros((size, levels.ATTRIBUTE_COUNT), np.float32),
    )


@njit_cached
def _more_room(full: ScoredPairs) -> ScoredPairs:
    size = full.rows.size
    more = _room(2 * size)
    more.rows[:size], more.levels[:size], more.bits[:size] = full.rows, full.levels, full.bits
    return more


def make_floor(
    sides: tuple[ComparisonSide, ComparisonSide],
    both: TokenPairs,
    weights: WeightTables,
    bits: int,
) -> BitsFloor:
    """Return the floor for pairs of at least `bits` (x 64)."""
    left = _name_reach(sides[0], both.left, both.left_most, weights.bend)
    is_one = sides[0] is sides[1] and both.left.frequency is both.right.frequency
    return BitsFloor(
        bits,
        left,
        left if is_one else _name_reach(sides[1], both.right, both.right_most, weights.bend),
    )


@njit_cached
def _name_reach(side: ComparisonSide, entries: Entries, most: Ints, bend: Ints) -> Ints:
    reach = max_name_bits(names_of_side(side), entries, most)
    for person in range(reach.size):
        if reach[person] not in (NO_NAME, ANY_BITS):
            reach[person] = calibrate(reach[person], bend)
    return reach


@njit_no_refcount
def pairs_above_floor(
    sides: tuple[ComparisonSide, ComparisonSide],
    run: PairRun,
    both: TokenPairs,
    weights: WeightTables,
    least: tuple[BitsFloor, Ints],
    room: NearRoom,
) -> int:
    """Write the pairs of a run that may reach the floor to `room`; return their number.

    For each of these pairs also write the raw bits (x 64) that its names need. `least` is the floor
    and the result of `max_bits_of`.
    """
    a, rights, first, last = run
    fetched, near_rows, needs = room
    left_cards, right_cards = sides[0].cards, sides[1].cards
    bits = weights.bits
    floor, most = least
    of_any, count = int(weights.bend[-1, 1]), 0
    if floor.left.size:
        for index in range(
            first, last
        ):  # fetch all at once; single fetches would each wait for memory
            for number in range(upper_bound.CARD_WIDTH):
                fetched[index - first, number] = right_cards[rights[index], number]
    for index in range(first, last):
        b = rights[index]
        need = ANY_PAIR
        if floor.left.size:
            total = upper_bound.upper_bound(left_cards, a, fetched, index - first, bits, most)
            of_names = min(floor.left[a], floor.right[b])
            if of_names == NO_NAME:
                of_names = 0
            elif max(floor.left[a], floor.right[b]) == ANY_BITS:
                of_names = of_any
            if total + of_names < floor.bits:
                continue
            total = refined_bound(sides, (a, b), both, bits, most, total)
            if total + of_names < floor.bits:
                continue
            need = inverse_calibrate(floor.bits - total, weights.bend)
        near_rows[count], needs[count] = index, need
        count += 1
    return count


@njit_cached
def names_of_side(side: ComparisonSide) -> NameSet:
    """Return the names of all people of one side, with entries of the side's token table."""
    return NameSet(
        side.columns.name_starts, side.columns.name_roles, side.names.starts, side.names.tokens
    )


@njit_no_refcount
def score_pair(
    sides: tuple[ComparisonSide, ComparisonSide],
    pair: tuple[int, int],
    both: TokenPairs,
    weights: WeightTables,
    names: Ints,
    out: tuple[Bytes, Floats],
) -> int:
    """Write levels and bits of one pair to `out` and return the sum of the bits (x 64).

    `names` has the result of `compare_names` for this pair. `out` is uint8[A] and float32[A].
    """
    (a, b), (row, bits) = pair, out
    left_columns, right_columns = sides[0].columns, sides[1].columns
    births = rows_of_person(left_columns.births, left_columns.birth_starts, a)
    other_births = rows_of_person(right_columns.births, right_columns.birth_starts, b)
    row[BIRTH], birth_value = births_level(births, other_births, weights.bits)
    row[ORIGIN] = origin_level(
        rows_of_person(left_columns.nations, left_columns.nation_starts, a),
        rows_of_person(right_columns.nations, right_columns.nation_starts, b),
        rows_of_person(left_columns.languages, left_columns.language_starts, a),
        rows_of_person(right_columns.languages, right_columns.language_starts, b),
    )
    spots = rows_of_person(left_columns.spots, left_columns.spot_starts, a)
    other_spots = rows_of_person(right_columns.spots, right_columns.spot_starts, b)
    row[BIRTH_PLACE] = birth_place_level(
        both,
        rows_of_person(left_columns.birth_place_tokens, left_columns.birth_place_starts, a),
        rows_of_person(right_columns.birth_place_tokens, right_columns.birth_place_starts, b),
        spots,
        other_spots,
    )
    row[EVENT] = events_level(
        both,
        rows_of_person(left_columns.places, left_columns.place_starts, a),
        rows_of_person(right_columns.places, right_columns.place_starts, b),
        (
            rows_of_person(left_columns.place_tokens, left_columns.place_token_starts, a),
            rows_of_person(right_columns.place_tokens, right_columns.place_token_starts, b),
        ),
        (spots, other_spots),
    )
    row[PHONE] = phones_level_of(left_columns, a, right_columns, b)
    row[DOCUMENT] = documents_level_of(left_columns, a, right_columns, b)
    relatives = (
        rows_of_person(left_columns.relatives, left_columns.relative_starts, a),
        rows_of_person(right_columns.relatives, right_columns.relative_starts, b),
    )
    row[NAME], name_value, row[RELATIVE] = _names_and_relatives(both, names, relatives, weights)
    if name_each_other(both, (names_of_side(sides[0]), names_of_side(sides[1])), a, b, relatives):
        row[RELATIVE] = NAMED_EACH_OTHER
    row[HEIGHT] = height_level(
        left_columns.height[a], right_columns.height[b], births, other_births
    )
    for place in range(COUNT):
        row[ATTRIBUTES[place]] = coded_level(
            place, left_columns.body[a, place], right_columns.body[b, place]
        )
    row[MARKS] = marks_level_of(left_columns, a, right_columns, b)
    row[SENSITIVE_MARKS] = sensitive_marks_level_of(left_columns, a, right_columns, b)
    row[ETHNICITY] = ethnicity_level(
        rows_of_person(left_columns.ethnicities, left_columns.ethnicity_starts, a),
        rows_of_person(right_columns.ethnicities, right_columns.ethnicity_starts, b),
    )
    row[INTERVAL] = interval_level(
        rows_of_person(left_columns.places, left_columns.place_starts, a),
        rows_of_person(right_columns.places, right_columns.place_starts, b),
    )
    row[HOME] = homes_level(
        both,
        rows_of_person(left_columns.homes, left_columns.home_starts, a),
        rows_of_person(right_columns.homes, right_columns.home_starts, b),
        (
            rows_of_person(left_columns.home_tokens, left_columns.home_token_starts, a),
            rows_of_person(right_columns.home_tokens, right_columns.home_token_starts, b),
        ),
        (
            rows_of_person(left_columns.home_numbers, left_columns.home_number_starts, a),
            rows_of_person(right_columns.home_numbers, right_columns.home_number_starts, b),
        ),
    )
    total = 0
    for attribute in range(levels.ATTRIBUTE_COUNT):
        value = weights.bits[attribute, row[attribute]]
        value = name_value if attribute == NAME else birth_value if attribute == BIRTH else value
        bits[attribute] = value / SCALE
        total += value
    return total


@njit_no_refcount
def _names_and_relatives(
    both: TokenPairs, name_result: Ints, relatives: tuple[Ints, Ints], weights: WeightTables
) -> tuple[int, int, int]:
    """Return level and bits (x 64) of the names (compare.py), and the level of the relatives.

    A name followed by the father's or a sibling's name counts if it gives more bits. The relatives
    then exclude the fathers who agree, or the siblings, so that no agreement counts twice.
    """
    level = int(name_result[0])
    value = calibrate(name_result[1], weights.bend) if level else 0
    kin = relatives_level(both, relatives[0], relatives[1], 0)
    other_value = calibrate(name_result[3], weights.bend) if name_result[2] else 0
    if other_value > value:
        family = shared_parent_relation(both, relatives[0], relatives[1])
        other_kin = relatives_level(both, relatives[0], relatives[1], family)
        if other_value + weights.bits[RELATIVE, other_kin] > value + weights.bits[RELATIVE, kin]:
            return int(name_result[2]), other_value, other_kin
    return level, value, kin


@njit_no_refcount
def calibrate(total: int, bend: Ints) -> int:
    """Return calibrated name bits (x 64) from raw ones, rounded half up to a whole 1/64 bit."""
    if total <= bend[0, 0]:
        return int(bend[0, 1])
    for point in range(1, bend.shape[0]):
        if total <= bend[point, 0]:
            width = int(bend[point, 0] - bend[point - 1, 0])
            rise = int(bend[point, 1] - bend[point - 1, 1])
            return int(bend[point - 1, 1]) + (
                2 * rise * (total - int(bend[point - 1, 0])) + width
            ) // (2 * width)
    return int(bend[-1, 1])


@njit_no_refcount
def inverse_calibrate(value: int, bend: Ints) -> int:
    """Return the least raw name bits (x 64) that `calibrate` maps to `value` or more.

    Return ANY_PAIR if all do, UNREACHABLE_BITS if none do.
    """
    if value <= bend[0, 1]:
        return ANY_PAIR
    for point in range(1, bend.shape[0]):
        if value <= bend[point, 1]:
            width = int(bend[point, 0] - bend[point - 1, 0])
            rise = int(bend[point, 1] - bend[point - 1, 1])
            # The smallest total that `calibrate` maps to the value: half a unit less rounds up to
            # it.
            return int(bend[point - 1, 0]) - (
                width - 2 * width * (value - int(bend[point - 1, 1]))
            ) // (2 * rise)
    return UNREACHABLE_BITS
