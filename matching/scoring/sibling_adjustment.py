"""What brothers and sisters have in common too, taken off a score: the attribute `family`. Values
only; no letters.

Bits weigh one person against two strangers. Many pairs that agree in parents, village and a
relative's phone are neither: they are brothers. What a family has in common may be worth F bits for
one person against two strangers, but nothing for one person against two of a family. So the odds
that a pair is one person are those against strangers, times

    1 / (1 + EXPECTED_SIBLINGS x 2^(prior + F) x (1 + 2^(birth - TWINS_BITS)))

the last for twins, who share their birth too. It is next to nothing until a family is likelier than
not, and beyond that leaves what only one person has in common. What is taken off grows by less than
what it is taken off for: more agreement never lowers a score.

A home is a family's too. What is taken off for it is taken off its own bits, and the attribute
`family` is what it is without any home: a home is told to fewer than a family's names, and what
these see must not tell of it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matching.model.levels import (
    ATTRIBUTE_NAMES,
    ATTRIBUTES,
    FAMILY_INDEX,
    MAX_LEVELS,
    level_number,
)
from matching.model.probability import HOME_INDEX, prior_bits
from matching.names.constants import SCALE

EXPECTED_SIBLINGS: Final = (
    1.0  # of a person among the people searched: as many as records of its own (judged)
)
# Of a name of which no more than part agrees all may be the family's; of one that agrees in more so
# much. A given name that differs is expected of a brother, and of one person it is not, so a little
# that agrees is worth more for a family (judged on worlds of three generators,
# docs/engine-history.md).
SHARED_NAME_BITS: Final = 2.0
ANOTHER_GIVEN_NAME_BITS: Final = 3.0
# What a birth is worth less for twins than for one person: of brothers and sisters one pair in
# thirty are twins, and two dates told of one person are the same in half of all cases (judged).
TWINS_BITS: Final = 3.75
# What it is worth for a family that one names the other as a brother, sister, cousin or companion
# (judged; one child in thirty is called as its brother is).
NAMED_BITS: Final = 4.0
# What two numbers of papers that follow one another are worth for a family: its members are
# registered one after the other (judged).
IN_A_ROW_BITS: Final = 6.0
# What a family has in common beside its name and its home. When and where somebody was seen is told
# to fewer; ethnicity counts little or nothing as it is.
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


def shared_family_bits(
    levels: npt.NDArray[np.uint8], bits: npt.NDArray[np.float32]
) -> npt.NDArray[np.float64]:
    """Return what each pair has in common that a family has, in bits for a family against two
    strangers, float64[n]; its home and the birth of twins are not counted.
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
    shared: npt.NDArray[np.float64] = (
        is_same.sum(axis=1, dtype=np.float64) + name + named + in_a_row
    )
    return shared


def adjust_for_siblings(
    levels: npt.NDArray[np.uint8], bits: npt.NDArray[np.float32], population_size: int
) -> None:
    """Write the attribute `family` into levels uint8[n, A] and bits float32[n, A] of pairs, from
    their other attributes, and take off what a home says that a family shares; less than 1/128 bit
    is unknown.
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
