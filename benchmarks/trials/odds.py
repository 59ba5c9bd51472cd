"""Probabilities and odds."""

from __future__ import annotations

import numpy as np

from benchmarks.linking import Doubles


def log_odds(probability: Doubles) -> Doubles:
    """Return log2 odds. 0 and 1 give the largest values that a float allows."""
    inside = np.clip(probability, 1e-300, 1 - 1e-16)
    return np.log2(inside) - np.log2(1 - inside)


def probability_of(odds: Doubles) -> Doubles:
    """Return the probabilities of log2 odds."""
    return 1.0 / (1.0 + np.exp2(-np.clip(odds, -1000, 1000)))
