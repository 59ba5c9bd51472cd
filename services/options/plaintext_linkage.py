"""The options that compare clear records by the engine: a store of everybody, and stores that ask
each other.

Owns who may compare what with what; every score is the engine's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matching import Engine, LinkBlock
from services.options.world import Flags, Longs, OptionsWorld

MIN_PROBABILITY: Final = 0.5  # probability from which a pair is a hit
TOP_ANSWERS: Final = 5  # answers a store gives to one question at most


@dataclass(frozen=True, slots=True)
class StoreAnswers:
    """What stores answer: `asker` and `holder` records, of two states, and how many seconds of
    processor it took.
    """

    asker: Longs
    holder: Longs
    seconds: float

    def is_later_asker(self) -> Flags:
        """Return which answers were given to the record registered later: it can ask for one
        already there.
        """
        return self.asker > self.holder


def link_centrally(world: OptionsWorld, engine: Engine) -> tuple[Longs, float]:
    """Return the pairs of two states that a store of everybody finds, and the seconds of processor
    it took.
    """
    started = time.process_time()
    left, right = _pairs(
        [*engine.link(world.population(range(len(world))), min_probability=MIN_PROBABILITY)]
    )
    return world.across(left, right), time.process_time() - started


def link_federated(world: OptionsWorld, engine: Engine, *, told_size: bool = True) -> StoreAnswers:
    """Return what each state's store answers to every record of the others, whenever it is asked.

    How common a name is a store knows of its own records only; how many records all hold together
    it is told, unless `told_size` is off: then it expects every partner in itself. At most TOP
    answers a question, the most probable first.
    """
    size = len(world) if told_size else None
    started = time.process_time()
    askers, holders = [], []
    for state in range(len(world.states)):
        own, other_rows = (
            np.flatnonzero(world.state_of == state),
            np.flatnonzero(world.state_of != state),
        )
        asking_population, asked_population = world.population(other_rows), world.population(own)
        blocks = [
            *engine.link(
                asking_population,
                asked_population,
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
    """Return the places of the `most` best answers of each asker."""
    order = np.lexsort((-bits, asker))
    starts = np.flatnonzero(np.append([True], np.diff(asker[order]) != 0))
    rank = np.arange(order.size) - np.repeat(starts, np.diff(np.append(starts, order.size)))
    return np.sort(order[rank < most])
