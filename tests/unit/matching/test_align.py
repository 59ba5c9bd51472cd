"""The exact assignment of two names' parts, compared with trying every way."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from matching.arrays import Ints
from matching.jit import njit_cached
from matching.names.align import (
    CONFLICT,
    NO_EDGE,
    SETS,
    bits_at_most,
    first_parts,
    leftover_bits,
    leftover_upper_bound,
    max_gain,
    name_bits,
)


@pytest.mark.parametrize("seed", range(40))
def test_the_quick_bound_of_a_name_is_never_below_its_exact_bits(seed: int) -> None:
    random = np.random.default_rng(seed)
    count, other_count = (int(size) for size in random.integers(1, 8, 2))
    # share of parts without a counterpart; if it is small, two parts are often joined
    often = [0.05, 0.6][seed % 2]
    chances = [often, *[(1 - often) / 5] * 5]
    worth = random.choice(
        [CONFLICT, -200, 0, 90, 500, 800], (2 * other_count, 2 * count), p=chances
    ).astype(np.int32)
    columns = np.stack([np.arange(other_count), other_count + np.arange(other_count)]).astype(
        np.int32
    )
    columns[1, -1] = -1
    sizes = (0, count, count, 0, other_count)
    exact = _name_bits(worth, columns, sizes, np.empty((4, SETS), np.int32), 0)
    assert exact <= _bits_at_most(worth, columns, sizes)
    for is_left, is_right in product((False, True), repeat=2):
        expected = _by_trying(worth, columns, (count, other_count), (is_left, is_right))
        needed = first_parts(is_left, is_right)
        assert _name_bits(worth, columns, sizes, np.empty((4, SETS), np.int32), needed) == expected
        assert expected <= exact
    more = _gains(worth, columns, count)
    assert exact <= (
        leftover_upper_bound(count, other_count) + more
        if more
        else leftover_bits(count, other_count, 2)
    )


def _gains(worth: Ints, columns: Ints, count: int) -> int:
    """Return the sum of the best gain of each right part, alone or joined with its neighbour.

    Each is compared with every left part and every two adjacent left parts.
    """
    total = 0
    for own, joined in columns.T.tolist():
        ways = [(worth[own, :count], False), (worth[own, count : 2 * count - 1], True)]
        ways += [(worth[joined, :count], True)] if joined >= 0 else []
        total += max(
            0, *(_gain(int(bits), is_joined) for values, is_joined in ways for bits in values)
        )
    return total


@njit_cached
def _gain(bits: int, is_joined: bool) -> int:
    return int(max_gain(bits, is_joined))


_Sizes = tuple[int, int, int, int, int]


@njit_cached
def _name_bits(worth: Ints, columns: Ints, sizes: _Sizes, sets: Ints, needed: int) -> int:
    return int(name_bits(worth, columns, sizes, sets, needed))


@njit_cached
def _bits_at_most(worth: Ints, columns: Ints, sizes: _Sizes) -> int:
    return int(bits_at_most(worth, columns, sizes))


def _by_trying(
    worth: Ints, columns: Ints, counts: tuple[int, int], needed: tuple[bool, bool]
) -> int:
    """Return the best total by trying, for each left part, every free right part.

    Two parts are joined only if that fits better than either alone. `needed`: whether the first
    part of each name must fit something well.
    """
    count, other_count = counts
    best = {(0, 0): 0}  # (left parts used, right parts used as bits) -> best total in bits
    steps: list[dict[tuple[int, int], int]] = [best, *({} for _ in range(count + 1))]

    def add(at: int, used: int, taken: int, value: int) -> None:
        steps[at][used, taken] = max(steps[at].get((used, taken), -(10**9)), value)

    for i in range(count):
        for (used, taken), value in steps[i].items():
            add(i + 1, used, taken, value)
            for j in range(other_count):
                if taken >> j & 1:
                    continue
                bits = int(worth[columns[0, j], i])
                is_needed = (needed[0] and i == 0) or (needed[1] and j == 0)
                if bits > (0 if is_needed else CONFLICT):
                    add(i + 1, used | 1 << i, taken | 1 << j, value + bits)
                if i + 1 < count:
                    joined = int(worth[columns[0, j], count + i])
                    if joined > max(0, bits, int(worth[columns[0, j], i + 1])):
                        add(i + 2, used | 3 << i, taken | 1 << j, value + joined - 96)
                if j + 1 < other_count and not taken >> (j + 1) & 1:
                    joined = int(worth[columns[1, j], i])
                    if joined > max(0, bits, int(worth[columns[0, j + 1], i])):
                        add(i + 1, used | 1 << i, taken | 3 << j, value + joined - 96)
    ends = {(used, taken): value for (used, taken), value in steps[count].items()
            if used & 1 >= needed[0] and taken & 1 >= needed[1]}  # fmt: skip
    totals = [
        value + _unfitting(count, used, other_count, taken) for (used, taken), value in ends.items()
    ]
    return max(totals, default=NO_EDGE)


def _unfitting(count: int, used: int, other_count: int, taken: int) -> int:
    """Return the cost of parts without a counterpart, in bits.

    5.5 per conflict and 3.5 more for the first, 1.5 per extra part, 2 for each name whose first
    part is missing.
    """
    free, other_free = count - used.bit_count(), other_count - taken.bit_count()
    conflicts = min(free, other_free)
    bits = 352 * conflicts + 224 * (conflicts > 0) + 96 * abs(free - other_free)
    return -bits - 128 * ((used & 1 == 0) + (taken & 1 == 0))
