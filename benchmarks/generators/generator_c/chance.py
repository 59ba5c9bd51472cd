"""The chance of one world: every draw of the package goes through one seeded source, and the dial
acts here alone.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws of one world; `noise` is the exponent on what is told or right (0: all is, 1: the rates
    as they stand).
    """

    def __init__(self, seed: int, noise: float) -> None:
        self.random = Random(f"third world {seed}")
        self.noise = noise

    def told(self, share: float) -> bool:
        """Whether a fact that is told with probability `share` is told."""
        return self.random.random() < self._dialled(share)

    def right(self, share: float) -> bool:
        """Whether a fact that is written right with probability `share` is right."""
        return self.random.random() < self._dialled(share)

    def wrong(self, share: float) -> bool:
        """Whether something that goes wrong with probability `share` does."""
        return not self.right(1.0 - share)

    def happens(self, share: float) -> bool:
        """Whether something of the world itself is so: the dial has no part in it."""
        return self.random.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each alike."""
        return choices[self.random.randrange(len(choices))]

    def weigh(self, weights: Mapping[T, float]) -> T:
        """Return a key of the table, by its weight."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def within(self, span: tuple[int, int]) -> int:
        """Return a whole number within both ends."""
        return self.random.randint(*span)

    def digits(self, count: int) -> str:
        """So many digits."""
        return "".join(str(self.random.randrange(10)) for _ in range(count))

    def _dialled(self, share: float) -> float:
        if share in (0.0, 1.0):
            return share
        return float(share**self.noise)
