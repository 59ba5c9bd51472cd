"""A second world of missing and found minors, by a generator written without `sample_data` or
engine.

`observe` returns intake rows with the person and origin of each. It shows how the engine performs
on errors that its authors did not choose: docs/engine-history.md. All people are
fictional.
"""

from __future__ import annotations

import random

from benchmarks.generators.generator_b import rates
from benchmarks.generators.generator_b.chance import Chance
from benchmarks.generators.generator_b.lives import make_life, make_namesake, make_sibling
from benchmarks.generators.generator_b.notes import write_row

Written = tuple[dict[str, str], int, str]


def observe(seed: int, size: int, noise: float = rates.NOISE) -> list[Written]:
    """Return `size` rows in random order, each with person number and origin.

    A seed gives one world.
    """
    draw = random.Random(f"other world {seed}")
    chance = Chance(draw, noise)
    written: list[Written] = []
    people = 0
    while len(written) < size:
        one = make_life(draw)
        lives = [one]
        if draw.random() < rates.SIBLING:
            lives.append(make_sibling(draw, one))
        if draw.random() < rates.NAMESAKE:
            lives.append(make_namesake(draw, one))
        for life in lives:
            people += 1
            for at in range(len(life.events)):
                reference = f"{life.events[at].agency.state}-{len(written) + 1:05d}"
                written.append((write_row(chance, life, at, reference), people, life.origin))
    draw.shuffle(written)
    return written[:size]
