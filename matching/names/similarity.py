"""How alike two tokens are, as one of a few levels: the token-pair scorer, and the only place that looks at letters.

Compiled. Jaro-Winkler (Winkler 1990: prefix of 4, weight .1) on the letters where both sides wrote vowels, on the
consonant skeletons where one did not. Whoever has a better scorer replaces `token_level` and the table in weights.py.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled
from matching.names.table import Bytes, Entries

LEVELS = 64
UNLIKE = 0
SAME = 30
SAME_UNVOWELLED = 31
INITIAL_FITS = 62
INITIAL_DIFFERS = 63
_UNVOWELLED_FROM = 32

# Lower edges of the Jaro-Winkler bins of two vowelled tokens (judged: a few hundred random and true pairs a bin).
JARO_EDGES = np.array([0.70, 0.78, 0.84, 0.88, 0.92, 0.96])
SKELETON_NEAR = 0.85


@compiled
def jaro_winkler(left: Bytes, right: Bytes) -> float:
    """Return the Jaro-Winkler similarity of two byte strings (at most 62 letters), 0 to 1, in either order the same."""
    short, long = (left, right) if left.size <= right.size else (right, left)
    if short.size == long.size and _is_after(short, long):
        short, long = long, short
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
def _is_after(left: Bytes, right: Bytes) -> bool:
    """Say whether `left` sorts after `right`, two strings of one length."""
    for position in range(left.size):
        if left[position] != right[position]:
            return bool(left[position] > right[position])
    return False


@compiled
def _equal(left: Bytes, right: Bytes) -> bool:
    if left.size != right.size:
        return False
    for position in range(left.size):  # noqa: SIM110 - the compiler has no all() over a generator
        if left[position] != right[position]:
            return False
    return True


@compiled
def _skeleton_state(left: Bytes, right: Bytes) -> int:
    """Return 0 unlike, 1 near, 2 the same but short, 3 the same with three consonants or more."""
    if _equal(left, right):
        return 2 if left.size <= 3 else 3
    if min(left.size, right.size) < 4:
        return 0
    return 1 if jaro_winkler(left[1:], right[1:]) >= SKELETON_NEAR else 0


@compiled
def token_level(left: Bytes, right: Bytes, left_skeleton: Bytes, right_skeleton: Bytes) -> int:
    """Return the level (0-63) of two tokens with their skeletons; the same either way round."""
    left_bare = left.size > 0 and left[0] == 126
    right_bare = right.size > 0 and right[0] == 126
    if _equal(left, right):
        return SAME_UNVOWELLED if left_bare else SAME
    if left.size == 1 or right.size == 1:
        fits = left.size > 0 and right.size > 0 and not left_bare and not right_bare and left[0] == right[0]
        return INITIAL_FITS if fits else INITIAL_DIFFERS
    state = _skeleton_state(left_skeleton, right_skeleton)
    if left_bare or right_bare:
        length = min(left_skeleton.size, right_skeleton.size) - 1
        return _UNVOWELLED_FROM + 4 * state + min(length, 4) - 1
    level = state
    likeness = jaro_winkler(left, right)
    for edge in JARO_EDGES:
        if likeness >= edge:
            level += 4
    return level


@compiled
def entry_level(left: Entries, right: Entries, i: int, j: int) -> int:
    """Return the level of entry `i` of one table against entry `j` of another."""
    left_skeleton, right_skeleton = left.skeleton[i], right.skeleton[j]
    return token_level(
        left.letters[left.starts[i] : left.starts[i + 1]],
        right.letters[right.starts[j] : right.starts[j + 1]],
        left.letters[left.starts[left_skeleton] : left.starts[left_skeleton + 1]],
        right.letters[right.starts[right_skeleton] : right.starts[right_skeleton + 1]],
    )


@compiled
def entry_levels(left: Entries, right: Entries, pairs: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """Return the level of each (i, j) row of `pairs` (int32[n, 2])."""
    out = np.empty(pairs.shape[0], np.uint8)
    for row in range(pairs.shape[0]):
        out[row] = entry_level(left, right, pairs[row, 0], pairs[row, 1])
    return out
