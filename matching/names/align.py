"""Bits of two names: optimal assignment of tokens, with joined neighbours and penalties.

Extra and missing parts have a penalty. Compiled. All sums are whole 1/64 bits, so the best
assignment has the same bits in either order of the names. The module knows the bits of token pairs
(token_similarity.py), but no letters.
"""

from __future__ import annotations

import numpy as np

from matching.arrays import Ints
from matching.jit import njit_cached, njit_inline, njit_no_refcount
from matching.names.constants import (
    CONFLICT_BITS,
    EXTRA_BITS,
    FIRST_PART_BITS,
    JOINED_BITS,
    ONE_CONFLICT_BITS,
    SCALE,
)

# first row, end of rows, joined, first column, end of columns
Sizes = tuple[int, int, int, int, int]

CONFLICT = int(CONFLICT_BITS * SCALE)
_ONE_CONFLICT = int(ONE_CONFLICT_BITS * SCALE)
_FIRST_PART = int(FIRST_PART_BITS * SCALE)
_EXTRA = int(EXTRA_BITS * SCALE)
JOINED = int(JOINED_BITS * SCALE)
NO_EDGE = -(1 << 20)
SETS = 512  # most sets of edges tried one by one; above it the states decide (`assignments`)
_MOST_PARTS = 8  # most parts of a name (tokeniser.MAX_TOKENS), so its tokens fit a byte of a mask


@njit_inline
def name_bits(worth: Ints, columns: Ints, sizes: Sizes, sets: Ints, needed: int) -> int:
    """Return the bits (x 64) of two names, NO_EDGE if a part that is `needed` matches nothing.

    `worth[column, row]` holds the bits of a right and a left part. `sizes` is (first row, last row,
    joined, first place, last place); the last ones are excluded. Left parts are rows; a part joined
    with the next one is `joined` rows later. The columns of right parts are `columns[0,
    first:last]`, those of right parts joined with the next one `columns[1, first:last]` (-1 for
    none). `needed` comes from `first_parts`. `sets` int32[4, SETS] is work space.
    """
    row, last_row, joined, place, last_place = sizes
    count_a, count_b = last_row - row, last_place - place
    # A set of edges that use each token once: token mask, bits, number of tokens on either side.
    sets[0, 0], sets[1, 0], sets[2, 0], sets[3, 0] = 0, 0, 0, 0
    count = 1
    for j in range(count_b):
        column, joined_column = columns[0, place + j], columns[1, place + j]
        for i in range(count_a):
            bits = worth[column, row + i]
            bits_unjoined = bits
            used_parts = (1 << i) | (1 << (_MOST_PARTS + j))
            if bits > CONFLICT and (bits > 0 or used_parts & needed == 0):
                count = _add(sets, count, used_parts, bits, 1, 1)
            if i + 1 < count_a:
                bits = worth[column, joined + row + i]
                if bits > max(0, bits_unjoined, worth[column, row + i + 1]):
                    count = _add(
                        sets, count, (3 << i) | (1 << (_MOST_PARTS + j)), bits + JOINED, 2, 1
                    )
            if joined_column >= 0:
                bits = worth[joined_column, row + i]
                if bits > max(0, bits_unjoined, worth[columns[0, place + j + 1], row + i]):
                    count = _add(
                        sets, count, (1 << i) | (3 << (_MOST_PARTS + j)), bits + JOINED, 1, 2
                    )
    if count > SETS:
        best = _best_of_states(worth, columns, sizes, needed)
    else:
        best = leftover_bits(count_a, count_b, 2) if needed == 0 else NO_EDGE
        for index in range(1, count):
            used_parts = sets[0, index]
            if used_parts & needed != needed:
                continue
            firsts = 2 - (used_parts & 1) - (used_parts >> _MOST_PARTS & 1)
            best = max(
                best,
                sets[1, index]
                + leftover_bits(count_a - sets[2, index], count_b - sets[3, index], firsts),
            )
    return best


@njit_no_refcount
def first_parts(is_left: bool, is_right: bool) -> int:  # noqa: FBT001
    """Return the mask of parts that must match, for `name_bits`: the first of left and of right."""
    return int(is_left) | int(is_right) << _MOST_PARTS


@njit_inline
def bits_at_most(worth: Ints, columns: Ints, sizes: Sizes) -> int:
    """Return an upper bound (x 64) on `name_bits`.

    Every part of the shorter name takes its best partner. Two neighbours that are one token on the
    other side save a conflict.
    """
    row, last_row, joined, place, last_place = sizes
    count_a, count_b = last_row - row, last_place - place
    is_turned = count_a < count_b
    total = _EXTRA * abs(count_a - count_b)
    for left_part in range(min(count_a, count_b)):
        best = CONFLICT
        for right_part in range(max(count_a, count_b)):
            i, j = (left_part, right_part) if is_turned else (right_part, left_part)
            column = columns[0, place + j]
            best = max(best, worth[column, row + i])
            if i + 1 < count_a and worth[column, joined + row + i] > 0:
                best = max(best, worth[column, joined + row + i] + JOINED - CONFLICT)
            if (
                j + 1 < count_b
                and columns[1, place + j] >= 0
                and worth[columns[1, place + j], row + i] > 0
            ):
                best = max(best, worth[columns[1, place + j], row + i] + JOINED - CONFLICT)
        total += best
    return total


@njit_inline
def max_gain(bits: int, is_joined: bool) -> int:  # noqa: FBT001
    """Return the most bits that two tokens add beyond `leftover_upper_bound` of all parts.

    A match saves a conflict. It saves two if one token is two joined neighbours (`is_joined`),
    which count only if they match.
    """
    if is_joined:
        return bits + JOINED - 2 * CONFLICT if bits > 0 else 0
    return bits - CONFLICT


