"""Rescore stored comparisons under other weights, without opening any record.

Stored levels are used unchanged. Only calibrated bits of a name are stored, so its raw bits come
from inverting the name bend of the original weights. Calibrating them with the same weights
reproduces the stored bits. The raw bits are off by at most 1/128 bit divided by the bend's slope
(slope 0.4: 1/51 bit). On a constant stretch the middle is used. Bits beyond a level's own (births
by year and by source) stay unchanged. The sibling adjustment, also that of a home, is computed
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import Bytes, Doubles, Floats, Ints, Longs
from matching.engine import Scores
from matching.kernel.scorer import calibrate
from matching.model.evidence import stored_arrays
from matching.model.levels import ATTRIBUTE_COUNT
from matching.model.probability import HOME_INDEX
from matching.model.u_probabilities import ChanceTable
from matching.model.weight_set import WeightSet
from matching.names.constants import SCALE
from matching.scoring import sibling_adjustment

_NUDGE = 1e-6  # in 1/64 bit; separates the two ends of a constant stretch


@dataclass(frozen=True, slots=True)
class ComparedPairs:
    """Compared pairs before weights are applied: levels uint8[n, A].

    In 1/64 bit: the raw bits of the names int64[n], and the bits of other attributes beyond their
    level's own int64[n, A].
    """

    levels: Bytes
    names: Longs
    beyond: Longs

    def __len__(self) -> int:
        return int(self.names.size)


def read_compared(
    stored: Sequence[bytes], weights: WeightSet, chance: ChanceTable | None = None
) -> ComparedPairs:
    """Return pairs from their stored evidence.

    `weights` and `chance` are those of the original scores. Raises EvidenceError for evidence that
    cannot be read.
    """
    return compared_pairs(*stored_arrays(stored), weights, chance)


def compared_pairs(
    levels: Bytes, attribute_bits: Floats, weights: WeightSet, chance: ChanceTable | None = None
) -> ComparedPairs:
    """Return pairs from levels uint8[n, A] and bits float32[n, A] of their scores.

    `weights` and `chance` are those of the scores.
    """
    bits = np.rint(attribute_bits * SCALE).astype(np.int64)
    beyond = bits - weights.tables(chance).bits[np.arange(ATTRIBUTE_COUNT), levels]
    beyond[:, [0, HOME_INDEX]] = 0
    return ComparedPairs(levels, _unbent(bits[:, 0], weights), beyond)


def join_pairs(parts: Sequence[ComparedPairs]) -> ComparedPairs:
    """Return the concatenation of pairs; no pairs for no parts."""
    empty = ComparedPairs(
        np.zeros((0, ATTRIBUTE_COUNT), np.uint8),
        np.zeros(0, np.int64),
        np.zeros((0, ATTRIBUTE_COUNT), np.int64),
    )
    parts = [empty, *parts]
    return ComparedPairs(
        np.concatenate([part.levels for part in parts]),
        np.concatenate([part.names for part in parts]),
        np.concatenate([part.beyond for part in parts]),
    )


def _unbent(bits: Longs, weights: WeightSet) -> Longs:
    points, values = weights.tables().bend.astype(np.float64).T
    steps = np.arange(points.size) * _NUDGE
    ends = np.interp(bits, values + steps, points), np.interp(bits, values - steps[::-1], points)
    raw: Longs = np.rint((ends[0] + ends[1]) / 2).astype(np.int64)
    return raw


def calibrate_bits(raw: Longs, levels: Bytes, bend: Ints) -> Doubles:
    """Return the calibrated bits of names with these raw bits (x 64); 0 if the level is unknown."""
    values, places = np.unique(raw, return_inverse=True)
    names = np.array([calibrate(bits, bend) for bits in values.tolist()], np.float64)[places]
    return np.where(levels > 0, names / SCALE, 0.0)


def rescore_pairs(
    pairs: ComparedPairs,
    weights: WeightSet,
    population_size: int,
    chance: ChanceTable | None = None,
) -> Scores:
    """Return the scores of compared pairs under `weights` in a store of `population_size` people.

    `chance` is the chance agreement of that store. None means the chance of the weights.
    """
    table, bend = weights.tables(chance)
    bits = ((table[np.arange(ATTRIBUTE_COUNT), pairs.levels] + pairs.beyond) / SCALE).astype(
        np.float32
    )
    bits[:, 0] = calibrate_bits(pairs.names, pairs.levels[:, 0], bend)
    levels = pairs.levels.copy()
    sibling_adjustment.adjust_for_siblings(levels, bits, population_size)
    return Scores.of(levels, bits, population_size)
