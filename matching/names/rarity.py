"""How common a token is among the people searched: a snapshot from outside, or counted on the candidate pool itself.

Rarity is never counted over a pair, nor over the person looked for: that would tell the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.names.table import TokenTable
from matching.names.weights import PRIOR_FREQUENCY, PRIOR_PEOPLE

Frequencies = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Rarity:
    """A snapshot: `count(token)` of `size` people carry a token (as listed by `matching.rarity_tokens`)."""

    size: int
    count: Callable[[bytes], int]

    def frequencies(self, table: TokenTable) -> Frequencies:
        """Return the smoothed share of people that carry each entry of `table` (float32)."""
        counts = np.array([self.count(table.entry(index)) for index in range(table.starts.size - 1)], dtype=np.float64)
        return smoothed(counts, self.size)


def smoothed(counts: npt.NDArray[np.float64], size: int) -> Frequencies:
    """Return carriers over people, drawn to the prior while people are few; float32, never 0."""
    return ((counts + PRIOR_PEOPLE * PRIOR_FREQUENCY) / (max(size, 0) + PRIOR_PEOPLE)).astype(np.float32)
