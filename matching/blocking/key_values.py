"""Values of blocking keys: numbers of names and sounds, and a mixer. Compiled.

The key kinds are in keys.py.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import jellyfish
import numpy as np

from matching.arrays import Ints, Longs
from matching.jit import njit_cached
from matching.names.text.scripts import UNVOWELLED, romanised
from matching.names.tokens.name_variants import (
    DISTINCT,
    group_head,
    group_kind,
    shipped_name_groups,
)
from matching.names.tokens.token_table import NameColumns, TokenTable, build_table, flatten

_MOST_KIN: Final = 2  # most names per person to which short forms lead (judged)


@lru_cache(maxsize=1)
def name_group_heads() -> Longs:
    """Return int64[2, groups]: skeleton number and sound of the head name of each name group."""
    tokens = shipped_name_groups().heads
    table, ids = build_table(*flatten(tokens))
    return np.array(
        [[skeleton_value(table, int(head)) for head in ids], [_sound(token) for token in tokens]],
        np.int64,
    )


def token_sounds(names: NameColumns, table: TokenTable) -> Longs:
    """Return the sound of each entry of the table that is a name token, 0 for every other."""
    heard = np.zeros(table.skeleton.size, np.int64)
    for token in np.unique(names.tokens[0]).tolist():
        heard[token] = _sound(table.entry(token))
    return heard


@lru_cache(maxsize=131072)
def _sound(token: bytes) -> int:
    """Return a token's Soundex as one number, 0 for a token with other signs than letters."""
    letters = romanised(token).removeprefix(bytes([UNVOWELLED]))
    return (
        int.from_bytes(jellyfish.soundex(letters.decode()).encode(), "big")
        if letters.isalpha()
        else 0
    )


@njit_cached
def mix_numbers(first: int, second: int) -> int:
    """Return two numbers mixed into 62 bits (the finaliser of MurmurHash3)."""
    value = np.uint64(first) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(second)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return int((value ^ (value >> np.uint64(33))) & np.uint64(0x3FFFFFFFFFFFFFFF))


@njit_cached
def skeleton_value(table: TokenTable, token: int) -> int:
    """Return the number of a token's skeleton, equal in every population.

    It is coarser than the skeleton: h is dropped, d becomes t, and v counts only at the beginning
    (w is often written as a vowel). ks becomes k (x), and ts becomes s.
    """
    entry = table.skeleton[token]
    first = table.starts[entry] + 1
    value, previous = 1, 0
    for position in range(first, table.starts[entry + 1]):
        letter = int(table.letters[position])
        if letter == 72 or (letter == 86 and position > first):
            continue
        letter = 84 if letter == 68 else letter
        if letter == 83 and previous == 75:
            continue
        if letter == 83 and previous == 84:
            value >>= 5
        if value < 1 << 55:
            value = value << 5 | (letter & 31)
        previous = letter
    return value


@njit_cached
def skeleton_prefix(value: int) -> int:
    """Return the first two consonants of a consonant skeleton, as a number below 2 to the 11.

    A skeleton is a leading 1, then five bits per consonant. One with fewer consonants is returned
    unchanged.
    """
    while value >= 1 << 11:
        value >>= 5
    return value


@njit_cached
def distinct_skeletons(table: TokenTable, tokens: Ints, out: Longs) -> int:
    """Write the distinct skeleton values of a person's name tokens, initials excluded.

    Return how many were written.
    """
    count = 0
    for token in tokens:
        if table.starts[token + 1] - table.starts[token] > 1:
            count = _write_new(skeleton_value(table, token), out, count)
    return count


@njit_cached
def distinct_name_groups(table: TokenTable, tokens: Ints, of_heads: Longs, out: Longs) -> int:
    """Write the distinct name numbers (see `name_group_heads`) of a person's short forms.

    Return how many were written. A form that leads to more names than the table keeps is skipped,
    because it is too ambiguous.
    """
    count = 0
    for token in tokens:
        groups = table.kin[table.kin_starts[token] : table.kin_starts[token + 1]]
        group_count = 0
        for group in groups:
            if group_kind(group) != DISTINCT:
                group_count = _write_new(of_heads[group_head(group)], out[count:], group_count)
        if group_count <= _MOST_KIN:
            count += group_count
    return count


@njit_cached
def distinct_sounds(table: TokenTable, tokens: Ints, sounds: Longs, out: Longs) -> int:
    """Write the distinct sounds of a person's name tokens, initials excluded; return how many."""
    count = 0
    for token in tokens:
        if table.starts[token + 1] - table.starts[token] > 1 and sounds[token] > 0:
            count = _write_new(sounds[token], out, count)
    return count


@njit_cached
def _write_new(value: int, out: Longs, count: int) -> int:
    """Append a value to the `count` first of `out` and return the new count.

    A value that is already there is skipped, and so is every value once `out` is full.
    """
    for place in range(count):
        if out[place] == value:
            return count
    if count < out.size:
        out[count] = value
        count += 1
    return count


@njit_cached
def distinct_prefixes(values: Longs, out: Longs) -> int:
    """Write the distinct prefixes of skeleton numbers; return how many."""
    count = 0
    for value in values:
        count = _write_new(skeleton_prefix(value), out, count)
    return count
