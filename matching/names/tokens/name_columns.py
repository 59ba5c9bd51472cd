"""Columns from the token lists of many names, and each entry's carriers.

The ids are valid in one population only.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from matching.arrays import Bytes, Floats, Ints, Longs
from matching.jit import njit_cached
from matching.names.text.scripts import SCRIPTS
from matching.names.tokens.token_frequency import smooth_shares
from matching.names.tokens.token_table import (
    NameColumns,
    TokenTable,
    build_table,
    find_entries,
    join_neighbours,
)

_SCRIPTS: Final = len(SCRIPTS)


def build_names(
    letters: Bytes, starts: Longs, name_starts: Longs, relative_starts: Longs
) -> tuple[NameColumns, TokenTable, Ints, Ints]:
    """Return columns, table, token ids, and ids of relatives' joined tokens.

    An id is an entry of the table. Each token of `letters` has one. Tokens before `name_starts[-1]`
    belong to names (int64[names + 1]). Tokens from there to `relative_starts[-1]` belong to
    relatives' names (int64[relatives + 1]). Each of these is also joined with the next token of its
    name; the last token has -1. The rest (places, homes) only get ids.
    """
    count = starts.size - 1
    in_names, in_both = int(name_starts[-1]), int(relative_starts[-1])
    is_last = np.ones(count, np.bool_)
    is_last[:in_both] = False
    for runs in (name_starts, relative_starts):
        is_last[runs[1:][np.diff(runs) > 0] - 1] = True
    joined_letters, joined_starts = join_neighbours(letters, starts, is_last)
    table, ids = build_table(
        np.concatenate([letters, joined_letters]),
        np.concatenate([starts, joined_starts[1:] + starts[-1]]),
    )
    joined = ids[count : count + in_both].copy()
    joined[is_last[:in_both]] = -1
    names = NameColumns(name_starts, np.stack([ids[:in_names], joined[:in_names]]))
    return names, table, ids[:count].copy(), joined[in_names:]


class CarrierShares(NamedTuple):
    """Smoothed shares (float32) of people that carry each entry.

    The shares are among all people and among those with a name in the entry's script (no value for
    a skeleton). Also the number of people with a name in each script.
    """

    of_all: Floats
    of_script: Floats
    writers: Longs


@njit_cached
def _carriers(
    starts: Longs, tokens: Ints, owner: Longs, skeleton: Ints, scripts: Bytes
) -> tuple[Longs, Longs]:
    """Return the number of owners of each entry as a token or a skeleton, and of each script.

    Owners come in ascending runs.
    """
    counts, writers = np.zeros(skeleton.size, np.int64), np.zeros(_SCRIPTS, np.int64)
    last, last_writer = np.full(skeleton.size, -1, np.int64), np.full(_SCRIPTS, -1, np.int64)
    for name in range(owner.size):
        for position in range(starts[name], starts[name + 1]):
            token = tokens[position]
            for entry in (token, skeleton[token]):
                if last[entry] != owner[name]:
                    last[entry] = owner[name]
                    counts[entry] += 1
            if last_writer[scripts[token]] != owner[name]:
                last_writer[scripts[token]] = owner[name]
                writers[scripts[token]] += 1
    return counts, writers


def shares_in_population(
    names: NameColumns, table: TokenTable, owner: Longs, size: int
) -> CarrierShares:
    """Return the shares of each entry of the table among its own `size` owners."""
    scripts = table.scripts()
    counts, writers = _carriers(names.starts, names.tokens[0], owner, table.skeleton, scripts)
    carried = counts.astype(np.float64)
    return CarrierShares(
        smooth_shares(carried, size), smooth_shares(carried, writers[scripts]), writers
    )


def shares_in_pool(
    table: TokenTable, pool: TokenTable, pool_shares: CarrierShares, size: int
) -> CarrierShares:
    """Return the smoothed shares of each entry in a pool of `size` people.

    Entries that the pool lacks get a smoothed share too.
    """
    entries = find_entries(table.letters, table.starts, pool)
    absent, has = np.zeros(entries.size), entries >= 0
    shares = CarrierShares(
        smooth_shares(absent, size),
        smooth_shares(absent, pool_shares.writers[table.scripts()]),
        pool_shares.writers,
    )
    shares.of_all[has] = pool_shares.of_all[entries[has]]
    shares.of_script[has] = pool_shares.of_script[entries[has]]
    return shares
