"""Random draws: one seeded generator, weights as text, and the noise that scales errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import TypeVar

from benchmarks.generators.generator_d import rates

T = TypeVar("T")


@cache
def parse_weights(table: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Parse `a:3 b:1` into names and weights."""
    pairs = [item.rsplit(":", 1) for item in table.split()]
    return tuple(name for name, _ in pairs), tuple(float(weight) for _, weight in pairs)


@dataclass(frozen=True, slots=True)
class Dice:
    """A generator with its noise: the world's noise times the strain of the moment."""

    random: Random
    noise: float

    def hurried(self, strain: float) -> "Dice":
        """Return the same generator at a desk with this strain, in a random hour."""
        return replace(self, noise=self.noise * strain * self.random.choice(rates.STRAIN))

    def chance(self, rate: float) -> bool:
        """Return whether an event of the world happens. Noise has no influence on it."""
        return self.random.random() < rate

    def slips(self, rate: float) -> bool:
        """Return whether an error with this rate happens under this noise."""
        return self.random.random() < 1 - float((1 - rate) ** self.noise)

    def wrong(self, error: str) -> bool:
        """Return whether the error with this name in `rates.WRONG` happens."""
        return self.slips(rates.WRONG[error])

    def pick(self, table: str) -> str:
        """Draw from weights written as `a:3 b:1`."""
        names, weights = parse_weights(table)
        return self.random.choices(names, weights)[0]

    def draw(self, table: Mapping[T, float]) -> T:
        """Draw a key by its weight."""
        return self.random.choices(list(table), list(table.values()))[0]

    def popular(self, items: Sequence[T]) -> T:
        """Draw from a list whose first items are the most common ones."""
        return self.random.choices(items, [1 / (at + 4) for at in range(len(items))])[0]

    def digits(self, pattern: str) -> str:
        """Replace each # of a pattern by a digit."""
        return "".join(
            self.random.choice("0123456789") if char == "#" else char for char in pattern
        )

    def slip_digit(self, text: str) -> str:
        """Return the number with one digit misread, or two neighbouring ones swapped."""
        places = [at for at, char in enumerate(text) if char.isdigit()][3:]
        if len(places) < 3:
            return text
        at = self.random.choice(places[:-1])
        if self.chance(0.4) and text[at + 1].isdigit():
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text[:at] + self.random.choice("0123456789") + text[at + 1 :]
