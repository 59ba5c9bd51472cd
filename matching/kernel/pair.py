"""The scorer: pairs of people in, levels and bits out; rank, link, compare and score_matrix all call `score_pairs`.

Compiled; knows no prior and no probability. Every attribute's bits are whole 1/64 bits, so a float32 sum is exact.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from matching import attributes, levels
from matching.compiled import compiled
from matching.kernel.births import births_level
from matching.kernel.body import eyes_level, hair_level, height_level, marks_level, sex_level
from matching.kernel.places import birth_place_level, events_level
from matching.kernel.ties import (
    agreeing_fathers,
    documents_level,
    ethnicity_level,
    origin_level,
    phones_level,
    relatives_level,
)
from matching.names.align import TokenPairs, name_bits, reach_bits
from matching.names.table import Bytes, Ints, Longs
from matching.names.weights import SCALE
from matching.population import Side

_Value = TypeVar("_Value", bound=np.generic)
_Names = tuple[Bytes, Longs, Ints]  # roles, starts and tokens of a person's names

_FIRST_INFORMAL = attributes.code_number(attributes.NAME_ROLES, attributes.INFORMAL_ROLES[0])
_RELATIVE = levels.NAMES.index("relative")
_EVERY_ROLE = attributes.BY_FATHER + 1
_NOTHING = -(1 << 20)
# An informal name that does not fit says next to nothing: half a bit against, once bent (judged).
_INFORMAL_FLOOR = -6 * SCALE

# Level of two names by bits (differ, distant) and by the share of what the shorter name could reach (judged).
_DIFFER_BELOW = -3 * SCALE
_DISTANT_BELOW = SCALE
_PART_BELOW = 0.55
_SIMILAR_BELOW = 0.85


class Weights(NamedTuple):
    """levels.level_bits() and levels.name_bend(), both in 1/64 bit."""

    bits: Ints
    bend: Ints


@compiled
def score_pairs(
    sides: tuple[Side, Side], pairs: tuple[Longs, Longs], both: TokenPairs, weights: Weights
) -> tuple[Bytes, npt.NDArray[np.float32]]:
    """Return levels uint8[n, A] and bits float32[n, A] of the pairs (left index, right index), in the order of
    levels.ATTRIBUTES.
    """
    one, other = sides[0].columns, sides[1].columns
    found = np.zeros((pairs[0].size, levels.COUNT), np.uint8)
    bits = np.zeros((pairs[0].size, levels.COUNT), np.float32)
    for index in range(pairs[0].size):
        a, b = pairs[0][index], pairs[1][index]
        row = found[index]
        births = run(one.births, one.birth_starts, a)
        other_births = run(other.births, other.birth_starts, b)
        row[1], birth_bits = births_level(births, other_births, weights.bits[1])
        row[2] = sex_level(one.body[a, 0], other.body[b, 0])
        row[3] = origin_level(
            run(one.nations, one.nation_starts, a),
            run(other.nations, other.nation_starts, b),
            run(one.languages, one.language_starts, a),
            run(other.languages, other.language_starts, b),
        )
        spots, other_spots = run(one.spots, one.spot_starts, a), run(other.spots, other.spot_starts, b)
        row[4] = birth_place_level(
            both,
            run(one.birth_place_tokens, one.birth_place_starts, a),
            run(other.birth_place_tokens, other.birth_place_starts, b),
            spots,
            other_spots,
        )
        row[5] = events_level(
            both,
            run(one.places, one.place_starts, a),
            run(other.places, other.place_starts, b),
            (run(one.place_tokens, one.place_token_starts, a), run(other.place_tokens, other.place_token_starts, b)),
            (spots, other_spots),
        )
        row[6] = phones_level(
            run(one.phones, one.phone_starts, a),
            run(one.phone_flags, one.phone_starts, a),
            run(other.phones, other.phone_starts, b),
            run(other.phone_flags, other.phone_starts, b),
        )
        row[7] = documents_level(
            run(one.documents, one.document_starts, a),
            run(one.document_signs, one.document_starts, a),
            run(other.documents, other.document_starts, b),
            run(other.document_signs, other.document_starts, b),
        )
        row[0], name_value, row[8] = _names_and_relatives(
            both,
            (_names(sides[0], a), _names(sides[1], b)),
            (run(one.relatives, one.relative_starts, a), run(other.relatives, other.relative_starts, b)),
            weights,
        )
        row[9] = height_level(one.height[a], other.height[b], births, other_births)
        row[10] = eyes_level(one.body[a, 1], other.body[b, 1])
        row[11] = hair_level(one.body[a, 2], other.body[b, 2])
        row[12] = marks_level(
            run(one.marks, one.mark_starts, a),
            run(one.mark_words, one.mark_starts, a),
            run(other.marks, other.mark_starts, b),
            run(other.mark_words, other.mark_starts, b),
        )
        row[13] = ethnicity_level(
            run(one.ethnicities, one.ethnicity_starts, a), run(other.ethnicities, other.ethnicity_starts, b)
        )
        for attribute in range(levels.COUNT):
            bits[index, attribute] = weights.bits[attribute, row[attribute]] / SCALE
        bits[index, 1] = birth_bits / SCALE
        bits[index, 0] = name_value / SCALE
    return found, bits


@compiled
def run(values: npt.NDArray[_Value], starts: Longs, person: int) -> npt.NDArray[_Value]:
    """Return a person's own rows of a column."""
    return values[starts[person] : starts[person + 1]]


