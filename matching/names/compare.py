"""Comparison of one person's names with those of many people. Compiled.

Token pairs are looked up once and put on a sheet per left person (token_scores.py). Names are then
compared on that sheet only, and the best pair of names counts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.arrays import Bytes, Ints, Longs
from matching.codes import code_lists
from matching.jit import njit_cached, njit_inline, njit_no_refcount
from matching.names.align import (
    JOINED,
    SETS,
    bits_at_most,
    first_parts,
    leftover_bits,
    leftover_upper_bound,
    name_bits,
)
from matching.names.constants import SCALE
from matching.names.joined_names import is_syllabic, joined_name_bits
from matching.names.multiplicity_penalty import (
    MULTIPLICITY_PENALTY,
    NO_PENALTY,
    count_parts_tried,
    part_count,
)
from matching.names.name_sets import NameSet
from matching.names.token_scores import (
    PEOPLE_PER_SHEET,
    TokenScores,
    fill_scores,
    max_gain_of,
    new_token_scores,
    place_tokens,
    settle_column,
)
from matching.names.tokens.token_similarity import TokenPairs, own_bits
from matching.names.tokens.token_table import Entries

_NOTHING = -(1 << 20)
NO_NAME = -(1 << 20)
ANY_BITS = 1 << 20  # names in syllables have no upper bound
ANY_PAIR = -(1 << 20)  # the need of a pair that is wanted with any name bits
BELOW_NEEDED = 9  # no level: the pair stays below its need
_EVERY_ROLE = code_lists.COMPOSED_NAME_ROLE + 1
# An informal name that does not match is almost no evidence: minus half a bit, calibrated (judged).
_INFORMAL_FLOOR = -11 * SCALE
# Most bits of two nicknames that agree, or of a patronymic and a name, calibrated: 2 (judged).
# Nicknames are frequent, and the father's name is compared in the composed names.
NICKNAME = code_lists.code_number(code_lists.NAME_ROLES, "nickname")
PATRONYMIC = code_lists.code_number(code_lists.NAME_ROLES, "patronymic")
_CEILING = -8 * SCALE

# Level of two names: by bits after the penalty (differ, distant), and by the share of the bits that
# the shorter name can reach (judged).
_DIFFER_BELOW = -12 * SCALE
_DISTANT_BELOW = -8 * SCALE
_PART_BELOW = 0.55
_SIMILAR_BELOW = 0.85


class RequestedNames(NamedTuple):
    """Names to compare: those of one left person with those of several right persons.

    `needs` has the least raw bits (x 64) that matter for each right person.
    """

    person: int
    other_rows: Longs
    needs: Ints


@njit_no_refcount
def compare_names(
    both: TokenPairs,
    sheet: TokenScores,
    sides: tuple[NameSet, NameSet],
    requested: RequestedNames,
    chance: Ints,
    results: Ints,
) -> int:
    """Compare the names of one left person with those of as many others as the sheet holds.

    Return the number of others. One call serves many pairs, because passing the tables costs time.
    `chance` is MULTIPLICITY_PENALTY, or NO_PENALTY for spelling only. Write to `results`
    int32[n, 4] the level and raw bits (x 64) of the best pair of names: first without names
    composed with the father's, then with them. If a side has no name, both are 0. A pair below its
    need gets the level BELOW_NEEDED and no exact bits.
    """
    left, right = sides
    a, other_rows, needs = requested
    fitting, columns = place_tokens(sheet, right, other_rows)
    names = (left.people[a], left.people[a + 1])
    row = left.starts[names[0]]
    tokens = left.tokens[:, row : left.starts[names[1]]]
    fill_scores(both, sheet, tokens, columns)
    for index in range(fitting):
        right_names = (right.people[other_rows[index]], right.people[other_rows[index] + 1])
        places = (row, sheet.starts[index] - right.starts[right_names[0]], tokens.shape[1])
        is_any = (
            needs[index] <= _INFORMAL_FLOOR
            or names[0] == names[1]
            or right_names[0] == right_names[1]
        )
        if not is_any and not _is_worth_a_look(
            sheet, (left, right), (names, right_names), places, chance, needs[index]
        ):
            results[index, 0] = BELOW_NEEDED
            continue
        _compare_whole(both, sheet, (left, right), (names, right_names), places)
        # Token by token: each exact value tightens the bound, and most pairs drop below their need
        # early.
        step, is_needed, is_new = 2 * sheet.starts[index], True, not is_any
        while True:
            if is_new:
                is_needed = _may_reach(
                    sheet, (left, right), (names, right_names), places, chance, needs[index]
                )
            if not is_needed or step == 2 * sheet.starts[index + 1]:
                break
            is_new = (
                settle_column(both, sheet, tokens, sheet.places[step & 1, step >> 1]) and not is_any
            )
            step += 1
        if not is_needed:
            results[index, 0] = BELOW_NEEDED
            continue
        count_parts_tried(both, (left, right), (names, right_names), sheet.tried)
        for i in range(names[0], names[1]):
            penalty = chance[sheet.tried[0, i - names[0]]]
            for j in range(right_names[0], right_names[1]):
                sizes = _sizes(left, i, right, j, places)
                # A name composed with the father's is the child's only if the child's own part
                # matches.
                pair_bits = (
                    left.roles[i] == code_lists.COMPOSED_NAME_ROLE,
                    right.roles[j] == code_lists.COMPOSED_NAME_ROLE,
                )
                bits = name_bits(
                    sheet.worth,
                    sheet.places,
                    sizes,
                    sheet.sets,
                    first_parts(pair_bits[0], pair_bits[1]),
                )
                if _is_whole(sheet, sizes):
                    bits = max(bits, sheet.names[i - names[0], j - right_names[0]])
                bits -= penalty + chance[sheet.tried[1, j - right_names[0]]]
                sheet.names[i - names[0], j - right_names[0]] = bits
        _write_result(
            both, sheet, sides, (names, right_names), (chance, needs[index]), results[index]
        )
    return fitting


@njit_inline
def _sizes(
    left: NameSet, i: int, right: NameSet, j: int, places: tuple[int, int, int]
) -> tuple[int, int, int, int, int]:
    """Return the place of two names on a sheet, as align.py needs it.

    `places`: the number subtracted from a left token to get its row; the number added to a right
    token to get its place; the number of rows.
    """
    row, last_row = left.starts[i] - places[0], left.starts[i + 1] - places[0]
    return row, last_row, places[2], right.starts[j] + places[1], right.starts[j + 1] + places[1]


@njit_inline
def _is_whole(sheet: TokenScores, sizes: tuple[int, int, int, int, int]) -> bool:
    """Return whether only one of two names is in syllables; these are also compared joined."""
    return bool(sheet.syllabic_row[sizes[0]] != sheet.syllabic[sheet.places[0, sizes[3]]])


@njit_inline
def _compare_whole(
    both: TokenPairs,
    sheet: TokenScores,
    sides: tuple[NameSet, NameSet],
    runs: tuple[tuple[int, int], tuple[int, int]],
    places: tuple[int, int, int],
) -> None:
    """Write the bits of every two names that are compared as joined whole names."""
    left, right = sides
    for i in range(runs[0][0], runs[0][1]):
        for j in range(runs[1][0], runs[1][1]):
            if _is_whole(sheet, _sizes(left, i, right, j, places)):
                left_tokens = left.tokens[0, left.starts[i] : left.starts[i + 1]]
                right_tokens = right.tokens[0, right.starts[j] : right.starts[j + 1]]
                sheet.names[i - runs[0][0], j - runs[1][0]] = joined_name_bits(
                    both, left_tokens, right_tokens, sheet.room
                )


@njit_no_refcount
def _write_result(
    both: TokenPairs,
    sheet: TokenScores,
    sides: tuple[NameSet, NameSet],
    runs: tuple[tuple[int, int], tuple[int, int]],
    limits: tuple[Ints, int],
    result: Ints,
) -> None:
    """Write to `result` the result of `compare_names` for two people.

    All their names are compared already. `limits` holds the penalty and the raw bits (x 64) that
    are needed.
    """
    chance, need = limits
    for direction in range(2):  # the best pair's bits; the level replaces them later
        roles = _EVERY_ROLE if direction else code_lists.COMPOSED_NAME_ROLE
        result[2 * direction + 1], result[2 * direction] = _best(
            sheet.names, sides[0].roles, runs[0], sides[1].roles, runs[1], roles
        )
    if result[0] != _NOTHING and max(result[1], result[3]) < need:
        result[0] = BELOW_NEEDED
        return
    for direction in range(2):
        roles = _EVERY_ROLE if direction else code_lists.COMPOSED_NAME_ROLE
        best, total = result[2 * direction], result[2 * direction + 1]
        level = 0 if best == _NOTHING else 1 if total < _DIFFER_BELOW else 2
        if level and total >= _DISTANT_BELOW:
            level = _level(both, sheet.names, sides, runs, (best, roles), chance)
        result[2 * direction] = level


@njit_inline
def _is_worth_a_look(
    sheet: TokenScores,
    sides: tuple[NameSet, NameSet],
    runs: tuple[tuple[int, int], tuple[int, int]],
    places: tuple[int, int, int],
    chance: Ints,
    need: int,
) -> bool:
    """Return whether two people's names may reach the need if each right part has its best partner.

    False is certain; True is not.
    """
    left, right = sides
    for j in range(runs[1][0], runs[1][1]):
        first, last = right.starts[j] + places[1], right.starts[j + 1] + places[1]
        more = 0
        for part in range(first, last):
            more += max_gain_of(sheet, part)
        for i in range(runs[0][0], runs[0][1]):
            parts = left.starts[i + 1] - left.starts[i]
            most = (
                leftover_upper_bound(parts, last - first) + more
                if more > 0
                else leftover_bits(parts, last - first, 2)
            )
            if most - chance[part_count(left, i)] - chance[part_count(right, j)] >= need:
                return True
            if _is_whole(sheet, _sizes(left, i, right, j, places)):
                return True
    return False


@njit_inline
def _may_reach(
    sheet: TokenScores,
    sides: tuple[NameSet, NameSet],
    runs: tuple[tuple[int, int], tuple[int, int]],
    places: tuple[int, int, int],
    chance: Ints,
    need: int,
) -> bool:
    """Return whether two people's names may reach the need by the values known so far.

    False is certain; True is not.
    """
    left, right = sides  # the penalty is at least that of a single pair of names
    for i in range(runs[0][0], runs[0][1]):
        for j in range(runs[1][0], runs[1][1]):
            sizes = _sizes(left, i, right, j, places)
            penalty = chance[part_count(left, i)] + chance[part_count(right, j)]
            if bits_at_most(sheet.worth, sheet.places, sizes) - penalty >= need:
                return True
            if (
                _is_whole(sheet, sizes)
                and sheet.names[i - runs[0][0], j - runs[1][0]] - penalty >= need
            ):
                return True
    return False


@njit_cached
def all_name_bits(both: TokenPairs, left: NameSet, right: NameSet) -> Ints:
    """Return bits (x 64) of the names of every two persons, by spelling only, without penalty.

    The shape is int32[left people, right people]; 0 where one has no name.
    """
    out = np.zeros((left.people.size - 1, right.people.size - 1), np.int32)
    other_rows, results = np.arange(out.shape[1]), np.empty((PEOPLE_PER_SHEET, 4), np.int32)
    needs = np.full(PEOPLE_PER_SHEET, ANY_PAIR, np.int32)
    sheet = new_token_scores(left, right, SETS)
    for person in range(out.shape[0]):
        done = 0
        while done < other_rows.size:
            requested = RequestedNames(person, other_rows[done:], needs)
            count = compare_names(both, sheet, (left, right), requested, NO_PENALTY, results)
            out[person, done : done + count] = results[:count, 3]
            done += count
    return out


@njit_cached
def max_name_bits(names: NameSet, side: Entries, most: Ints) -> Ints:
    """Return an upper bound on the raw bits (x 64) of each person's names, int32[people].

    NO_NAME for a person without names. ANY_BITS if a name is in syllables, because such names are
    compared joined. `most` holds the most bits of each entry.
    """
    out = np.full(names.people.size - 1, NO_NAME, np.int32)
    for person in range(out.size):
        for name in range(names.people[person], names.people[person + 1]):
            first, last = names.starts[name], names.starts[name + 1]
            total = ANY_BITS if is_syllabic(side, names.tokens[0, first]) else 0
            for position in range(first, last):
                token, joined = names.tokens[0, position], names.tokens[1, position]
                total += most[token]
                if joined >= 0:
                    total += max(
                        most[joined] + JOINED - most[token] - most[names.tokens[0, position + 1]], 0
                    )
            if total < ANY_BITS:
                total -= MULTIPLICITY_PENALTY[part_count(names, name)]
            out[person] = max(out[person], min(total, ANY_BITS))
    return out


@njit_inline
def _best(
    names: Ints,
    roles: Bytes,
    left_names: tuple[int, int],
    other_roles: Bytes,
    right_names: tuple[int, int],
    until: int,
) -> tuple[int, int]:
    """Return the raw bits (x 64) of two people's names, and the bits of the best pair of names.

    Return 0 and _NOTHING without a pair. Formal names decide. An informal name (alias, nickname,
    patronymic) can raise the bits; without a pair of formal names it counts with a mild floor.
    Roles from `until` on are excluded. Two names both composed with a father's are no pair: fathers
    are compared as relatives, and brothers share one.
    """
    formal, informal, little = _NOTHING, _NOTHING, _NOTHING
    for i in range(left_names[1] - left_names[0]):
        for j in range(right_names[1] - right_names[0]):
            role = max(roles[left_names[0] + i], other_roles[right_names[0] + j])
            least = min(roles[left_names[0] + i], other_roles[right_names[0] + j])
            if least >= code_lists.COMPOSED_NAME_ROLE or role >= until:
                continue
            are_nicknames = role == NICKNAME and least == NICKNAME
            if role < code_lists.FIRST_INFORMAL_ROLE:
                formal = max(formal, names[i, j])
            elif (
                are_nicknames
                or roles[left_names[0] + i] == PATRONYMIC
                or other_roles[right_names[0] + j] == PATRONYMIC
            ):
                little = max(little, names[i, j])
            else:
                informal = max(informal, names[i, j])
    best = max(formal, informal)
    best = little if best == _NOTHING else best
    informal = max(informal, min(little, _CEILING))
    total = informal if informal > max(formal, 0) else formal
    if formal == _NOTHING:
        total = 0 if best == _NOTHING else max(informal, _INFORMAL_FLOOR)
    return total, best


@njit_no_refcount
def _level(
    both: TokenPairs,
    names: Ints,
    sides: tuple[NameSet, NameSet],
    runs: tuple[tuple[int, int], tuple[int, int]],
    best: tuple[int, int],
    chance: Ints,
) -> int:
    """Return the level of names whose best pair has `best[0]` bits.

    The share refers to the bits that the shorter name can reach. Roles from `best[1]` on are
    excluded.
    """
    left, right = sides
    share = -1.0e9
    for i in range(runs[0][0], runs[0][1]):
        for j in range(runs[1][0], runs[1][1]):
            is_best = names[i - runs[0][0], j - runs[1][0]] == best[0]
            is_best = is_best and min(left.roles[i], right.roles[j]) < code_lists.COMPOSED_NAME_ROLE
            if is_best and max(left.roles[i], right.roles[j]) < best[1]:
                reach, other_reach = 0, 0
                for token in left.tokens[0, left.starts[i] : left.starts[i + 1]]:
                    reach += own_bits(both.left, both.left_own, token)
                for token in right.tokens[0, right.starts[j] : right.starts[j + 1]]:
                    other_reach += own_bits(both.right, both.right_own, token)
                spelt = best[0] + chance[part_count(left, i)] + chance[part_count(right, j)]
                share = max(share, spelt / max(min(reach, other_reach), 1))
    return 3 if share < _PART_BELOW else 4 if share < _SIMILAR_BELOW else 5
