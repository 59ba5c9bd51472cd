"""Probability, amount of evidence and band from bits. It holds the prior and the band thresholds.

Prior: a person searched for is expected to have EXPECTED_PARTNERS records of the same person among
the `population_size` people searched, spread evenly:

    log2 prior odds = log2(EXPECTED_PARTNERS / (population_size - EXPECTED_PARTNERS))

The size is at least MIN_POPULATION. Posterior log2 odds = prior + bits.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from matching.arrays import Bytes, Doubles, Floats
from matching.model.levels import ATTRIBUTE_NAMES, ATTRIBUTES, FAMILY_INDEX

# Judged: about half of the reports have a partner in a store, and those have about two.
EXPECTED_PARTNERS: Final = 1.0
# Judged: a small file is part of a larger world, so chance agreement is as frequent there.
MIN_POPULATION: Final = 1000
DEFAULT_POPULATION: Final = 10_000  # for two people compared without a population

BANDS: Final = ("none", "weak", "possible", "strong")
WEAK, POSSIBLE, STRONG = 1, 2, 3

# Least probability of each band, and the least evidence: in sum, and for the strong band also the
# number of attributes (judged). The sums matter in small populations, where little evidence already
# gives a high probability.
WEAK_FROM: Final = 0.05
POSSIBLE_FROM: Final = 0.5
STRONG_FROM: Final = 0.98
STRONG_AMOUNT: Final = 18.0
POSSIBLE_AMOUNT: Final = 12.0
STRONG_ATTRIBUTES: Final = 3
SUPPORTING_BITS: Final = 0.5
# Attributes that identify a person, regardless of how rare others are in a store
# (docs/engine-history.md).
IS_DISTINCTIVE: Final = np.array([attribute.is_telling for attribute in ATTRIBUTES])
HOME_INDEX: Final = ATTRIBUTE_NAMES.index("home")


def prior_bits(population_size: int) -> float:
    """Return the log2 prior odds that two records belong to one person."""
    size = max(population_size, MIN_POPULATION)
    return float(np.log2(EXPECTED_PARTNERS / (size - EXPECTED_PARTNERS)))


def probabilities(bits: Floats, population_size: int, prior_shift: float = 0.0) -> Doubles:
    """Return the probability of each score, 0 to 1, rounded to six significant digits; float64.

    `prior_shift` is added to the prior, in bits.
    """
    odds = bits.astype(np.float64) + (prior_bits(population_size) + prior_shift)
    probability = 1.0 / (1.0 + np.exp2(-odds))
    scale = np.power(10.0, 5 - np.floor(np.log10(np.maximum(probability, 1e-300))))
    rounded: Doubles = np.minimum(np.rint(probability * scale) / scale, 1.0)
    return rounded


def min_bits(probability: float, population_size: int) -> float:
    """Return bits below which every score has a lower probability than this one.

    Return minus infinity for a probability of 0 or less.
    """
    if probability <= 0.0:
        return -math.inf
    least = min(probability, 1.0) * (1.0 - 1e-5)  # smaller values that round up to it
    return math.log2(least / (1.0 - least)) - prior_bits(population_size)


def amounts(attribute_bits: Floats) -> Floats:
    """Return the amount of evidence: the sum of absolute bits; float32.

    The sibling adjustment does not count, because it compares no further facts.
    """
    compared = np.abs(attribute_bits)
    total: Floats = compared.sum(axis=1, dtype=np.float32) - compared[:, FAMILY_INDEX]
    return total


def bands(probability: Doubles, amount: Floats, attribute_bits: Floats) -> Bytes:
    """Return the band of each pair (index into BANDS).

    The strong band requires probability, amount and several attributes with positive bits. A single
    name, or sex and year, never reaches it, however small the population is. The bits of a shared
    home do not count, so siblings are not strong for living together.
    """
    home = attribute_bits[:, HOME_INDEX].astype(np.float64)
    shared = np.maximum(home, 0)
    strong_from = np.where(
        shared > 0, 1 / (1 + (1 / STRONG_FROM - 1) * np.exp2(-shared)), STRONG_FROM
    )
    supporting = ((attribute_bits >= SUPPORTING_BITS) & IS_DISTINCTIVE).sum(axis=1)
    band = np.zeros(probability.size, np.uint8)
    band[probability >= WEAK_FROM] = WEAK
    band[(probability >= POSSIBLE_FROM) & (amount >= POSSIBLE_AMOUNT)] = POSSIBLE
    strong = (
        (probability >= strong_from)
        & (amount - np.abs(home) >= STRONG_AMOUNT)
        & (supporting >= STRONG_ATTRIBUTES)
    )
    band[strong] = STRONG
    return band
