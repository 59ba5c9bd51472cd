"""Seeded random numbers of the sample world.

Only `Random.random()` and arithmetic are used. The Python documentation fixes both for a given
seed, so a world is the same on every Python version and platform. Logarithms, cosines and the order
of sets are avoided.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
Weights = tuple[tuple[str, float], ...]  # (value, weight)


class SeededRandom:
    """A random stream that depends only on its name."""

    def __init__(self, name: str) -> None:
        # The seed is a text. Python hashes it with SHA-512, so two different names do not share a
        # state.
        self._random = Random(name)  # noqa: S311 - synthetic data, no secret depends on it

    def unit(self) -> float:
        """Return a number in [0, 1)."""
        return self._random.random()

    def chance(self, share: float) -> bool:
        """Return True with the given share (0 to 1)."""
        return self._random.random() < share

    def integer(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items, all equally likely. The sequence must not be empty."""
        return items[int(self._random.random() * len(items))]

    def weighted(self, table: Sequence[tuple[T, float]]) -> T:
        """Return one item of a table of (item, weight). Weights need not add up to 1."""
        left = self._random.random() * sum(weight for _, weight in table)
        for item, weight in table:
            left -= weight
            if left < 0:
                return item
        return table[-1][0]

    def ranked(self, items: Sequence[T], head: float) -> T:
        """Return one of the items; earlier ones are more likely.

        The weight is 1 / (rank + head), with ranks from 0. A larger head is flatter.
        """
        return self.weighted([(item, 1 / (rank + head)) for rank, item in enumerate(items)])

    def bell(self, spread: float) -> float:
        """Return a bell-shaped number around 0 with the given standard deviation.

        It is the sum of three uniform numbers, so it is at most 3 standard deviations away.
        """
        return (
            (self._random.random() + self._random.random() + self._random.random() - 1.5)
            * 2
            * spread
        )

    def distinct(self, items: Sequence[T], count: int) -> list[T]:
        """Return `count` different items in random order; all of them if there are fewer."""
        pool = list(items)
        chosen: list[T] = []
        while pool and len(chosen) < count:
            chosen.append(pool.pop(int(self._random.random() * len(pool))))
        return chosen


class ShuffledDeck:
    """Yes/no draws with an exact share in every 40 draws: a deck that is shuffled again when empty.

    With independent draws, the shares of a small world would differ by several hundredths between
    seeds.
    """

    _SIZE = 40

    def __init__(self, draws: SeededRandom, share: float) -> None:
        self._draws = draws
        self._share = share
        self._owed = 0.0
        self._cards: list[bool] = []

    def deal(self) -> bool:
        """Return the next card."""
        if not self._cards:
            # The fraction that a deck of 40 cannot express is carried over to the next deck.
            self._owed += self._share * self._SIZE
            hits = int(self._owed + 0.5)
            self._owed -= hits
            self._cards = self._draws.distinct(
                [index < hits for index in range(self._SIZE)], self._SIZE
            )
        return self._cards.pop()
