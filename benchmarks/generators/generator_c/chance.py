"""The random draws of one world, from one seeded source.

Only here does the noise have an effect.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """The random draws of one world.

    `noise` is the exponent of the rates: 0 gives complete and correct records, 1 the rates as
    written.
    """

    def __init__(self, seed: int, noise: float) -> None:
        self.random = Random(f"third world {seed}")
        self.noise = noise

    def told(self, share: float) -> bool:
        """Return whether a fact that is given with probability `share` is given."""
        return self.random.random() < self._dialled(share)

    def right(self, share: float) -> bool:
        """Return whether a fact that is correct with probability `share` is correct."""
        return self.random.random() < self._dialled(share)

    def wrong(self, share: float) -> bool:
        """Return whether an error with probability `share` happens."""
        return not self.right(1.0 - share)

    def happens(self, share: float) -> bool:
        """Return whether an event of the world happens. Noise has no influence on it."""
        return self.random.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices, all equally likely."""
        return choices[self.random.randrange(len(choices))]

    def weigh(self, weights: Mapping[T, float]) -> T:
        """Return a random key of the table, weighted by its value."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def within(self, span: tuple[int, int]) -> int:
        """Return a whole number from both ends, inclusive."""
        return self.random.randint(*span)

    def digits(self, count: int) -> str:
        """Return `count` random digits."""
        return "".join(str(self.random.randrange(10)) for _ in range(count))

    def _dialled(self, share: float) -> float:
        if share in (0.0, 1.0):
            return share
        return float(share**self.noise)