@compiled
def _names(side: Side, person: int) -> tuple[Bytes, Longs, Ints]:
    """Return roles, starts and tokens of a person's names."""
    first, last = side.columns.name_starts[person], side.columns.name_starts[person + 1]
    return side.columns.name_roles[first:last], side.names.starts[first : last + 1], side.names.tokens


@compiled
def _names_and_relatives(
    both: TokenPairs, names: tuple[_Names, _Names], relatives: tuple[Ints, Ints], weights: Weights
) -> tuple[int, int, int]:
    """Return level and bits (x 64) of the names and level of the relatives.

    A name with the father's behind it is compared where that says more; fathers who agree are then left out of the
    relatives, so that no father counts twice.
    """
    left, right = names
    level, total = _names_level(both, left, right, attributes.BY_FATHER)
    value = bent(total, weights.bend) if level else 0
    kin = relatives_level(both, relatives[0], relatives[1], 0)
    if _has_by_father(left[0]) or _has_by_father(right[0]):
        other_level, total = _names_level(both, left, right, _EVERY_ROLE)
        other_value = bent(total, weights.bend) if other_level else 0
        if other_value > value:
            fathers = agreeing_fathers(both, relatives[0], relatives[1])
            other_kin = relatives_level(both, relatives[0], relatives[1], fathers)
            if other_value + weights.bits[_RELATIVE, other_kin] > value + weights.bits[_RELATIVE, kin]:
                return other_level, other_value, other_kin
    return level, value, kin


@compiled
def _has_by_father(roles: Bytes) -> bool:
    """Say whether any name has the father's behind it; such names are the last of a person's."""
    return bool(roles.size and roles[-1] == attributes.BY_FATHER)


@compiled
def _names_level(
    both: TokenPairs, left: tuple[Bytes, Longs, Ints], right: tuple[Bytes, Longs, Ints], roles: int
) -> tuple[int, int]:
    """Return level and raw bits (x 64) of the best pair of names, 0 and 0 when one side has none.

    Formal names decide; an informal one (alias, nickname, patronymic) can raise, and stands in with a mild floor where
    there is no pair of formal names. Roles from `roles` on are left out.
    """
    formal, informal = _NOTHING, _NOTHING
    best, share = _NOTHING, 0.0
    for i in range(left[0].size):
        one = left[2][:, left[1][i] : left[1][i + 1]]
        for j in range(right[0].size):
            if max(left[0][i], right[0][j]) >= roles:
                continue
            other = right[2][:, right[1][j] : right[1][j + 1]]
            bits = name_bits(both, one, other)
            if max(left[0][i], right[0][j]) < _FIRST_INFORMAL:
                formal = max(formal, bits)
            else:
                informal = max(informal, bits)
            if bits >= best:
                reach = reach_bits(both, one[0], other[0])
                share = max(bits / max(reach, 1), share if bits == best else -1.0e9)
                best = bits
    if best == _NOTHING:
        return 0, 0
    total = informal if informal > max(formal, 0) else formal
    if formal == _NOTHING:
        total = max(informal, _INFORMAL_FLOOR)
    if total < _DIFFER_BELOW:
        return 1, total
    if total < _DISTANT_BELOW:
        return 2, total
    return 3 if share < _PART_BELOW else 4 if share < _SIMILAR_BELOW else 5, total


@compiled
def bent(total: int, bend: Ints) -> int:
    """Return raw name bits (x 64) bent by the table, rounded half up to a whole 1/64 bit."""
    if total <= bend[0, 0]:
        return int(bend[0, 1])
    for point in range(1, bend.shape[0]):
        if total <= bend[point, 0]:
            width = int(bend[point, 0] - bend[point - 1, 0])
            rise = int(bend[point, 1] - bend[point - 1, 1])
            return int(bend[point - 1, 1]) + (2 * rise * (total - int(bend[point - 1, 0])) + width) // (2 * width)
    return int(bend[-1, 1])
