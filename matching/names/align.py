"""Two names to one number: tokens assigned exactly, neighbours written as one, extra and missing
parts paid for.

Compiled. All sums are whole 1/64 bits, so the best assignment is the same number either way round.
Knows tokens by what two of them are worth together (token_similarity.py), and no letters.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.jit import njit_cached, njit_inline, njit_no_refcount
from matching.names.constants import (
    CONFLICT_BITS,
    EXTRA_BITS,
    FIRST_PART_BITS,
    JOINED_BITS,
    ONE_CONFLICT_BITS,
    SCALE,
)
from matching.names.tokens.token_table import Ints

Sizes = tuple[int, int, int, int, int]  # first row, last row, joined, first column, last column

CONFLICT = int(CONFLICT_BITS * SCALE)
_ONE_CONFLICT = int(ONE_CONFLICT_BITS * SCALE)
_FIRST_PART = int(FIRST_PART_BITS * SCALE)
_EXTRA = int(EXTRA_BITS * SCALE)
JOINED = int(JOINED_BITS * SCALE)
NO_EDGE = -(1 << 20)
SETS = (
    512  # sets of edges that are tried one by one; where there are more, states are (`assignments`)
)
_MOST_PARTS = 8  # of a name (tokens.MOST_TOKENS), so that its tokens fit a byte of a mask


@njit_inline
def name_bits(worth: Ints, columns: Ints, sizes: Sizes, sets: Ints, needed: int) -> int:
    """Return the bits (x 64) of two names, NO_EDGE where the parts that are `needed`
    (`first_parts`) fit nothing.

    `worth[column, row]` is what a right entry and a left one are worth together. `sizes`: the left
    name's tokens are the rows first to last, each with its neighbour as one `joined` rows further
    on; the right name's columns are `columns[0, first:last]`, each with its neighbour `columns[1,
    first:last]`, -1 for none. `sets` int32[4, SETS] is room to work in.
    """
    row, last_row, joined, place, last_place = sizes
    count_a, count_b = last_row - row, last_place - place
    # A set of edges that take no token twice: tokens taken, bits, how many tokens of either side.
    sets[0, 0], sets[1, 0], sets[2, 0], sets[3, 0] = 0, 0, 0, 0
    count = 1
    for j in range(count_b):
        column, joined_column = columns[0, place + j], columns[1, place + j]
        for i in range(count_a):
            bits = worth[column, row + i]
            bits_alone = bits
            used_parts = (1 << i) | (1 << (_MOST_PARTS + j))
            if bits > CONFLICT and (bits > 0 or used_parts & needed == 0):
                count = _add(sets, count, used_parts, bits, 1, 1)
            if i + 1 < count_a:
                bits = worth[column, joined + row + i]
                if bits > max(0, bits_alone, worth[column, row + i + 1]):
                    count = _add(
                        sets, count, (3 << i) | (1 << (_MOST_PARTS + j)), bits + JOINED, 2, 1
                    )
            if joined_column >= 0:
                bits = worth[joined_column, row + i]
                if bits > max(0, bits_alone, worth[columns[0, place + j + 1], row + i]):
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
    """Return the parts that must fit something, as `name_bits` wants them: the first of the left
    name, of the right.
    """
    return int(is_left) | int(is_right) << _MOST_PARTS


@njit_inline
def bits_at_most(worth: Ints, columns: Ints, sizes: Sizes) -> int:
    """Return bits (x 64) that `name_bits` does not exceed: every part of the shorter name takes
    what suits it best, two neighbours that are one on the other side spare a conflict.
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
    """Return what two tokens add to two names at most beyond `leftover_upper_bound` of all their
    parts: the conflict they spare, two where one of them is two neighbours written as one
    (`is_joined`); such count only when they fit.
    """
    if is_joined:
        return bits + JOINED - 2 * CONFLICT if bits > 0 else 0
    return bits - CONFLICT


@njit_inline
def _add(sets: Ints, count: int, used_parts: int, bits: int, used_a: int, used_b: int) -> int:
    """Add every set found so far that an edge fits to, with that edge; return how many sets there
    are, more than SETS when they do not fit.
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
    """Return what parts without partner cost: a conflict where both sides have one, the first of
    them more than each further one; little where only one side has such parts; and something more
    for each of the two names whose first part, most often the given name, is among them (`firsts`,
    0 to 2).
    """
    bits = leftover_upper_bound(unused_a, unused_b) + firsts * _FIRST_PART
    return bits + _ONE_CONFLICT if unused_a > 0 and unused_b > 0 else bits


@njit_no_refcount
def leftover_upper_bound(unused_a: int, unused_b: int) -> int:
    """Return bits that `leftover_bits` of so many parts, or of fewer, each paid for by `max_gain`,
    do not exceed.
    """
    return CONFLICT * min(unused_a, unused_b) + _EXTRA * abs(unused_a - unused_b)


@njit_cached
def assignments(edges: npt.NDArray[np.int32], first: int) -> npt.NDArray[np.int32]:
    """Return the best value of every state of an assignment, int32[left + 2, left + 1, masks]
    (alignment_trace.py walks it), of those in which the first left part has a partner (`first` 1),
    or of those in which it has none (0).
    """
    count_a, count_b = edges.shape[1], edges.shape[2]
    masks = 1 << count_b
    # best[i, used, mask]: the first i left tokens decided, `used` of them matched, `mask` of the
    # right ones taken.
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
def _best_end(ends: npt.NDArray[np.int32], counts: tuple[int, int], first: int, needed: int) -> int:
    """Return the best end state after paying for the parts left over on either side."""
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
