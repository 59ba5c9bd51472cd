"""How alike two tokens are, as one of a few levels: the token-pair scorer, and the only place that judges letters.

Compiled. A level joins two measures: how far apart the tokens sound (phonemes.py), and, where both sides wrote
vowels, Jaro-Winkler on the letters (Winkler 1990: prefix of 4, weight .1). Whoever has a better scorer replaces
`token_level` and the table in weights.py, nothing else.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled
from matching.names.phonemes import distance
from matching.names.table import Bytes, Entries

LEVELS = 64
UNLIKE = 0
SAME = 30
SAME_UNVOWELLED = 31
UNVOWELLED_FROM = 32
INITIAL_FITS = 62
INITIAL_DIFFERS = 63

# Upper edges of the bins of sound distance, lower edges of the bins of Jaro-Winkler (judged: some hundred pairs a bin).
DISTANCE_EDGES = np.array([0.6, 0.4, 0.28, 0.18, 0.1, 0.05])
JARO_EDGES = np.array([0.80, 0.88, 0.94])


@compiled
def jaro_winkler(left: Bytes, right: Bytes) -> float:
    """Return the Jaro-Winkler similarity of two byte strings (at most 62 letters), 0 to 1, in either order the same.

    A common beginning counts at any similarity, without the threshold of .7 that some implementations have.
    """
    short, long = (left, right) if left.size <= right.size else (right, left)
    if short.size == 0:
        return 0.0
    window = max(long.size // 2 - 1, 0)
    short_hits, long_hits = np.int64(0), np.int64(0)
    matches = 0
    for i in range(short.size):
        for j in range(max(0, i - window), min(long.size, i + window + 1)):
            if short[i] == long[j] and not (long_hits >> j) & 1:
                short_hits |= np.int64(1) << i
                long_hits |= np.int64(1) << j
                matches += 1
                break
    if matches == 0:
        return 0.0
    transposed, j = 0, 0
    for i in range(short.size):
        if (short_hits >> i) & 1:
            while not (long_hits >> j) & 1:
                j += 1
            if short[i] != long[j]:
                transposed += 1
            j += 1
    jaro = (matches / short.size + matches / long.size + (matches - transposed // 2) / matches) / 3.0
    prefix = 0
    while prefix < min(4, short.size) and short[prefix] == long[prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1.0 - jaro)


@compiled
def is_equal(left: Bytes, right: Bytes) -> bool:
    """Say whether two byte strings are the same."""
    if left.size != right.size:
        return False
    for position in range(left.size):  # noqa: SIM110 - the compiler has no all() over a generator
        if left[position] != right[position]:
            return False
    return True


@compiled
def token_level(left: Bytes, right: Bytes, consonants: int) -> int:
    """Return the level (0-63) of two tokens, in either order the same.

    Vowelled: 4 x distance bin + Jaro-Winkler bin. One side without vowels: 32 + 4 x distance bin + `consonants` (of the
    shorter skeleton: 1, 2, 3, 4 and more) less one.
    """
    left_bare = left.size > 0 and left[0] == 126
    right_bare = right.size > 0 and right[0] == 126
    if is_equal(left, right):
        return SAME_UNVOWELLED if left_bare else SAME
    if left.size == 1 or right.size == 1:
        fits = left.size > 0 and right.size > 0 and not left_bare and not right_bare and left[0] == right[0]
        return INITIAL_FITS if fits else INITIAL_DIFFERS
    far = distance(left, right)
    level = 0
    for edge in DISTANCE_EDGES:
        if far < edge:
            level += 4
    if left_bare or right_bare:
        return UNVOWELLED_FROM + level + min(consonants, 4) - 1
    likeness = jaro_winkler(left, right)
    for edge in JARO_EDGES:
        if likeness >= edge:
            level += 1
    return level


@compiled
def entry(table: Entries, index: int) -> Bytes:
    """Return the letters of an entry."""
    return table.letters[table.starts[index] : table.starts[index + 1]]


@compiled
def entry_level(left: Entries, right: Entries, i: int, j: int) -> int:
    """Return the level of entry `i` of one table against entry `j` of another."""
    consonants = min(entry(left, left.skeleton[i]).size, entry(right, right.skeleton[j]).size) - 1
    return token_level(entry(left, i), entry(right, j), consonants)


@compiled
def entry_levels(left: Entries, right: Entries, pairs: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """Return the level of each (i, j) row of `pairs` (int32[n, 2])."""
    out = np.empty(pairs.shape[0], np.uint8)
    for row in range(pairs.shape[0]):
        out[row] = entry_level(left, right, pairs[row, 0], pairs[row, 1])
    return out
