"""Worlds of our own generator with less noise: report worlds at the difficulty that the wanted F1
was set for.

The one dial (`sample_data/profiles.py`) was set by Splink's best F1 on DIAL_SEED, taught by
DIAL_TAUGHT, before ours was scored; none of these seeds is ever reported. No weight was fitted on
report or eased worlds, but their generator is by the engine's makers.
"""

from __future__ import annotations

import argparse

from benchmarks.figures import Figure
from benchmarks.trials import breakdown, minors, other
from benchmarks.trials.minors import Minors
from sample_data.profiles import EASED_NOISE, REPORT_PROFILE, ease_profile

NAME = "eased worlds"
DIAL_SEED, DIAL_TAUGHT = 70, (91, 92)


def load(seed: int, size: int, dial: float = EASED_NOISE) -> Minors:
    """Return an eased world, compared."""
    return minors.load(seed, ease_profile(REPORT_PROFILE, dial), size)


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return what `other` measures, and recall by groups of origins, on eased worlds."""
    groupings = {"origin group": breakdown.origin_group, **other.BY_ORIGIN_AND_SEX}
    return other.measured(NAME, load, arguments.eased, arguments.eased_taught, arguments, groupings)
