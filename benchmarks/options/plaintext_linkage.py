"""Options that compare plain records with the engine: a central store and federated stores.

This module decides which records are compared; every score is the engine's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.options.world import Longs, OptionsWorld
from matching import Engine, LinkBlock

MIN_PROBABILITY: Final = 0.5  # probability from which a pair is a hit
TOP_ANSWERS: Final = 5  # maximum answers of a store to one question


@dataclass(frozen=True, slots=True)
class StoreAnswers:
    """Answers of stores: `asker` and `holder` records of two states, and processor seconds."""

    asker: Longs
    holder: Longs
    seconds: float


def link_centrally(world: OptionsWorld, engine: Engine) -> tuple[Longs, float]:
    """Return the pairs of two states that a central store finds, and the processor seconds."""
    started = time.process_time()
    left, right = _pairs(
        [*engine.link(world.population(range(len(world))), min_probability=MIN_PROBABILITY)]
    )
    return world.across(left, right), time.process_time() - started


def link_federated(world: OptionsWorld, engine: Engine, *, knows_size: bool = True) -> StoreAnswers:
    """Return the answers of each state's store to every record of the other states, at any time.

    A store knows name frequencies from its own records only. It gets the total number of records,
    unless `knows_size` is off; then it expects every partner in its own store. At most
    `TOP_ANSWERS` per question, the most probable first.
    """
    size = len(world) if knows_size else None
    started = time.process_time()
    askers, holders = [], []
    for state in range(len(world.states)):
        own = np.flatnonzero(world.state_of == state)
        other_rows = np.flatnonzero(world.state_of != state)
        blocks = [
            *engine.link(
                world.population(other_rows),
                world.population(own),
                min_probability=MIN_PROBABILITY,
                population_size=size,
            )
        ]
        left, right = _pairs(blocks)
        bits = np.concatenate([np.empty(0, np.float32), *(block.scores.bits for block in blocks)])
        best = _best(left, bits, TOP_ANSWERS)
        askers.append(other_rows[left[best]])
        holders.append(own[right[best]])
    return StoreAnswers(
        np.concatenate(askers), np.concatenate(holders), time.process_time() - started
    )


def _pairs(blocks: list[LinkBlock]) -> tuple[Longs, Longs]:
    empty = np.empty(0, np.int64)
    return (
        np.concatenate([empty, *(block.left for block in blocks)]),
        np.concatenate([empty, *(block.right for block in blocks)]),
    )


def _best(asker: Longs, bits: npt.NDArray[np.float32], most: int) -> Longs:
    """Return the indices of the `most` best answers of each asker."""
    order = np.lexsort((-bits, asker))
    starts = np.flatnonzero(np.append([True], np.diff(asker[order]) != 0))
    rank = np.arange(order.size) - np.repeat(starts, np.diff(np.append(starts, order.size)))
    return np.sort(order[rank < most])
