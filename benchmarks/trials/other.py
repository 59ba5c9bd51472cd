"""Worlds of another generator (otherworld/), told from our own by nothing but who made them; same pairs, same peers.

Whoever wrote it had not looked at the engine or at our own generator, and no weight was fitted on it. Its one dial was
set by Splink's best F1 on DIAL_SEED, and failures are read on READING_SEED: neither is ever reported.
"""

from __future__ import annotations

import argparse

import numpy as np

from benchmarks.figures import OURS, Figure
from benchmarks.linking import share
from benchmarks.trials import minors, otherworld, worlds
from benchmarks.trials.cases import Case, compare
from benchmarks.trials.minors import Minors

NAME = "other worlds"
DIAL_SEED, READING_SEED = 700, 701


def load(seed: int, size: int, noise: float = otherworld.rates.NOISE) -> Minors:
    """Return a world of the other generator, compared."""
    rows, who, origins = zip(*otherworld.observe(seed, size, noise), strict=True)
    found = compare(Case(f"other {seed}", rows, np.array(who, np.int64)))
    return Minors(found, minors.columns(found.people), origins)


def measure(asked: argparse.Namespace) -> list[Figure]:
    """Return what `worlds` measures, and of all true pairs how many share a key of ours."""
    loaded = [load(seed, asked.size) for seed in asked.others]
    taught = [load(seed, asked.size) for seed in asked.others_taught]
    figures = worlds.measured(NAME, loaded, taught, asked.failures)
    shared = sum(int(world.found.is_true.sum()) for world in loaded)
    true = shared + sum(len(world.found.missed) for world in loaded)
    return [*figures, Figure(f"{NAME}, blocking", OURS, "recall", *share(shared, true), true)]
