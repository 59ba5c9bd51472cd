"""How common a token is among the people searched: a snapshot from outside, or counted on the candidate pool itself.

Rarity is never counted over a pair, nor over the person looked for: that would tell the answer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from matching.names.crowd import Lexicon, Names, crowding_of, lexicon, near_any
from matching.names.table import UNKNOWN_CROWD, TokenTable
from matching.names.weights import PRIOR_FREQUENCY, PRIOR_PEOPLE

Frequencies = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

MOST_REMEMBERED: Final = 1 << 18  # tokens of which a snapshot remembers what was worked out: some 50 MB


@dataclass(frozen=True, eq=False)
class Rarity:
    """A snapshot: `count(token)` of `size` people carry a token (as listed by `matching.rarity_tokens`).

    `names` are the commonest of them, as `matching.commonest_names` gives them; none: neighbourhoods are not known.
    """

    size: int
    count: Callable[[bytes], int]
    names: Names = ()

    def frequencies(self, table: TokenTable) -> Frequencies:
        """Return the smoothed share of people that carry each entry of `table` (float32), remembered by token."""
        return smoothed(np.array(self._counts.of(_entries(table)), np.float64), self.size)

    def crowding(self, table: TokenTable, beside: TokenTable | None = None) -> Frequencies | None:
        """Return how crowded the neighbourhood of each entry of `table` is (float32, bits), remembered by token.

        Not known (-1) are skeletons and, where the table is to be compared with `beside` alone, tokens that can be no
        name of that one: nobody asks for those. None where no names are known.
        """
        if not self.names:
            return None
        is_token = table.skeleton != np.arange(table.skeleton.size, dtype=np.int32)
        tokens = np.flatnonzero(is_token if beside is None else near_any(table, beside))
        crowd = np.full(table.skeleton.size, UNKNOWN_CROWD, np.float32)
        crowd[tokens] = self._crowds.of([table.entry(index) for index in tokens.tolist()])
        return crowd

    def remember(self) -> None:
        """Work out the neighbourhoods of the commonest names before anybody asks for them; costs up to a second."""
        self._crowds.of([token for token, _ in self.names])

    @cached_property
    def _counts(self) -> _Memo:
        return _Memo(lambda tokens: [self.count(token) for token in tokens])

    @cached_property
    def _crowds(self) -> _Memo:
        return _Memo(lambda tokens: crowding_of(tokens, self._lexicon).tolist())

    @cached_property
    def _lexicon(self) -> Lexicon:
        return lexicon(self.names, self.size)


class _Memo:
    """What was worked out, by token; let go of as a whole when it is full. Safe to share between threads."""

    def __init__(self, work: Callable[[list[bytes]], list[float]]) -> None:
        self._work = work
        self._known: dict[bytes, float] = {}

    def of(self, tokens: list[bytes]) -> list[float]:
        """Return the value of each token."""
        known = self._known
        with contextlib.suppress(KeyError):
            return [known[token] for token in tokens]  # as a rule all are known
        new = [token for token in tokens if token not in known]
        if new and len(known) + len(new) > MOST_REMEMBERED:
            known = self._known = {}  # replaced, never emptied: another thread may be reading it
            new = tokens
        if new:
            known.update(zip(new, self._work(new), strict=True))
        return [known[token] for token in tokens]


def _entries(table: TokenTable) -> list[bytes]:
    letters, starts = table.letters.tobytes(), table.starts.tolist()
    return [letters[first:last] for first, last in pairwise(starts)]


def smoothed(counts: Doubles, size: int) -> Frequencies:
    """Return carriers over people, drawn to the prior while people are few; float32, never 0."""
    return ((counts + PRIOR_PEOPLE * PRIOR_FREQUENCY) / (max(size, 0) + PRIOR_PEOPLE)).astype(np.float32)


def carriers(table: TokenTable, frequencies: Frequencies, size: int) -> dict[bytes, int]:
    """Return how many of `size` people carry each entry: what `smoothed` was made from."""
    counts = np.rint(frequencies.astype(np.float64) * (size + PRIOR_PEOPLE) - PRIOR_PEOPLE * PRIOR_FREQUENCY)
    return {table.entry(int(index)): int(counts[index]) for index in np.flatnonzero(counts > 1)}
