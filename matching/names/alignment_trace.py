"""Alignment of two names part by part, traced back through the assignment that gave the score.

Compiled. It reads the edges and the table of align.py and makes no decision, so the explanation
shows exactly the parts that counted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.arrays import Floats, Ints
from matching.codes.code_lists import COMPOSED_NAME_ROLE
from matching.jit import njit_cached
from matching.names.align import CONFLICT, JOINED, NO_EDGE, assignments, first_parts, leftover_bits
from matching.names.compare import all_name_bits
from matching.names.constants import SCALE
from matching.names.name_sets import one_name_each
from matching.names.tokens.token_similarity import TokenPairs, carrier_share, token_bits
from matching.names.tokens.token_table import NameColumns
from matching.names.tokens.transducer import new_workspace
from matching.names.tokens.transducer_choice import entry_odds, is_initial

# Kinds of step: one part with one; two left neighbours with one; one with two on the right; the
# whole names.
ONE_TO_ONE, TWO_TO_ONE, ONE_TO_TWO, WHOLE = range(4)


class AlignmentTrace(NamedTuple):
    """A name comparison in parts.

    `total` is `name_bits`. `steps` int32[n, 6] hold the kind, the left and right place, bits, log
    odds of the spelling, and the higher log odds of the two against themselves (all x 64).
    `carried` float32[n] is the share of people with such a part (0: an initial). `left_over` is the
    bits (x 64) of all parts in no step. The steps' bits and `left_over` sum to `total`.
    """

    total: int
    steps: Ints
    carried: Floats
    left_over: int


def trace_names(
    both: TokenPairs,
    left: NameColumns,
    right: NameColumns,
    places: tuple[int, int],
    have_father: tuple[bool, bool],
) -> AlignmentTrace:
    """Return how the names at these `places` get their bits; neither name may be empty.

    `have_father` tells for the left and the right name whether it is composed with the father's.
    """
    left_name, right_name = _name(left, places[0]), _name(right, places[1])
    bits_unjoined = (
        one_name_each(name, np.array([COMPOSED_NAME_ROLE * is_made], np.uint8))
        for name, is_made in ((left_name, have_father[0]), (right_name, have_father[1]))
    )
    total = int(all_name_bits(both, *bits_unjoined)[0, 0])
    return _trace(both, left_name.tokens, right_name.tokens, total, first_parts(*have_father))


def _name(names: NameColumns, place: int) -> NameColumns:
    tokens = np.ascontiguousarray(names.tokens[:, names.starts[place] : names.starts[place + 1]])
    return NameColumns(np.array([0, tokens.shape[1]], np.int64), tokens)


@njit_cached
def _trace(both: TokenPairs, left: Ints, right: Ints, total: int, needed: int) -> AlignmentTrace:
    edges, room = _edges(both, left, right, needed), new_workspace()
    walked = _walk(edges, total, needed)
    if walked.shape[0] == 0 and leftover_bits(left.shape[1], right.shape[1], 2) != total:
        walked = np.array([[WHOLE, 0, 0, total]], np.int32)
    steps = np.zeros((walked.shape[0], 6), np.int32)
    steps[:, :4] = walked
    carried = np.zeros(steps.shape[0], np.float32)
    for index in range(steps.shape[0]):
        sort, i, j = steps[index, 0], steps[index, 1], steps[index, 2]
        if sort != WHOLE:
            left_name = left[1 if sort == TWO_TO_ONE else 0, i]
            right_name = right[1 if sort == ONE_TO_TWO else 0, j]
            steps[index, 4] = _scaled(
                entry_odds(both.models, both.left, both.right, left_name, right_name, room)
            )
            steps[index, 5] = _scaled(min(both.left_own[left_name], both.right_own[right_name]))
            if not is_initial(both.left, left_name) and not is_initial(both.right, right_name):
                carried[index] = carrier_share(both.left, both.right, left_name, right_name)
    return AlignmentTrace(total, steps, carried, total - int(steps[:, 3].sum()))


@njit_cached
def _edges(both: TokenPairs, left: Ints, right: Ints, needed: int) -> Ints:
    """Return the bits (x 64) of every two parts that may be one name, for `assignments`."""
    edges = np.full((3, left.shape[1], right.shape[1]), NO_EDGE, np.int32)
    for sort in range(3):
        left_token = left[1 if sort == TWO_TO_ONE else 0]
        right_token = right[1 if sort == ONE_TO_TWO else 0]
        least, cost = (0, JOINED) if sort else (CONFLICT, 0)
        for i in range(left_token.size):
            for j in range(right_token.size):
                if left_token[i] >= 0 and right_token[j] >= 0:
                    bits = token_bits(both, left_token[i], right_token[j], sort != 0)
                    more = least
                    if sort:
                        more = max(more, token_bits(both, left[0, i], right[0, j], is_joined=False))
                        next_i, next_j = (i + 1, j) if sort == TWO_TO_ONE else (i, j + 1)
                        more = max(
                            more,
                            token_bits(both, left[0, next_i], right[0, next_j], is_joined=False),
                        )
                    elif first_parts(i == 0, j == 0) & needed != 0:
                        more = 0
                    if bits > more:
                        edges[sort, i, j] = bits + cost
    return edges


@njit_cached
def _scaled(odds: float) -> int:
    return int(np.rint(odds * SCALE))


@njit_cached
def _walk(edges: Ints, total: int, needed: int) -> Ints:
    """Return the steps (kind, left, right, bits) of an assignment that reaches `total`, or none."""
    count_a, count_b = edges.shape[1], edges.shape[2]
    best = assignments(edges, 1)
    used, mask = _find_end(best[count_a], count_b, total, (1, needed))
    if used == 0 and needed & 1 == 0:
        best = assignments(edges, 0)
        used, mask = _find_end(best[count_a], count_b, total, (0, needed))
    steps = np.zeros((count_a, 4), np.int32)
    count, i = 0, count_a
    while used > 0:
        value = best[i, used, mask]
        if best[i - 1, used, mask] == value:
            i -= 1
            continue
        sort, j = _find_step(edges, best, (i, used, mask))
        width = 2 if sort == TWO_TO_ONE else 1
        steps[count, 0], steps[count, 1], steps[count, 2] = sort, i - width, j
        steps[count, 3] = edges[sort, i - width, j]
        count += 1
        i, used, mask = i - width, used - width, mask ^ _taken(sort, j)
    return steps[:count][::-1].copy()


@njit_cached
def _find_end(ends: Ints, count_b: int, total: int, end: tuple[int, int]) -> tuple[int, int]:
    """Return the number of matched left parts and the mask of matched right ones.

    Together with the penalty of parts without a partner they must give `total`. `end` has a flag
    and a mask: whether the first left part has a partner (1 or 0), and the parts that must have one
    (`first_parts`). Return (0, 0) if no assignment fits.
    """
    count_a = ends.shape[0] - 1
    first, needed = end
    for used in range(count_a + 1):
        for mask in range(1 << count_b):
            used_count = 0
            for j in range(count_b):
                used_count += (mask >> j) & 1
            left_over = leftover_bits(count_a - used, count_b - used_count, 2 - first - (mask & 1))
            has_needed = needed <= 1 or mask & 1
            if has_needed and ends[used, mask] > NO_EDGE and ends[used, mask] + left_over == total:
                return used, mask
    return 0, 0


@njit_cached
def _find_step(edges: Ints, best: Ints, state: tuple[int, int, int]) -> tuple[int, int]:
    """Return the edge (kind, right place) that led to a state from the previous left part."""
    i, used, mask = state
    for sort in range(3):
        width = 2 if sort == TWO_TO_ONE else 1
        for j in range(edges.shape[2]):
            used_parts = _taken(sort, j)
            if (
                i < width
                or used < width
                or mask & used_parts != used_parts
                or edges[sort, i - width, j] <= NO_EDGE
            ):
                continue
            before = best[i - width, used - width, mask ^ used_parts]
            if before > NO_EDGE and before + edges[sort, i - width, j] == best[i, used, mask]:
                return sort, j
    raise AssertionError("no step leads to this state of the assignment")


@njit_cached
def _taken(sort: int, j: int) -> int:
    return (3 if sort == ONE_TO_TWO else 1) << j
