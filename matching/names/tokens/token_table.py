"""Distinct tokens of one population: ids, bytes, skeletons, look-up by bytes.

Ids are valid only in their table. A table has three kinds of entry: tokens, two joined neighbours,
and skeletons (`^` first).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from matching.arrays import Bytes, Flags, Floats, Ints, Longs
from matching.jit import njit_cached
from matching.names.text.consonant_skeleton import LONGEST_SKELETON, SKELETON_MARK, write_skeleton
from matching.names.text.scripts import (
    FIRST_SCRIPT,
    LATIN,
    LONGEST_LATIN,
    SCRIPTS,
    UNVOWELLED,
    latin_table,
)
from matching.names.tokens.name_variants import (
    DISTINCT,
    group_kind,
    groups_of_tokens,
    shipped_name_groups,
)
from matching.names.tokens.prefilter import (
    FIRST_GROUP_BIT,
    GROUP_BITS,
    INITIAL,
    LOOSE,
    near_class,
    skeleton_outlines,
)
from matching.names.tokens.string_interning import find_known, gather_strings, intern

UNKNOWN_DENSITY: Final = -1.0
_LATIN_LETTERS, _LATIN_COUNTS = latin_table()
_IS_LOOSE = np.array([script.is_loose for script in SCRIPTS])
IS_UNVOWELLED = np.array([script.is_unvowelled for script in SCRIPTS])


class NameColumns(NamedTuple):
    """Names of a population.

    Name k is `tokens[:, starts[k]:starts[k + 1]]`, int32[2, n]. The first row has the entry of each
    token in the token table. The second row has the entry of the token joined with the next one, -1
    for the last token of a name.
    """

    starts: Longs
    tokens: Ints


class Entries(NamedTuple):
    """The columns of a token table that the kernel reads, one value for each entry.

    Entry i is `letters[starts[i]:starts[i + 1]]`, romanised `latin[latin_starts[i]:latin_starts[i +
    1]]`. `skeleton` is the entry of its skeleton, `classes` the skeleton's consonant classes (one
    bit each), and `outlines` its outline (prefilter.py). Its groups of related names are
    `kin[kin_starts[i]:kin_starts[i + 1]]` (name_variants.py).

    `frequency` is the share of carriers. `crowd` is the neighbourhood density (-1: unknown). `own`
    is the odds against itself (token_similarity.py; empty: not computed yet). `script_share` is the
    share of carriers among people with a name in its script (no value for a skeleton).
    """

    letters: Bytes
    starts: Longs
    latin: Bytes
    latin_starts: Longs
    skeleton: Ints
    classes: Longs
    outlines: Longs
    kin_starts: Longs
    kin: Ints
    frequency: Floats
    crowd: Floats
    own: Floats
    script_share: Floats


class TokenTable(NamedTuple):
    """Distinct entries of one population, with skeletons and groups of related names.

    Entry i is `letters[starts[i]:starts[i + 1]]`, romanised `latin[latin_starts[i]:latin_starts[i +
    1]]` (empty for a skeleton). `skeleton[i]` is its skeleton's entry (itself for a skeleton),
    `classes[i]` the classes of the skeleton, `outlines[i]` its outline (prefilter.py). Its groups
    of related names are `kin[kin_starts[i]:kin_starts[i + 1]]`.
    """

    letters: Bytes
    starts: Longs
    latin: Bytes
    latin_starts: Longs
    skeleton: Ints
    classes: Longs
    outlines: Longs
    kin_starts: Longs
    kin: Ints
    slots: Ints

    def entries(
        self,
        frequency: Floats,
        crowd: Floats | None = None,
        own: Floats | None = None,
        script_share: Floats | None = None,
    ) -> Entries:
        """Return the kernel's columns for this table and these frequencies.

        Optional values: the neighbourhood density, the odds against itself, and the share in the
        entry's script (None: the share among all people).
        """
        density = np.full(frequency.size, UNKNOWN_DENSITY, np.float32) if crowd is None else crowd
        own_counts = np.empty(0, np.float32) if own is None else own
        return Entries(
            *self[:-1],
            frequency,
            density,
            own_counts,
            frequency if script_share is None else script_share,
        )

    def scripts(self) -> Bytes:
        """Return the script (uint8) of each entry; LATIN for a skeleton."""
        if not self.letters.size:
            return np.zeros(self.skeleton.size, np.uint8)
        first = self.letters[np.minimum(self.starts[:-1], self.letters.size - 1)]
        is_native = (first >= FIRST_SCRIPT) & (np.diff(self.starts) > 0)
        scripts: Bytes = np.where(is_native, first - FIRST_SCRIPT, LATIN).astype(np.uint8)
        return scripts

    def entry(self, index: int) -> bytes:
        """Return the bytes of one entry."""
        return self.letters[self.starts[index] : self.starts[index + 1]].tobytes()


@njit_cached
def _romanise(letters: Bytes, starts: Longs) -> tuple[Bytes, Longs]:
    """Return each entry romanised (see scripts.romanised); empty for a skeleton."""
    count = starts.size - 1
    out = np.empty((letters.size + 1) * LONGEST_LATIN, np.uint8)
    out_starts = np.zeros(count + 1, np.int64)
    end = 0
    for index in range(count):
        first, last = starts[index], starts[index + 1]
        if first < last and letters[first] >= FIRST_SCRIPT:
            script = letters[first] - FIRST_SCRIPT
            begin = end
            if IS_UNVOWELLED[script]:
                out[end] = UNVOWELLED
                end += 1
            for position in range(first + 1, last):
                for place in range(_LATIN_COUNTS[script, letters[position]]):
                    out[end] = _LATIN_LETTERS[script, letters[position], place]
                    end += 1
            if IS_UNVOWELLED[script] and end == begin + 1:
                end = begin
        elif first < last and letters[first] != SKELETON_MARK:
            out[end : end + last - first] = letters[first:last]
            end += last - first
        out_starts[index + 1] = end
    return out[:end].copy(), out_starts


@njit_cached
def _with_skeletons(
    letters: Bytes, starts: Longs, latin: Bytes, latin_starts: Longs
) -> tuple[Bytes, Longs]:
    """Return the entries followed by one skeleton for each, made from its romanisation."""
    count = starts.size - 1
    out = np.empty(letters.size + count * (LONGEST_SKELETON + 1), np.uint8)
    out_starts = np.empty(2 * count + 1, np.int64)
    out[: letters.size] = letters
    out_starts[: count + 1] = starts
    for index in range(count):
        begin = out_starts[count + index]
        length = write_skeleton(
            latin[latin_starts[index] : latin_starts[index + 1]],
            out[begin : begin + LONGEST_SKELETON + 1],
        )
        out_starts[count + index + 1] = begin + length
    return out[: out_starts[-1]].copy(), out_starts


def build_table(letters: Bytes, starts: Longs) -> tuple[TokenTable, Ints]:
    """Return the table of the tokens `letters[starts[i]:starts[i + 1]]`, and their ids (int32)."""
    ids, first_seen, _ = intern(letters, starts)
    distinct, distinct_starts = gather_strings(letters, starts, first_seen)
    both, both_starts = _with_skeletons(
        distinct, distinct_starts, *_romanise(distinct, distinct_starts)
    )
    both_ids, both_seen, slots = intern(both, both_starts)
    entries, entry_starts = gather_strings(both, both_starts, both_seen)
    count = first_seen.size
    skeleton = np.arange(both_seen.size, dtype=np.int32)
    skeleton[:count] = both_ids[count:]
    latin, latin_starts = _romanise(entries, entry_starts)
    kin_starts, kin = groups_of_tokens(latin, latin_starts, shipped_name_groups())
    classes = _classes(entries, entry_starts, skeleton, kin_starts, kin)
    outlines = skeleton_outlines(entries, entry_starts, skeleton)
    table = TokenTable(
        letters=entries,
        starts=entry_starts,
        latin=latin,
        latin_starts=latin_starts,
        skeleton=skeleton,
        classes=classes,
        outlines=outlines,
        kin_starts=kin_starts,
        kin=kin,
        slots=slots,
    )
    return table, ids


@njit_cached
def _classes(letters: Bytes, starts: Longs, skeleton: Ints, kin_starts: Longs, kin: Ints) -> Longs:
    """Return the set of consonant classes of each entry's skeleton, one bit each.

    Further bits mark a single letter (INITIAL), a loose script (LOOSE) and groups of related names.
    """
    out = np.zeros(skeleton.size, np.int64)
    for index in range(out.size):
        for position in range(starts[skeleton[index]] + 1, starts[skeleton[index] + 1]):
            out[index] |= 1 << near_class(letters[position])
        if starts[index + 1] - starts[index] == 1:
            out[index] |= INITIAL
        first = letters[starts[index]] if starts[index + 1] > starts[index] else 0
        if first >= FIRST_SCRIPT and _IS_LOOSE[first - FIRST_SCRIPT]:
            out[index] |= LOOSE
        for position in range(kin_starts[index], kin_starts[index + 1]):
            # All names that the table keeps distinct share a bit, because their groups are
            # compared.
            is_apart = group_kind(int(kin[position])) == DISTINCT
            out[index] |= 1 << (
                FIRST_GROUP_BIT
                + (GROUP_BITS - 1 if is_apart else int(kin[position]) % (GROUP_BITS - 1))
            )
    return out


@njit_cached
def join_neighbours(letters: Bytes, starts: Longs, is_last: Flags) -> tuple[Bytes, Longs]:
    """Return for each token its bytes followed by those of the next token of the name.

    The result is empty for a token marked in `is_last`, and for tokens of two scripts. The mark of
    the script appears once.
    """
    count = starts.size - 1
    out = np.empty(2 * letters.size + 1, np.uint8)
    out_starts = np.zeros(count + 1, np.int64)
    end = 0
    for index in range(count):
        first, middle, last = starts[index], starts[index + 1], starts[min(index + 2, count)]
        if not is_last[index] and first < middle < last:
            mark = letters[first] if letters[first] >= FIRST_SCRIPT else 0
            neighbour = letters[middle] if letters[middle] >= FIRST_SCRIPT else 0
            if mark == neighbour:
                out[end : end + middle - first] = letters[first:middle]
                end += middle - first
                rest = middle + 1 if neighbour else middle
                out[end : end + last - rest] = letters[rest:last]
                end += last - rest
        out_starts[index + 1] = end
    return out[:end].copy(), out_starts


def find_entries(letters: Bytes, starts: Longs, table: TokenTable) -> Ints:
    """Return int32[n]: the entry of `table` for each of n strings, -1 for none.

    String i is `letters[starts[i]:starts[i + 1]]`.
    """
    entries: Ints = find_known(letters, starts, table.letters, table.starts, table.slots)
    return entries


def flatten(tokens: Sequence[bytes]) -> tuple[Bytes, Longs]:
    """Return n tokens as one byte array and int64[n + 1] with the start of each, and the end."""
    starts = np.zeros(len(tokens) + 1, np.int64)
    np.cumsum([len(token) for token in tokens], out=starts[1:])
    return np.frombuffer(b"".join(tokens), np.uint8).copy(), starts


@lru_cache(maxsize=65536)
def skeleton_of(token: bytes) -> bytes:
    """Return a token's consonant skeleton after the mark `^`."""
    table, _ = build_table(*flatten([token]))
    return table.entry(int(table.skeleton[0]))
