"""Scores again under other weights, from what the store keeps of a score: no record is opened for
it.

Levels are read as they stand. Of a name only the bent bits are stored; its raw bits are found by
going backwards the bend of the weights it was scored under. Bent again by the same they are what is
stored; the raw bits themselves are off by 1/128 bit over the bend's slope at most (slope .4: 1/51
bit), and on a flat stretch the middle of it is taken. What a score has beyond its level's bits
(births by their year and by how they are known) stays as it was scored; what is taken off because a
family has it in common, of a home too, is worked out anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine import Scores
from matching.kernel.scorer import calibrate
from matching.model.evidence import decode_levels
from matching.model.levels import ATTRIBUTE_COUNT
from matching.model.probability import HOME_INDEX, amounts, bands, probabilities
from matching.model.u_probabilities import ChanceTable
from matching.model.weight_set import WeightSet
from matching.names.constants import SCALE
from matching.scoring import sibling_adjustment

_NUDGE = 1e-6  # of 1/64 bit: tells the two ends of a flat stretch apart


@dataclass(frozen=True, slots=True)
class ComparedPairs:
    """Compared pairs before any weight: levels uint8[n, A]; in 1/64 bit the raw bits of the names
    int64[n], and what other attributes have beyond their level's bits int64[n, A].
    """

    levels: npt.NDArray[np.uint8]
    names: npt.NDArray[np.int64]
    beyond: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.names.size)


def read_compared(
    stored: Sequence[bytes], weights: WeightSet, chance: ChanceTable | None = None
) -> ComparedPairs:
    """Return pairs from their stored evidence; `weights` and `chance` are those they were scored
    under; raises EvidenceError.
    """
    levels = np.zeros((len(stored), ATTRIBUTE_COUNT), np.uint8)
    bits = np.zeros((len(stored), ATTRIBUTE_COUNT), np.int64)
    for row, pair in enumerate(stored):
        evidence = decode_levels(pair)
        levels[row] = [part.number for part in evidence]
        bits[row] = [round(part.bits * SCALE) for part in evidence]
    beyond = bits - weights.tables(chance).bits[np.arange(ATTRIBUTE_COUNT), levels]
    beyond[:, [0, HOME_INDEX]] = 0
    return ComparedPairs(levels, _unbent(bits[:, 0], weights), beyond)


def join_pairs(parts: Sequence[ComparedPairs]) -> ComparedPairs:
    """Return pairs after pairs; none for no parts."""
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


def _unbent(bits: npt.NDArray[np.int64], weights: WeightSet) -> npt.NDArray[np.int64]:
    points, values = weights.tables().bend.astype(np.float64).T
    steps = np.arange(points.size) * _NUDGE
    ends = np.interp(bits, values + steps, points), np.interp(bits, values - steps[::-1], points)
    raw: npt.NDArray[np.int64] = np.rint((ends[0] + ends[1]) / 2).astype(np.int64)
    return raw


def calibrate_bits(
    raw: npt.NDArray[np.int64], levels: npt.NDArray[np.uint8], bend: npt.NDArray[np.int32]
) -> npt.NDArray[np.float64]:
    """Return the bits of names of these raw bits (x 64); 0 where the level says that a name is
    unknown.
    """
    names = np.array([calibrate(bits, bend) for bits in raw.tolist()], np.float64)
    return np.where(levels > 0, names / SCALE, 0.0)


def rescore_pairs(
    pairs: ComparedPairs,
    weights: WeightSet,
    population_size: int,
    chance: ChanceTable | None = None,
) -> Scores:
    """Return the scores of compared pairs under `weights` in a store of `population_size` people
    who agree by such chance (None: as in the weights).
    """
    table, bend = weights.tables(chance)
    bits = ((table[np.arange(ATTRIBUTE_COUNT), pairs.levels] + pairs.beyond) / SCALE).astype(
        np.float32
    )
    bits[:, 0] = calibrate_bits(pairs.names, pairs.levels[:, 0], bend)
    levels = pairs.levels.copy()
    sibling_adjustment.adjust_for_siblings(levels, bits, population_size)
    total = bits.sum(axis=1, dtype=np.float32)
    probability, amount = probabilities(total, population_size), amounts(bits)
    return Scores(total, probability, amount, bands(probability, amount, bits), levels, bits)
