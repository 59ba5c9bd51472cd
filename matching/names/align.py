"""Two names to one number: tokens assigned exactly, neighbours written as one, extra and missing parts paid for.

Compiled. All sums are whole 1/64 bits, so the best assignment is the same number either way round. Owns the memo of token
pairs; letters are looked at in similarity.py alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled
from matching.names.similarity import SAME, SAME_UNVOWELLED, UNLIKE, entry_level
from matching.names.table import Ints, Longs, TokenTable
from matching.names.weights import CONFLICT_BITS, EXTRA_BITS, JOINED_BITS, SCALE

_CONFLICT = int(CONFLICT_BITS * SCALE)
_EXTRA = int(EXTRA_BITS * SCALE)
_JOINED = int(JOINED_BITS * SCALE)
_NO_EDGE = -(1 << 20)


class NameColumns(NamedTuple):
    """Names of a population: name k has `tokens[starts[k]:starts[k + 1]]`, `joined` the token and its neighbour as one (-1: none)."""

    starts: Longs
    tokens: Ints
    joined: Ints


class NameSide(NamedTuple):
    """One side of a comparison: its names, its token table, and how common each entry is (float32)."""

    names: NameColumns
    table: TokenTable
    frequency: npt.NDArray[np.float32]


class Scorer(NamedTuple):
    """What a token level is worth, and the memo of token pairs already compared (direct-mapped, `keys` 0 is empty)."""

    same: npt.NDArray[np.float64]
    random: npt.NDArray[np.float64]
    keys: Longs
    values: Ints


@compiled
def token_bits(left: NameSide, right: NameSide, i: int, j: int, scorer: Scorer) -> int:
    """Return the bits (x 64) that entry `i` on the left and `j` on the right are one name; remembered in the memo."""
    key = (np.int64(i) << 32) | np.int64(j)
    slot = ((key * np.int64(7046029254386353131)) >> 20) & (scorer.keys.size - 1)
    if scorer.keys[slot] == key + 1:
        return scorer.values[slot]
    level = entry_level(left.table, right.table, i, j)
    frequency = _pair_frequency(left, right, i, j, level)
    # Another person of the same name would be spelt this differently just as often: hence frequency times `same`.
    bits = np.log2(scorer.same[level] / (scorer.random[level] + frequency * scorer.same[level]))
    value = np.int32(np.rint(bits * SCALE))
    scorer.keys[slot] = key + 1
    scorer.values[slot] = value
    return value


@compiled
def _pair_frequency(left: NameSide, right: NameSide, i: int, j: int, level: int) -> float:
    """Return the share of people who would fit as well by carrying the same name; 0 for tokens that are unlike."""
    if level in (SAME, SAME_UNVOWELLED):
        return max(left.frequency[i], right.frequency[j])
    is_same_skeleton = level >= 40 if level >= 32 else level % 4 >= 2
    if level > 60 or level == UNLIKE:
        return 0.0
    if is_same_skeleton:
        return max(left.frequency[left.table.skeleton[i]], right.frequency[right.table.skeleton[j]])
    return max(left.frequency[i], right.frequency[j])


@compiled
def self_bits(side: NameSide, name: int, scorer: Scorer) -> int:
    """Return the bits (x 64) a name would reach against itself."""
    total = 0
    for position in range(side.names.starts[name], side.names.starts[name + 1]):
        token = side.names.tokens[position]
        random = scorer.random[SAME] + side.frequency[token] * scorer.same[SAME]
        total += np.int64(np.rint(np.log2(scorer.same[SAME] / random) * SCALE))
    return total


@compiled
def name_bits(left: NameSide, right: NameSide, a: int, b: int, scorer: Scorer) -> int:
    """Return the bits (x 64) of name `a` on the left against name `b` on the right, both with at least one token."""
    first_a, first_b = left.names.starts[a], right.names.starts[b]
    count_a, count_b = left.names.starts[a + 1] - first_a, right.names.starts[b + 1] - first_b
    edges = np.empty((3, count_a, count_b), np.int32)
    has_edge = False
    for i in range(count_a):
        for j in range(count_b):
            for sort in range(3):
                edges[sort, i, j] = _NO_EDGE
            bits = token_bits(left, right, left.names.tokens[first_a + i], right.names.tokens[first_b + j], scorer)
            if bits > _CONFLICT:
                edges[0, i, j] = bits
                has_edge = True
            if i + 1 < count_a:
                bits = token_bits(left, right, left.names.joined[first_a + i], right.names.tokens[first_b + j], scorer)
                if bits > 0:
                    edges[1, i, j] = bits + _JOINED
                    has_edge = True
            if j + 1 < count_b:
                bits = token_bits(left, right, left.names.tokens[first_a + i], right.names.joined[first_b + j], scorer)
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
    """Return the best total over all assignments; `edges[0]` one to one, `[1]` two left to one, `[2]` one left to two right."""
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