@njit_inline
def _add(sets: Ints, count: int, used_parts: int, bits: int, used_a: int, used_b: int) -> int:
    """Add each set found so far, extended by an edge that is compatible with it.

    Return the number of sets; more than SETS means that they do not fit.
    """
    end = count
    for index in range(min(count, SETS)):
        if sets[0, index] & used_parts == 0:
            if end >= SETS:
                end = SETS + 1
                break
            sets[0, end] = sets[0, index] | used_parts
            sets[1, end] = sets[1, index] + bits
            sets[2, end] = sets[2, index] + used_a
            sets[3, end] = sets[3, index] + used_b
            end += 1
    return end


@njit_cached
def _best_of_states(worth: Ints, columns: Ints, sizes: Sizes, needed: int) -> int:
    """Return `name_bits` by the states of the assignment, for names with many likely parts."""
    row, last_row, joined, place, last_place = sizes
    edges = np.full((3, last_row - row, last_place - place), NO_EDGE, np.int32)
    for i in range(last_row - row):
        for j in range(last_place - place):
            column, joined_column = columns[0, place + j], columns[1, place + j]
            bits = worth[column, row + i]
            if bits > CONFLICT and (
                bits > 0 or ((1 << i) | (1 << (_MOST_PARTS + j))) & needed == 0
            ):
                edges[0, i, j] = bits
            if row + i + 1 < last_row and worth[column, joined + row + i] > max(
                0, bits, worth[column, row + i + 1]
            ):
                edges[1, i, j] = worth[column, joined + row + i] + JOINED
            if joined_column < 0:
                continue
            if worth[joined_column, row + i] > max(
                0, bits, worth[columns[0, place + j + 1], row + i]
            ):
                edges[2, i, j] = worth[joined_column, row + i] + JOINED
    best = NO_EDGE
    for first in range(needed & 1, 2):
        ends = assignments(edges, first)[edges.shape[1]]
        best = max(best, _best_end(ends, (edges.shape[1], edges.shape[2]), first, needed))
    return best


@njit_no_refcount
def leftover_bits(unused_a: int, unused_b: int, firsts: int) -> int:
    """Return the penalty of parts without a partner.

    If both sides have such parts there is a conflict; the first costs more than each further one.
    If only one side has them, the penalty is small. Each name whose first part (usually the given
    name) is among them adds a penalty (`firsts`, 0 to 2).
    """
    bits = leftover_upper_bound(unused_a, unused_b) + firsts * _FIRST_PART
    return bits + _ONE_CONFLICT if unused_a > 0 and unused_b > 0 else bits


@njit_no_refcount
def leftover_upper_bound(unused_a: int, unused_b: int) -> int:
    """Return an upper bound on `leftover_bits` of this many parts or fewer.

    Each part fewer is paid for by `max_gain`.
    """
    return CONFLICT * min(unused_a, unused_b) + _EXTRA * abs(unused_a - unused_b)


@njit_cached
def assignments(edges: Ints, first: int) -> Ints:
    """Return the best value of every assignment state, int32[left + 2, left + 1, masks].

    With `first` 1 the first left part has a partner; with 0 it has none. alignment_trace.py walks
    the table.
    """
    count_a, count_b = edges.shape[1], edges.shape[2]
    masks = 1 << count_b
    # best[i, used, mask]: the first i left tokens are decided, `used` of them are matched, and
    # `mask` marks the right ones used.
    best = np.full((count_a + 2, count_a + 1, masks), NO_EDGE, np.int32)
    best[0, 0, 0] = 0
    for i in range(count_a):
        for used in range(i + 1):
            for mask in range(masks):
                value = best[i, used, mask]
                if value <= NO_EDGE:
                    continue
                if i > 0 or first == 0:
                    best[i + 1, used, mask] = max(best[i + 1, used, mask], value)
                if i == 0 and first == 0:
                    continue
                for j in range(count_b):
                    used_parts = mask | (1 << j)
                    if used_parts == mask:
                        continue
                    if edges[0, i, j] > NO_EDGE:
                        best[i + 1, used + 1, used_parts] = max(
                            best[i + 1, used + 1, used_parts], value + edges[0, i, j]
                        )
                    if edges[1, i, j] > NO_EDGE:
                        best[i + 2, used + 2, used_parts] = max(
                            best[i + 2, used + 2, used_parts], value + edges[1, i, j]
                        )
                    if edges[2, i, j] > NO_EDGE and not (mask >> (j + 1)) & 1:
                        both = used_parts | (1 << (j + 1))
                        best[i + 1, used + 1, both] = max(
                            best[i + 1, used + 1, both], value + edges[2, i, j]
                        )
    return best


@njit_no_refcount
def _best_end(ends: Ints, counts: tuple[int, int], first: int, needed: int) -> int:
    """Return the best end state, including the penalty of unmatched parts on either side."""
    result = NO_EDGE
    count_a, count_b = counts
    for used in range(count_a + 1):
        for mask in range(1 << count_b):
            if (
                ends[used, mask] > NO_EDGE
                and mask & (needed >> _MOST_PARTS) == needed >> _MOST_PARTS
            ):
                used_count = 0
                for j in range(count_b):
                    used_count += (mask >> j) & 1
                firsts = 2 - first - (mask & 1)
                result = max(
                    result,
                    ends[used, mask] + leftover_bits(count_a - used, count_b - used_count, firsts),
                )
    return result
