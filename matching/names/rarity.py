"""How common a token is among the people searched: a snapshot from outside, or counted on the candidate pool itself.

Rarity is never counted over a pair, nor over the person looked for: that would tell the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.names.crowd import Lexicon, Names, crowding_of, lexicon
from matching.names.table import TokenTable
from matching.names.weights import PRIOR_FREQUENCY, PRIOR_PEOPLE

Frequencies = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rarity:
    """A snapshot: `count(token)` of `size` people carry a token (as listed by `matching.rarity_tokens`).

    `names` are the commonest of them, as `matching.commonest_names` gives them; none: neighbourhoods are not known.
    """

    size: int
    count: Callable[[bytes], int]
    names: Names = ()
    _crowds: dict[bytes, float] = field(default_factory=dict, init=False, repr=False)

    def frequencies(self, table: TokenTable) -> Frequencies:
        """Return the smoothed share of people that carry each entry of `table` (float32)."""
        counts = np.array([self.count(table.entry(index)) for index in range(table.starts.size - 1)], dtype=np.float64)
        return smoothed(counts, self.size)

    def crowding(self, table: TokenTable) -> Frequencies | None:
        """Return how crowded the neighbourhood of each entry of `table` is (float32, bits), remembered by token.

        None where no names are known.
        """
        if not self.names:
            return None
        entries = [table.entry(index) for index in range(table.starts.size - 1)]
        new = [token for token in entries if token not in self._crowds]
        if new:
            crowd = crowding_of(new, self._lexicon)
            self._crowds.update(zip(new, crowd.tolist(), strict=True))
        return np.array([self._crowds[token] for token in entries], np.float32)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return lexicon(self.names, self.size)


def smoothed(counts: Doubles, size: int) -> Frequencies:
    """Return carriers over people, drawn to the prior while people are few; float32, never 0."""
    return ((counts + PRIOR_PEOPLE * PRIOR_FREQUENCY) / (max(size, 0) + PRIOR_PEOPLE)).astype(np.float32)


def carriers(table: TokenTable, frequencies: Frequencies, size: int) -> dict[bytes, int]:
    """Return how many of `size` people carry each entry: what `smoothed` was made from."""
    counts = np.rint(frequencies.astype(np.float64) * (size + PRIOR_PEOPLE) - PRIOR_PEOPLE * PRIOR_FREQUENCY)
    return {table.entry(int(index)): int(counts[index]) for index in np.flatnonzero(counts > 1)}
