"""Worlds of a third generator (benchmarks/generators/generator_c) that was not used for fitting.

Its author had seen neither the engine nor the first two generators. The noise was set by Splink's
best F1 on DIAL_SEED before our engine was scored, and failures are read on READING_SEED. Neither
seed is reported. Pairs and peers are as in `worlds`.
"""

from __future__ import annotations

import argparse

from benchmarks.figures import Figure
from benchmarks.generators import generator_c
from benchmarks.trials import other
from benchmarks.trials.minors import Minors

NAME = "third worlds"
DIAL_SEED, READING_SEED = 800, 801


def load(seed: int, size: int, noise: float = generator_c.rates.NOISE) -> Minors:
    """Return a world of the third generator, compared."""
    return other.compared(f"third {seed}", generator_c.observe(seed, size, noise))


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return the measures of `other` on worlds of the third generator."""
    return other.measured(NAME, load, arguments.thirds, arguments.thirds_taught, arguments)
