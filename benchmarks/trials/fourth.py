"""Worlds of a fourth generator (benchmarks/generators/generator_d), not used for fitting or
choices.

Its author had seen neither the engine nor the other generators, and the noise is as the author set
it. Failures are read on READING_SEED, which is never reported.
"""

from __future__ import annotations

import argparse

from benchmarks.figures import Figure
from benchmarks.generators import generator_d
from benchmarks.trials import other
from benchmarks.trials.minors import Minors

NAME = "fourth worlds"
READING_SEED = 901


def load(seed: int, size: int, noise: float = generator_d.rates.NOISE) -> Minors:
    """Return a world of the fourth generator, compared."""
    return other.compared(f"fourth {seed}", generator_d.observe(seed, size, noise))


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return the measures of `other` on worlds of the fourth generator."""
    return other.measured(NAME, load, arguments.fourths, arguments.fourths_taught, arguments)
