"""Worlds of a second generator (benchmarks/generators/generator_b); otherwise the same pairs and
peers.

Its author had not seen the engine or our own generator. Since engine 12, half of the worlds for
fitting weights are from it (seeds 731 to 742); third.py has a generator that was not used for
fitting. The noise was set by Splink's best F1 on DIAL_SEED, and failures are read on READING_SEED.
Neither seed is reported.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.figures import OURS, Figure
from benchmarks.generators import generator_b
from benchmarks.linking import wilson_share
from benchmarks.trials import breakdown, minors, worlds
from benchmarks.trials.cases import TrialCase, compare_case
from benchmarks.trials.minors import Minors

NAME = "other worlds"
DIAL_SEED, READING_SEED = 700, 701
BY_ORIGIN_AND_SEX = {"origin": breakdown.origin, "sex": breakdown.sex}

Written = tuple[dict[str, str], int, str]


def load(seed: int, size: int, noise: float = generator_b.rates.NOISE) -> Minors:
    """Return a world of the second generator, compared."""
    return compared(f"other {seed}", generator_b.observe(seed, size, noise))


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return the measures of `worlds`, recall by origin and sex, and the share of true pairs with a
    key.
    """
    return measured(NAME, load, arguments.others, arguments.others_taught, arguments)


def compared(title: str, written: Sequence[Written]) -> Minors:
    """Return a generator's rows as a compared world."""
    rows, owners, origins = zip(*written, strict=True)
    world = compare_case(TrialCase(title, rows, np.array(owners, np.int64)))
    return Minors(world, minors.columns(world.people), origins)


def measured(
    name: str,
    load_world: Callable[[int, int], Minors],
    seeds: Sequence[int],
    taught: Sequence[int],
    arguments: argparse.Namespace,
    groupings: Mapping[str, breakdown.Groups] = BY_ORIGIN_AND_SEX,
) -> list[Figure]:
    """Return the figures of a generator's worlds for these seeds.

    Peers are trained on worlds with other seeds.
    """
    loaded, lessons = (
        [load_world(seed, arguments.size) for seed in world_seeds]
        for world_seeds in (seeds, taught)
    )
    figures = worlds.measured(name, loaded, lessons, arguments.failures)
    shared = sum(int(world.compared.is_true.sum()) for world in loaded)
    true = shared + sum(len(world.compared.missed) for world in loaded)
    figures += breakdown.by_groups(name, loaded, groupings)
    return [
        *figures,
        Figure(f"{name}, blocking", OURS, "recall", *wilson_share(shared, true), true),
    ]
