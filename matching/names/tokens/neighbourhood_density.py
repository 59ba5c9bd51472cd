"""Neighbourhood density: the discount on similarity where many people's names are similar.

A spelling that matches one name matches its neighbours nearly as well. The chance that another
person's name matches is therefore a sum over all names that people carry: log2(1 + sum over names z
of share(z) x odds(token, z)). A name with a single carrier is excluded, because it may be the
person's own. Compiled; it knows names and their numbers of carriers, but no people.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np

from matching.arrays import Bytes, Flags, Floats, Longs
from matching.jit import njit_cached, njit_inline, njit_no_refcount
from matching.names.text.consonant_skeleton import is_skeleton
from matching.names.text.scripts import LATIN, is_script_mark
from matching.names.tokens.edit_distance import MAX_LETTERS, edit_distance, letter_places
from matching.names.tokens.prefilter import are_classes_far, may_match
from matching.names.tokens.token_table import Entries, TokenTable, build_table, flatten
from matching.names.tokens.transducer import (
    LATIN_SYMBOLS,
    TransducerModels,
    Workspace,
    latin_symbols,
    new_workspace,
    shipped_models,
)
from matching.names.tokens.transducer_choice import (
    entry_bytes,
    entry_odds,
    is_initial,
    latin_entry_bytes,
    script_number,
)

# The most frequent names; rarer ones add less than a tenth of a bit (judged).
MAX_NAMES: Final = 4096
BATCH_SIZE: Final = 1024  # entries
MAX_CLASS_EDITS: Final = 2  # most consonant classes in which a neighbour may differ
# Most differing letters of a neighbour, in tenths of the longer name. For 600 tokens of a tuning
# world the names beyond add 0.004 bits on average, 0.03 at the 99th percentile, but took nine
# passes in ten.
MAX_LETTER_EDITS: Final = 5  # if both are Latin
MAX_LETTER_EDITS_NATIVE: Final = 6
NameCarriers = tuple[tuple[bytes, int], ...]  # tokens and their numbers of carriers


class NameLexicon(NamedTuple):
    """Names as a token table, their shares of people, and their letters as symbols.

    The share excludes one carrier, the person to be compared. Name n is
    `symbols[symbol_starts[n]:symbol_starts[n + 1]]`.
    """

    entries: Entries
    share: Floats
    symbols: Bytes
    symbol_starts: Longs


def commonest_names(carriers: Mapping[bytes, int]) -> NameCarriers:
    """Return the names with several carriers, at most MAX_NAMES, most frequent first.

    Only name tokens count.
    """
    several = [
        (token, count)
        for token, count in carriers.items()
        if count > 1 and not is_skeleton(token) and not is_script_mark(token)
    ]
    return tuple(sorted(several, key=lambda name: (-name[1], name[0]))[:MAX_NAMES])


def make_lexicon(names: NameCarriers, size: int) -> NameLexicon:
    """Return the names of `size` people, prepared for comparison."""
    table, ids = build_table(*flatten([token for token, _ in names]))
    share = np.zeros(table.skeleton.size, np.float32)
    share[ids] = [(count - 1) / max(size, 1) for _, count in names]
    entries = table.entries(share)
    return NameLexicon(entries, share[: len(names)], *_symbols(entries, len(names)))


def neighbourhood_density(entries: Entries, names: NameLexicon) -> Floats:
    """Return the density (bits, float32) of each entry among the names.

    Return 0 for initials and skeletons.
    """
    out, models = np.zeros(entries.skeleton.size, np.float32), shipped_models()

    def write(first: int) -> None:
        _crowding(
            models, entries, names, out, first, (new_workspace(), np.empty(LATIN_SYMBOLS, np.int64))
        )

    if out.size <= BATCH_SIZE:
        write(0)
        return out
    with ThreadPoolExecutor(
        os.cpu_count() or 1
    ) as pool:  # compiled code holds no lock; each part is written by one thread
        list(pool.map(write, range(0, out.size, BATCH_SIZE)))
    return out


def token_density(tokens: Sequence[bytes], names: NameLexicon) -> Floats:
    """Return `neighbourhood_density` of separate tokens."""
    table, ids = build_table(*flatten(tokens))
    crowd: Floats = neighbourhood_density(
        table.entries(np.zeros(table.skeleton.size, np.float32)), names
    )[ids]
    return crowd


@njit_cached
def has_near_entry(table: TokenTable, other_table: TokenTable) -> Flags:
    """Return for each entry whether it may be one name with an entry of another table."""
    out = np.zeros(table.skeleton.size, np.bool_)
    for index in range(out.size):
        if table.skeleton[index] == index:
            continue
        for entry in range(other_table.skeleton.size):
            if other_table.skeleton[entry] != entry and may_match(
                table.classes[index],
                table.outlines[index],
                other_table.classes[entry],
                other_table.outlines[entry],
                is_joined=False,
            ):
                out[index] = True
                break
    return out


@njit_cached
def _symbols(entries: Entries, count: int) -> tuple[Bytes, Longs]:
    """Return the letters of the first `count` entries as transducer symbols, and their starts."""
    out, starts = np.empty(entries.latin.size, np.uint8), np.zeros(count + 1, np.int64)
    for index in range(count):
        starts[index + 1] = starts[index] + latin_symbols(
            latin_entry_bytes(entries, index), out[starts[index] :]
        )
    return out[: starts[-1]].copy(), starts


@njit_no_refcount
def _crowding(
    models: TransducerModels,
    entries: Entries,
    names: NameLexicon,
    out: Floats,
    first: int,
    rooms: tuple[Workspace, Longs],
) -> None:
    """Write the density of the entries from `first` on, at most BATCH_SIZE.

    `out` must be 0 before.
    """
    room, places = rooms
    for index in range(first, min(first + BATCH_SIZE, out.size)):
        if entries.skeleton[index] != index and not is_initial(entries, index):
            out[index] = np.log2(_neighbours(models, entries, index, names, places, room))


@njit_inline
def _neighbours(
    models: TransducerModels,
    entries: Entries,
    index: int,
    names: NameLexicon,
    places: Longs,
    room: Workspace,
) -> float:
    """Return 1 plus the sum of share times odds over the names near an entry."""
    size = min(latin_symbols(latin_entry_bytes(entries, index), room.symbols), MAX_LETTERS)
    letter_places(room.symbols[:size], places)
    own = entry_bytes(entries, index)
    is_native = own.size > 0 and script_number(own) != LATIN  # a joined entry may be empty
    total, lexicon = 1.0, names.entries
    for name in range(names.share.size):
        if are_classes_far(
            entries.classes[index], lexicon.classes[name], MAX_CLASS_EDITS
        ) or is_initial(lexicon, name):
            continue
        letters = names.symbols[names.symbol_starts[name] : names.symbol_starts[name + 1]]
        is_other_native = script_number(entry_bytes(lexicon, name)) != LATIN
        tenths = MAX_LETTER_EDITS_NATIVE if is_native or is_other_native else MAX_LETTER_EDITS
        if 10 * (edit_distance(places, size, letters) - 1) < tenths * max(size, letters.size):
            odds = entry_odds(models, entries, lexicon, index, name, room)
            total += names.share[name] * np.exp2(min(odds, 60.0))
    return total
