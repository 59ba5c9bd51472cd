"""The attribute table: every attribute, its levels from unknown to agreement, and their bits.

Bits are log2 Bayes factors: how much likelier a level is between two records of one person than of
two people. Level 0 is unknown and always has zero bits. From level 1 on, an attribute's bits never
fall, so more agreement never lowers a score. All bits are whole multiples of 1/64.

`source` gives the origin of a weight:

judged     Set by reasoning.
simulated  Fitted by logistic regression (`python -m matching.train weights`), with a
           ridge towards the previous value, and rounded to 1/8 bit. The data are blocked,
           labelled pairs of worlds of 2,000 records, twelve from each of two independent
           generators: `homeward sample --profile tuning`, seeds 21 to 32, and
           `python -m benchmarks.worlds otherworld`, seeds 731 to 742.
softened   Between the fit and human behaviour, which is less regular than generators.
           Differences that are softened: events far apart in time (fitted -5.8), places of
           birth, nationalities, heights, documents, relatives. Children are found late, a
           village is recorded as the next city, a height is guessed, a state issues a new
           document, and fellow travellers share a phone. A weight also moves to where four
           generators agree that it is too high or too low: births two years or some months
           apart, other marks, events one year apart. Sex stays below what the strong band
           counts. A bit for the mere presence of two places went to the other levels.
listed     Births more than two and a half years apart: a value between the synthetic worlds
           (-7.5, -8, -4) and the dates of one person on a sanctions list. A third of those
           dates are that far apart. Softer values find more of them: R@1 0.757 with -6,
           -5.5, -3.5; 0.772 with the chosen values; 0.780 with -3, -2, -1.

A new fit keeps judged, softened and listed weights fixed. docs/engine-history.md has the
measurements.

Names have no fixed bits. Theirs come from the tokens (names/constants.py), less the multiplicity
penalty (names/multiplicity_penalty.py), calibrated by NAME_CALIBRATION. Its lowest point is
stronger than the fit: the fitted value for a different name is -1.5, because generators hand out
false names. Attributes that a family shares lose bits in sibling_adjustment.py.
"""

from __future__ import annotations

from typing import Final

from matching.model.attributes.circumstances import CIRCUMSTANCES
from matching.model.attributes.identity import IDENTITY
from matching.model.attributes.looks import LOOKS
from matching.model.attributes.traces import TRACES

# Levels are stored in this order, so a new row needs a new version.
ATTRIBUTES: Final = (*IDENTITY, *TRACES, *LOOKS, *CIRCUMSTANCES)

BY_NAME: Final = {attribute.name: attribute for attribute in ATTRIBUTES}
ATTRIBUTE_NAMES: Final = tuple(BY_NAME)
ATTRIBUTE_COUNT: Final = len(ATTRIBUTES)
FAMILY_INDEX: Final = ATTRIBUTE_NAMES.index("family")
MAX_LEVELS: Final = max(len(attribute.levels) for attribute in ATTRIBUTES)

# Sum of token bits -> bits of the attribute name: linear between these points, constant outside.
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
    return BY_NAME[attribute].number(code)


def level_numbers(attribute: str, codes: str) -> tuple[int, ...]:
    """Return the numbers of an attribute's levels, given their codes separated by spaces."""
    return tuple(level_number(attribute, code) for code in codes.split())
