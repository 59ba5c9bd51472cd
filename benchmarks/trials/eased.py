"""Worlds of our own generator with less noise, at the difficulty for which the F1 goal was set.

The noise parameter (`sample_data/profiles.py`) was set by Splink's best F1 on DIAL_SEED, trained on
DIAL_TAUGHT, before our engine was scored. None of these seeds is reported. No weight was fitted on
report or eased worlds, but the engine's authors wrote their generator.
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
    """Return the measures of `other`, and recall by groups of origins, on eased worlds."""
    groupings = {"origin group": breakdown.origin_group, **other.BY_ORIGIN_AND_SEX}
    return other.measured(NAME, load, arguments.eased, arguments.eased_taught, arguments, groupings)
