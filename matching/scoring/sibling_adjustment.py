"""Sibling adjustment (attribute `family`): the discount for facts that siblings share.

Bits compare one person with two strangers. Many pairs that agree in parents, village and a
relative's phone are siblings instead. Facts that a family shares may give F bits for one person
against two strangers, but none for one person against two siblings. The odds that a pair is one
person are therefore the odds against strangers, times

    1 / (1 + EXPECTED_SIBLINGS x 2^(prior + F) x (1 + 2^(birth - TWINS_BITS)))

The last factor covers twins, who also share their birth. The discount is close to zero until a
family is more likely than not. Beyond that point only bits that siblings do not share remain. The
discount grows more slowly than the bits that cause it, so more agreement never lowers a score.

A family also shares a home. The discount for a home reduces the home's own bits, and the attribute
`family` is computed without homes. Homes are shown to fewer people than family names, so `family`
must not reveal them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from matching.arrays import Bytes, Doubles, Floats
from matching.model.levels import (
    ATTRIBUTE_NAMES,
    ATTRIBUTES,
    FAMILY_INDEX,
    MAX_LEVELS,
    level_number,
)
from matching.model.probability import HOME_INDEX, prior_bits
from matching.names.constants import SCALE

# Siblings of a person among the people searched: as many as its own records (judged).
EXPECTED_SIBLINGS: Final = 1.0
# Limit of a name's bits that a family may share: all bits if only part of the name agrees,
# otherwise this many. A different given name is expected of a sibling but not of one person, so
# weak agreement gets more bits for a family (judged on worlds of three generators,
# docs/engine-history.md).
SHARED_NAME_BITS: Final = 2.0
ANOTHER_GIVEN_NAME_BITS: Final = 3.0
# Bits by which an equal birth is weaker for twins than for one person. One pair of siblings in
# thirty are twins, and two dates of one person are equal in half of all cases (judged).
TWINS_BITS: Final = 3.75
# Bits for a family if one person names the other as a sibling, cousin or companion (judged; one
# child in thirty has a sibling's first name).
NAMED_BITS: Final = 4.0
# Bits for a family if two document numbers follow each other: families are registered together
# (judged).
IN_A_ROW_BITS: Final = 6.0
# Attributes that a family shares, except name and home. Time and place of a sighting are shown to
# fewer people. Ethnicity has few or no bits.
SHARED_ATTRIBUTES: Final = np.array(
    [number for number, attribute in enumerate(ATTRIBUTES) if attribute.shared]
)
_IS_SHARED: Final = np.array(
    [
        [attribute.is_shared(level.code) for level in attribute.levels]
        + [False] * (MAX_LEVELS - len(attribute.levels))
        for attribute in (ATTRIBUTES[number] for number in SHARED_ATTRIBUTES)
    ]
)
_SHARED_ROWS: Final = np.arange(SHARED_ATTRIBUTES.size)
_NAME, _BIRTH, _DOCUMENT, _RELATIVE = map(
    ATTRIBUTE_NAMES.index, ("name", "birth", "document", "relative")
)
_PART: Final = level_number("name", "part")
_NAMED: Final = level_number("relative", "named")
_IN_A_ROW: Final = level_number("document", "in_a_row")


def shared_family_bits(levels: Bytes, bits: Floats) -> Doubles:
    """Return the shared facts of each pair, in bits for a family against two strangers, float64[n].

    The home and the birth of twins are not included.
    """
    is_same = np.where(
        _IS_SHARED[_SHARED_ROWS, levels[:, SHARED_ATTRIBUTES]], bits[:, SHARED_ATTRIBUTES], 0.0
    )
    name = np.minimum(bits[:, _NAME], SHARED_NAME_BITS) + ANOTHER_GIVEN_NAME_BITS * (
        levels[:, _NAME] > 0
    )
    name = np.where(levels[:, _NAME] > _PART, name, np.maximum(name, bits[:, _NAME]))
    named = np.where(levels[:, _RELATIVE] == _NAMED, NAMED_BITS - bits[:, _RELATIVE], 0.0)
    in_a_row = np.where(levels[:, _DOCUMENT] == _IN_A_ROW, IN_A_ROW_BITS, 0.0)
    shared: Doubles = is_same.sum(axis=1, dtype=np.float64) + name + named + in_a_row
    return shared


def adjust_for_siblings(levels: Bytes, bits: Floats, population_size: int) -> None:
    """Write the attribute `family` into levels uint8[n, A] and bits float32[n, A] of pairs.

    It is computed from their other attributes. The bits of a home are reduced by the share of a
    family. Less than 1/128 bit counts as unknown.
    """
    common = shared_family_bits(levels, bits)
    home = np.maximum(bits[:, HOME_INDEX], 0.0)
    siblings = EXPECTED_SIBLINGS * (1.0 + np.exp2(bits[:, _BIRTH].astype(np.float64) - TWINS_BITS))
    off, with_home = (
        np.rint(np.log2(1.0 + siblings * np.exp2(prior_bits(population_size) + shared)) * SCALE)
        / SCALE
        for shared in (common, common + home)
    )
    bits[:, HOME_INDEX] -= with_home - off
    bits[:, FAMILY_INDEX] = 0.0 - off
    levels[:, FAMILY_INDEX] = bits[:, FAMILY_INDEX] < 0
