"""How common a token is among the people searched: a snapshot from outside, or counted on the candidate pool itself.

Rarity is never counted over a pair, nor over the person looked for: that would tell the answer.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.names.crowd import AT_ONCE, Lexicon, Names, crowding_of, lexicon, near_any
from matching.names.spelling import own_odds_of
from matching.names.table import UNKNOWN_CROWD, Floats, Longs, TokenTable
from matching.names.weights import PRIOR_FREQUENCY, PRIOR_PEOPLE

Frequencies = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

MOST_REMEMBERED: Final = 1 << 20  # tokens of which a snapshot remembers what was worked out: some 200 MB


_COUNT, _OWN, _CROWD = range(3)


class Told(NamedTuple):
    """What is known of each entry of a table, float32: the smoothed share of people that carry it, how crowded its
    neighbourhood is (bits; -1: not known), the odds (log2) of it against itself (0 for a skeleton).
    """

    frequency: Frequencies
    crowd: Floats
    own: Floats


@dataclass(frozen=True, eq=False)
class Rarity:
    """A snapshot: `count(token)` of `size` people carry a token (as listed by `matching.rarity_tokens`).

    `names` are the commonest of them, as `matching.commonest_names` gives them; none: neighbourhoods are not known.
    `chance` says how often these people agree by chance (level_chance.py); None: not known, all levels keep their bits.
    """

    size: int
    count: Callable[[bytes], int]
    names: Names = ()
    chance: npt.NDArray[np.int16] | None = None

    def told(self, table: TokenTable, beside: TokenTable | None = None) -> Told:
        """Return what is known of each entry of `table`, remembered by token.

        How crowded a neighbourhood is, is not known (-1) of skeletons and, where the table is to be compared with
        `beside` alone, of tokens that can be no name of that one: nobody asks for those. Of none where no names are
        known.
        """
        tokens = _entries(table)
        known, rows = self._known.rows(tokens)
        values = known.values[rows]
        crowd = np.full(rows.size, UNKNOWN_CROWD, np.float32)
        if self.names:
            is_token = table.skeleton != np.arange(rows.size, dtype=np.int32)
            wanted = np.flatnonzero(is_token if beside is None else near_any(table, beside))
            crowd[wanted] = self._crowds(known, rows, tokens, wanted)
        return Told(smoothed(values[:, _COUNT], self.size), crowd, values[:, _OWN].astype(np.float32))

    def remember(self, table: TokenTable) -> bool:
        """Work out all of a table before anybody asks for it, some 30 us a token not seen before, in this thread alone;
        False, and nothing is worked out, where what is remembered already is nearly all that there is room for.
        """
        tokens = _entries(table)
        if self._known.is_full(len(tokens)):
            return False
        known, rows = self._known.rows(tokens)
        if self.names:
            wanted = np.flatnonzero(table.skeleton != np.arange(rows.size, dtype=np.int32))
            for first in range(0, wanted.size, AT_ONCE):
                self._crowds(known, rows, tokens, wanted[first : first + AT_ONCE])
        return True

    def _crowds(self, known: _Known, rows: Longs, tokens: Sequence[bytes], wanted: Longs) -> Doubles:
        """Return how crowded the neighbourhoods of the wanted among some tokens are, which stand in these rows."""
        crowd: Doubles = known.values[rows[wanted], _CROWD]
        new = np.flatnonzero(np.isnan(crowd))
        if new.size:
            crowd[new] = crowding_of([tokens[index] for index in wanted[new].tolist()], self._lexicon)
            known.values[rows[wanted[new]], _CROWD] = crowd[new]
        return crowd

    @cached_property
    def _known(self) -> _Memo:
        return _Memo(self.count)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return lexicon(self.names, self.size)


@dataclass(slots=True)
class _Known:
    """Tokens and the row of `values` (float64[rows, 3]) that each has: how many carry it, odds of its own, how crowded
    its neighbourhood is (nan: not worked out yet).
    """

    places: dict[bytes, int] = field(default_factory=dict)
    values: Doubles = field(default_factory=lambda: np.empty((1024, 3)))


class _Memo:
    """What was worked out, by token; let go of as a whole when it is full. Safe to share between threads."""

    def __init__(self, count: Callable[[bytes], int]) -> None:
        self._count = count
        self._known = _Known()
        self._lock = threading.Lock()

    def rows(self, tokens: Sequence[bytes]) -> tuple[_Known, Longs]:
        """Return what is known, and the row of each token."""
        known = self._known  # replaced, never emptied: another thread may be reading it
        with contextlib.suppress(KeyError):
            return known, _places(known, tokens)  # as a rule all are known
        with self._lock:
            known = self._known
            new = [token for token in dict.fromkeys(tokens) if token not in known.places]
            if len(known.places) + len(new) > MOST_REMEMBERED:
                known = self._known = _Known()
                new = list(dict.fromkeys(tokens))
            self._add(known, new)
        return known, _places(known, tokens)

    def is_full(self, more: int) -> bool:
        """Tell whether so many new tokens would drive out all that is known, or leave little room."""
        return len(self._known.places) + more > MOST_REMEMBERED * 0.9

    def _add(self, known: _Known, tokens: Sequence[bytes]) -> None:
        first, last = len(known.places), len(known.places) + len(tokens)
        if last > len(known.values):
            values = np.empty((2 * last, 3))
            values[:first] = known.values[:first]
            known.values = values
        known.values[first:last, _COUNT] = [self._count(token) for token in tokens]
        known.values[first:last, _OWN] = own_odds_of(tokens)
        known.values[first:last, _CROWD] = np.nan
        known.places.update(zip(tokens, range(first, last), strict=True))  # last: whoever finds a row may read it


def _places(known: _Known, tokens: Sequence[bytes]) -> Longs:
    return np.fromiter(map(known.places.__getitem__, tokens), np.int64, len(tokens))


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
