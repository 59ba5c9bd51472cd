"""THE table: every attribute, its levels from unknown over disagreement to agreement, and what each
level is worth.

Bits are log2 Bayes factors: how much likelier a level is between two records of one person than of
two people. Level 0 is unknown and carries zero bits, always. From level 1 on an attribute's bits
never fall, so that more agreement never lowers a score. All bits are whole multiples of 1/64.
`source` says where a weight comes from:
  judged     set by reasoning;
  simulated  fitted by logistic regression (`python -m matching.train weights`), drawn to the value
             before, on the blocked and labelled pairs of worlds of two generators that know nothing
             of each other, twelve each, of 2,000 records: `homeward sample --profile tuning`, seeds
             21 to 32, and `python -m benchmarks.worlds otherworld`, seeds 731 to 742
             (docs/engine-history.md); rounded to 1/8 bit;
  softened   held between what the fit would have and what people do, who are less orderly than
             generators: events far apart in time (fitted -5.8), places of birth, nationalities,
             heights, papers and relatives that differ; and what four generators took for too much,
             or for too little, is drawn to where none says the contrary: births two years or some
             months apart, other marks, events one year apart (docs/engine-history.md). Children are
             found late, a village is told as the next city, a height is guessed, a state issues a
             paper anew, those who travel together share a phone. Sex stays below what the strong
             band counts, and a bit that the fit gave to there being two places at all went to the
             rest;
  listed     births more than two and a half years apart: between what the synthetic worlds say
             (-7.5, -8, -4) and what two listed dates of one person on a sanctions list say (a third
             of them lie that far apart; the softer, the better they are found: R@1 .757 with -6,
             -5.5, -3.5, .772 with these, .780 with -3, -2, -1).
What is judged, softened or listed is held where it is when the rest is fitted. Names have no fixed
bits: theirs come from the tokens (names/weights.py), less what chance gives (names/chance.py), bent
by NAME_BEND; its lowest point is softened the other way: fitted, another name altogether would be
worth -1.5, as generators hand out false names (it had -5 until four of them said that this is too
much). What a family has in common takes off what the other attributes make of it
(sibling_adjustment.py).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matching.model.attributes.circumstances import CIRCUMSTANCES
from matching.model.attributes.identity import IDENTITY
from matching.model.attributes.looks import LOOKS
from matching.model.attributes.traces import TRACES
from matching.names.constants import SCALE

# In the order in which levels are stored: a new row is a new version.
ATTRIBUTES: Final = (*IDENTITY, *TRACES, *LOOKS, *CIRCUMSTANCES)

ATTRIBUTE_NAMES: Final = tuple(attribute.name for attribute in ATTRIBUTES)
ATTRIBUTE_COUNT: Final = len(ATTRIBUTES)
FAMILY_INDEX: Final = ATTRIBUTE_NAMES.index("family")
MAX_LEVELS: Final = max(len(attribute.levels) for attribute in ATTRIBUTES)

# Sum of token bits -> bits of the attribute name: straight lines between these points, flat beyond
# them.
NAME_CALIBRATION: Final = (
    (-16.0, -3.5),
    (-8.0, 2.0),
    (-4.0, 3.125),
    (0.0, 4.875),
    (4.0, 7.125),
    (8.0, 9.75),
    (16.0, 11.625),
    (26.0, 13.625),
    (44.0, 23.375),
)


def level_number(attribute: str, code: str) -> int:
    """Return the number of one level of an attribute."""
    return ATTRIBUTES[ATTRIBUTE_NAMES.index(attribute)].number(code)


def level_numbers(attribute: str, codes: str) -> tuple[int, ...]:
    """Return the numbers of an attribute's levels, their codes parted by spaces."""
    return tuple(level_number(attribute, code) for code in codes.split())


def level_bits() -> npt.NDArray[np.int32]:
    """Return the bits of every level in 1/64 bit, int32[attributes, most levels]; 0 where there is
    no such level.
    """
    table = np.zeros((ATTRIBUTE_COUNT, MAX_LEVELS), np.int32)
    for row, attribute in enumerate(ATTRIBUTES):
        for column, level in enumerate(attribute.levels):
            table[row, column] = round(level.bits * SCALE)
    return table


def name_calibration() -> npt.NDArray[np.int32]:
    """Return NAME_BEND in 1/64 bit, int32[points, 2]."""
    return np.array(
        [[round(value * SCALE) for value in point] for point in NAME_CALIBRATION], np.int32
    )
