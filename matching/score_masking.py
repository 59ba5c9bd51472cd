"""Mask the scores of compared pairs: only permitted comparison levels count.

A level that is not permitted counts as unknown. The `family` adjustment, the amount and the band
are then recomputed. No pair is compared a second time.
"""

from __future__ import annotations

import numpy as np

from matching.arrays import Bytes, Flags, Floats
from matching.engine import Scores
from matching.model.levels import ATTRIBUTE_COUNT, FAMILY_INDEX
from matching.model.probability import (
    HOME_INDEX,
    WEAK_FROM,
    min_bits,
)
from matching.scoring import sibling_adjustment

AllowedLevels = Flags  # [attributes, MAX_LEVELS]
_ROW = np.arange(ATTRIBUTE_COUNT)


def mask_scores(
    levels: Bytes,
    attribute_bits: Floats,
    allowed: AllowedLevels,
    population_size: int,
) -> Scores:
    """Return the scores of pairs, computed from allowed levels only.

    Pairs are levels uint8[n, A] and bits float32[n, A]. `allowed` is bool[A, MAX_LEVELS]. If
    everything is allowed, the result equals the engine's scores bit for bit. Raises ValueError if
    `home` is allowed and another attribute is not: the bits of a home depend on the others.
    """
    if allowed.all():
        masked, bits = levels, attribute_bits
    else:
        if allowed[HOME_INDEX, 1]:
            raise ValueError("home may be allowed only if every attribute is allowed")
        is_known = allowed[_ROW, levels]
        masked = np.where(is_known, levels, 0).astype(np.uint8)
        bits = np.where(is_known, attribute_bits, 0)
        bits = bits.astype(np.float32)
        sibling_adjustment.adjust_for_siblings(masked, bits, population_size)
    return Scores.of(masked, bits, population_size)


def may_reach_probability(
    bits: Floats,
    attribute_bits: Floats,
    allowed: AllowedLevels,
    population_size: int,
    *,
    min_probability: float = WEAK_FROM,
) -> Flags:
    """Return bool[n]: whether a pair could reach `min_probability` after `mask_scores`.

    False is certain, True is not, so `mask_scores` may be skipped for False. Negative bits of
    attributes with hidden levels, and of `family`, are ignored.
    """
    hidden = ~allowed[:, 1:].all(axis=1) | (np.arange(ATTRIBUTE_COUNT) == FAMILY_INDEX)
    against = np.minimum(attribute_bits[:, hidden], 0).sum(axis=1, dtype=np.float64)
    reach: Flags = bits - against >= min_bits(min_probability, population_size)
    return reach
