"""The scorer: pairs of people in, levels and bits out. `rank`, `link`, `compare` and `score_matrix` all call `score_pairs`.

Compiled; knows no prior and no probability (engine.py). Every attribute's bits are whole 1/64 bits, so a float32 sum is exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching import attributes, levels
from matching.compiled import compiled
from matching.kernel.births import births_level
from matching.kernel.body import eyes_level, hair_level, height_level, marks_level, sex_level
from matching.kernel.places import birth_place_level, events_level
from matching.kernel.ties import documents_level, origin_level, phones_level, relatives_level
from matching.names.align import NameSide, Scorer, name_bits, self_bits
from matching.names.weights import SCALE
from matching.population import Bytes, Columns, Ints, Longs

_FIRST_INFORMAL = attributes.code_number(attributes.NAME_ROLES, attributes.INFORMAL_ROLES[0])
_NOTHING = -(1 << 20)
_INFORMAL_FLOOR = -SCALE  # an informal name that does not fit says next to nothing (judged)

# Level of two names by bits (differ, distant) and by the share of what the shorter name could reach (judged).
_DIFFER_BELOW = -3 * SCALE
_DISTANT_BELOW = SCALE
_PART_BELOW = 0.55
_SIMILAR_BELOW = 0.85


class Side(NamedTuple):
    """One side of the pairs: columns, and the names with what is rare in them."""

    columns: Columns
    names: NameSide


class Weights(NamedTuple):
    """levels.level_bits() and levels.name_bend(), both in 1/64 bit."""

    bits: Ints
    bend: Ints


@compiled
def score_pairs(
    left: Side, right: Side, pairs: tuple[Longs, Longs], scorer: Scorer, weights: Weights
) -> tuple[Bytes, npt.NDArray[np.float32]]:
    """Return levels uint8[n, A] and bits float32[n, A] of the pairs (left index, right index)."""
    count = pairs[0].size
    found = np.zeros((count, levels.COUNT), np.uint8)
    bits = np.zeros((count, levels.COUNT), np.float32)
    row = np.empty(levels.COUNT, np.int64)
    for index in range(count):
        name, total = _compare(left, right, (pairs[0][index], pairs[1][index]), scorer, row)
        for attribute in range(levels.COUNT):
            found[index, attribute] = row[attribute]
            bits[index, attribute] = np.float32(weights.bits[attribute, row[attribute]] / SCALE)
        if name:
            bits[index, 0] = np.float32(_bent(total, weights.bend) / SCALE)
    return found, bits


@compiled
def _compare(left: Side, right: Side, pair: tuple[int, int], scorer: Scorer, row: Longs) -> tuple[int, int]:
    """Write the level of every attribute, in the order of levels.ATTRIBUTES; return level and raw bits (x 64) of the name."""
    a, b = pair
    one, other = left.columns, right.columns
    sides = (left.names, right.names)
    name, total = _names_level(left, right, pair, scorer)
    row[0] = name
    row[1] = births_level(one, other, a, b)
    row[2] = sex_level(one.body[a, 0], other.body[b, 0])
    row[3] = origin_level(one, other, a, b)
    row[4] = birth_place_level(one, other, pair, sides, scorer)
    row[5] = events_level(one, other, pair, sides, scorer)
    row[6] = phones_level(one, other, a, b)
    row[7] = documents_level(one, other, a, b)
    row[8] = relatives_level(one, other, pair, sides, scorer)
    row[9] = height_level(one, other, a, b)
    row[10] = eyes_level(one.body[a, 1], other.body[b, 1])
    row[11] = hair_level(one.body[a, 2], other.body[b, 2])
    row[12] = marks_level(one, other, a, b)
    return name, total


@compiled
def _names_level(left: Side, right: Side, pair: tuple[int, int], scorer: Scorer) -> tuple[int, int]:
    """Return level and raw bits (x 64) of the best pair of names, 0 and 0 when one side has none.

    Formal names decide; an informal one (alias, nickname, patronymic, given by a controller) can raise, and stands in
    with a mild floor where there is no pair of formal names.
    """
    a, b = pair
    formal, informal = _NOTHING, _NOTHING
    best, share = _NOTHING, 0.0
    for i in range(left.columns.name_starts[a], left.columns.name_starts[a + 1]):
        for j in range(right.columns.name_starts[b], right.columns.name_starts[b + 1]):
            bits = name_bits(left.names, right.names, i, j, scorer)
            is_formal = max(left.columns.name_roles[i], right.columns.name_roles[j]) < _FIRST_INFORMAL
            if is_formal:
                formal = max(formal, bits)
            else:
                informal = max(informal, bits)
            reach = max(min(self_bits(left.names, i, scorer), self_bits(right.names, j, scorer)), 1)
            if bits > best or (bits == best and bits / reach > share):
                best, share = bits, bits / reach
    if best == _NOTHING:
        return 0, 0
    if formal == _NOTHING:
        total = max(informal, _INFORMAL_FLOOR)
    else:
        total = informal if informal > max(formal, 0) else formal
    if total < _DIFFER_BELOW:
        return 1, total
    if total < _DISTANT_BELOW:
        return 2, total
    return 3 if share < _PART_BELOW else 4 if share < _SIMILAR_BELOW else 5, total


@compiled
def _bent(total: int, bend: Ints) -> int:
    """Return raw name bits (x 64) bent by the table, rounded half up to a whole 1/64 bit."""
    if total <= bend[0, 0]:
        return bend[0, 1]
    for point in range(1, bend.shape[0]):
        if total <= bend[point, 0]:
            run = bend[point, 0] - bend[point - 1, 0]
            rise = bend[point, 1] - bend[point - 1, 1]
            return bend[point - 1, 1] + (2 * rise * (total - bend[point - 1, 0]) + run) // (2 * run)
    return bend[-1, 1]
