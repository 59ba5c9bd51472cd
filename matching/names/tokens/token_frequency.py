"""Token frequencies among the people searched: from a snapshot, or counted on the candidates.

Rarity is never counted over a pair or over the person searched for, because that would reveal the
answer. The frequency of an exact name is counted among people with a name in its script, because
only they can have it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Bytes, Doubles, Floats, Ints, Longs
from matching.names.constants import PRIOR_FREQUENCY, PRIOR_PEOPLE
from matching.names.text.scripts import SCRIPTS, script_mark
from matching.names.tokens.neighbourhood_density import (
    BATCH_SIZE,
    NameCarriers,
    NameLexicon,
    has_near_entry,
    make_lexicon,
    token_density,
)
from matching.names.tokens.string_interning import Strings, gather_strings
from matching.names.tokens.token_similarity import own_odds_of
from matching.names.tokens.token_table import UNKNOWN_DENSITY, TokenTable

MAX_CACHED: Final = 1 << 20  # most tokens whose results a snapshot caches: some 70 MB


_COUNT, _OWN, _CROWD = range(3)


class TokenInfo(NamedTuple):
    """Values of each entry of a table, float32.

    `frequency` is the smoothed share of people that carry the entry. `crowd` is the density of its
    neighbourhood (bits; -1: unknown). `own` is its log2 odds against itself (0 for a skeleton).
    `script_share` is the smoothed share among people with a name in its script.
    """

    frequency: Floats
    crowd: Floats
    own: Floats
    script_share: Floats


@dataclass(frozen=True, eq=False)
class TokenFrequencies:
    """A snapshot: `count(token)` of `size` people carry a token (see `matching.rarity_tokens`).

    `names` are the most frequent tokens (see `matching.commonest_names`); if empty, densities are
    unknown. `chance` is the chance agreement of these people (u_probabilities.py); if None, it is
    unknown and all levels keep their bits.
    """

    size: int
    count: Callable[[bytes], int]
    names: NameCarriers = ()
    chance: npt.NDArray[np.int16] | None = None

    def token_info(self, table: TokenTable, other_table: TokenTable | None = None) -> TokenInfo:
        """Return the values of each entry of `table`, cached by token.

        The density is unknown (-1) for skeletons. If the table is compared only with `other_table`,
        it is also unknown for tokens that cannot be one name with any of its entries. It is unknown
        for all if no names are known.
        """
        cache, rows = self._known.rows(table)
        values = cache.values[rows]
        crowd = np.full(rows.size, UNKNOWN_DENSITY, np.float32)
        if self.names:
            is_token = table.skeleton != np.arange(rows.size, dtype=np.int32)
            entries = np.flatnonzero(
                is_token if other_table is None else has_near_entry(table, other_table)
            )
            crowd[entries] = self._crowds(cache, rows, table, entries)
        counts, own = values[:, _COUNT], values[:, _OWN].astype(np.float32)
        return TokenInfo(
            smooth_shares(counts, self.size),
            crowd,
            own,
            smooth_shares(counts, self._known.writers[table.scripts()]),
        )

    def remember(self, table: TokenTable) -> bool:
        """Compute all values of a table in advance, in this thread: about 30 us per new token.

        Return False, without computing, if the cache is nearly full.
        """
        if self._known.is_full(table.skeleton.size):
            return False
        cache, rows = self._known.rows(table)
        if self.names:
            entries = np.flatnonzero(table.skeleton != np.arange(rows.size, dtype=np.int32))
            for first in range(0, entries.size, BATCH_SIZE):
                self._crowds(cache, rows, table, entries[first : first + BATCH_SIZE])
        return True

    def _crowds(self, cache: _Known, rows: Ints, table: TokenTable, entries: Longs) -> Doubles:
        """Return the density of some entries of a table, and cache those that are new.

        `entries` are the indices of the wanted entries. `rows` has, for every entry of the table,
        its row in `cache`.
        """
        crowd: Doubles = cache.values[rows[entries], _CROWD]
        new = np.flatnonzero(np.isnan(crowd))
        if new.size:
            crowd[new] = token_density(
                [table.entry(index) for index in entries[new].tolist()], self._lexicon
            )
            cache.values[rows[entries[new]], _CROWD] = crowd[new]
        return crowd

    @cached_property
    def _known(self) -> _Memo:
        return _Memo(self.count, self.size)

    @cached_property
    def _lexicon(self) -> NameLexicon:
        return make_lexicon(self.names, self.size)


# No carriers are counted, so only the prior applies: all tokens are equally common. The whole
# process shares its cache. A cached value depends on the token alone, never on who compared it.
UNIFORM_FREQUENCIES: Final = TokenFrequencies(0, lambda _: 0)


@dataclass(slots=True)
class _Known:
    """Tokens, and a row of `values` (float64[rows, 3]) for each.

    A row holds the number of carriers, the odds against itself, and the density (nan: not
    computed).
    """

    tokens: Strings = field(default_factory=Strings)
    values: Doubles = field(default_factory=lambda: np.empty((1024, 3)))


class _Memo:
    """Cache by token, emptied as a whole when it is full. Safe to share between threads.

    `writers` int64[scripts] is the number of people with a name in each script, or of all people if
    none or one was counted.
    """

    def __init__(self, count: Callable[[bytes], int], size: int) -> None:
        counted = np.array([count(script_mark(script)) for script in range(len(SCRIPTS))], np.int64)
        self.writers: Longs = np.where(counted > 1, np.minimum(counted, size), size)
        self._count = count
        self._known = _Known()
        self._lock = threading.Lock()

    def rows(self, table: TokenTable) -> tuple[_Known, Ints]:
        """Return the cached values, and the row of each entry of a table."""
        while True:
            with self._lock:
                cache = self._known  # replaced, never emptied, because another thread may read it
                rows = cache.tokens.find(table.letters, table.starts)
            new = np.flatnonzero(rows < 0)
            if not new.size:
                return cache, rows
            is_full = len(cache.tokens) + new.size > MAX_CACHED
            rows_needed = np.arange(rows.size) if is_full else new
            letters, starts = gather_strings(table.letters, table.starts, rows_needed)
            values = self._worked_out(letters, starts)
            with self._lock:
                if is_full and self._known is cache:
                    self._known = _Known()
                _add(self._known, letters, starts, values)

    def is_full(self, more: int) -> bool:
        """Return whether so many new tokens would empty the cache or leave little room."""
        return len(self._known.tokens) + more > MAX_CACHED * 0.9

    def _worked_out(self, letters: Bytes, starts: Longs) -> Doubles:
        tokens = [letters[first:last].tobytes() for first, last in pairwise(starts.tolist())]
        values = np.full((len(tokens), 3), np.nan)
        values[:, _COUNT] = [self._count(token) for token in tokens]
        values[:, _OWN] = own_odds_of(tokens)
        return values


def _add(cache: _Known, letters: Bytes, starts: Longs, values: Doubles) -> None:
    """Add the distinct tokens and their values.

    A token that another thread added meanwhile is skipped.
    """
    new = np.flatnonzero(cache.tokens.find(letters, starts) < 0)
    first, last = len(cache.tokens), len(cache.tokens) + new.size
    if last > len(cache.values):
        cache.values = np.concatenate([cache.values[:first], np.empty((2 * last - first, 3))])
    cache.values[first:last] = values[new]
    cache.tokens.add(*gather_strings(letters, starts, new))


def smooth_shares(counts: Doubles, size: int | Longs) -> Floats:
    """Return carriers divided by people, smoothed towards the prior; float32, never 0.

    The people are all, or for each entry those who can have it.
    """
    shares: Floats = (
        (counts + PRIOR_PEOPLE * PRIOR_FREQUENCY) / (np.maximum(size, 0) + PRIOR_PEOPLE)
    ).astype(np.float32)
    return shares


def carrier_counts(table: TokenTable, frequencies: Floats, size: int) -> dict[bytes, int]:
    """Return the number of carriers of each entry, the inverse of `smooth_shares`."""
    counts = np.rint(
        frequencies.astype(np.float64) * (size + PRIOR_PEOPLE) - PRIOR_PEOPLE * PRIOR_FREQUENCY
    )
    return {table.entry(int(index)): int(counts[index]) for index in np.flatnonzero(counts > 1)}
