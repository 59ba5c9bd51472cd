"""Two names to one number: tokens assigned exactly, neighbours written as one, extra and missing parts paid for.

Compiled. All sums are whole 1/64 bits, so the best assignment is the same number either way round. Owns the memo of
token pairs; letters are looked at in similarity.py alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled
from matching.names.similarity import (
    INITIAL_DIFFERS,
    INITIAL_FITS,
    SAME,
    SAME_UNVOWELLED,
    UNLIKE,
    entry,
    entry_level,
    is_equal,
)
from matching.names.table import Entries, Ints, Longs
from matching.names.weights import CONFLICT_BITS, EXTRA_BITS, JOINED_BITS, SCALE

_CONFLICT = int(CONFLICT_BITS * SCALE)
_EXTRA = int(EXTRA_BITS * SCALE)
_JOINED = int(JOINED_BITS * SCALE)
_NO_EDGE = -(1 << 20)


class TokenPairs(NamedTuple):
    """Everything that makes two entries, one of either table, into bits: tables, worth of levels, memo.

    The memo is direct-mapped: `keys` holds left << 32 | right, plus one (0: empty), `values` the bits (x 64).
    """

    left: Entries
    right: Entries
    same: npt.NDArray[np.float64]
    random: npt.NDArray[np.float64]
    keys: Longs
    values: Ints


@compiled
def token_bits(both: TokenPairs, i: int, j: int) -> int:
    """Return the bits (x 64) that entry `i` on the left and `j` on the right are one name; remembered in the memo."""
    key = (np.int64(i) << 32) | np.int64(j)
    slot = ((key * np.int64(7046029254386353131)) >> 20) & (both.keys.size - 1)
    if both.keys[slot] == key + 1:
        return int(both.values[slot])
    level = entry_level(both.left, both.right, i, j)
    same, frequency = both.same[level], _pair_frequency(both.left, both.right, i, j, level)
    # Another person of the same name would be spelt this differently just as often: hence frequency times `same`.
    value = int(np.rint(np.log2(same / (both.random[level] + frequency * same)) * SCALE))
    both.keys[slot] = key + 1
    both.values[slot] = value
    return value


@compiled
def _pair_frequency(left: Entries, right: Entries, i: int, j: int, level: int) -> float:
    """Return the share of people who would fit as well by carrying the same name; 0 for tokens that are unlike."""
    if level in (INITIAL_FITS, INITIAL_DIFFERS, UNLIKE):
        return 0.0
    if level not in (SAME, SAME_UNVOWELLED):
        one, other = left.skeleton[i], right.skeleton[j]
        if is_equal(entry(left, one), entry(right, other)):
            i, j = one, other
    return float(max(left.frequency[i], right.frequency[j]))


@compiled
def self_bits(side: Entries, tokens: Ints, same: float, random: float) -> int:
    """Return the bits (x 64) a name would reach against itself; `same` and `random` are the shares of level SAME."""
    total = 0
    for token in tokens:
        total += int(np.rint(np.log2(same / (random + side.frequency[token] * same)) * SCALE))
    return total


@compiled
def name_bits(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the bits (x 64) of two names (int32[2, tokens]: each token, and it with its neighbour as one)."""
    count_a, count_b = left.shape[1], right.shape[1]
    edges = np.full((3, count_a, count_b), _NO_EDGE, np.int32)
    has_edge = False
    for i in range(count_a):
        for j in range(count_b):
            bits = token_bits(both, left[0, i], right[0, j])
            if bits > _CONFLICT:
                edges[0, i, j] = bits
                has_edge = True
    for i in range(count_a):
        for j in range(count_b):
            if i + 1 < count_a:
                bits = token_bits(both, left[1, i], right[0, j])
                if bits > 0:
                    edges[1, i, j] = bits + _JOINED
                    has_edge = True
            if j + 1 < count_b:
                bits = token_bits(both, left[0, i], right[1, j])
                if bits > 0:
                    edges[2, i, j] = bits + _JOINED
                    has_edge = True
    if not has_edge:
        return _leftovers(count_a, count_b)
    return _assign(edges)


@compiled
def _leftovers(unused_a: int, unused_b: int) -> int:
    """Return what parts without partner cost: a conflict where both sides have one, little where only one side has."""
    return _CONFLICT * min(unused_a, unused_b) + _EXTRA * abs(unused_a - unused_b)


@compiled
def _assign(edges: npt.NDArray[np.int32]) -> int:
    """Return the best total over all assignments; `edges[0]`: one to one, `[1]`: two to one, `[2]`: one to two."""
    count_a, count_b = edges.shape[1], edges.shape[2]
    masks = 1 << count_b
    # best[i % 3, used, mask]: the first i left tokens decided, `used` of them matched, `mask` of the right ones taken.
    best = np.full((3, count_a + 1, masks), _NO_EDGE, np.int32)
    best[0, 0, 0] = 0
    for i in range(count_a):
        here, after, beyond = best[i % 3], best[(i + 1) % 3], best[(i + 2) % 3]
        beyond[:] = _NO_EDGE
        for used in range(i + 1):
            for mask in range(masks):
                value = here[used, mask]
                if value <= _NO_EDGE:
                    continue
                after[used, mask] = max(after[used, mask], value)
                for j in range(count_b):
                    if (mask >> j) & 1:
                        continue
                    taken = mask | (1 << j)
                    if edges[0, i, j] > _NO_EDGE:
                        after[used + 1, taken] = max(after[used + 1, taken], value + edges[0, i, j])
                    if edges[1, i, j] > _NO_EDGE:
                        beyond[used + 2, taken] = max(beyond[used + 2, taken], value + edges[1, i, j])
                    if edges[2, i, j] > _NO_EDGE and not (mask >> (j + 1)) & 1:
                        both = taken | (1 << (j + 1))
                        after[used + 1, both] = max(after[used + 1, both], value + edges[2, i, j])
    return _best_end(best[count_a % 3], count_a, count_b)


@compiled
def _best_end(ends: npt.NDArray[np.int32], count_a: int, count_b: int) -> int:
    """Return the best end state after paying for the parts left over on either side."""
    result = _leftovers(count_a, count_b)
    for used in range(count_a + 1):
        for mask in range(1 << count_b):
            if ends[used, mask] > _NO_EDGE:
                taken = 0
                for j in range(count_b):
                    taken += (mask >> j) & 1
                result = max(result, ends[used, mask] + _leftovers(count_a - used, count_b - taken))
    return result
