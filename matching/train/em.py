"""Joint many-to-many EM over pairs of spellings: how often letter groups correspond.

Compiled. All values are ratios P(x, y) / (U(x) U(y)) to the letter shares of either side, so they
do not underflow. The module knows symbols, not scripts, files or names.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from matching.arrays import Bytes, Doubles, Ints, Longs
from matching.jit import njit_cached
from matching.names.tokens.token_table import flatten

ROUNDS: Final = 6
WEIGHTED_FROM: Final = (
    # the first round that weights pairs by their likelihood of being one name; it removes wrong
    # labels
    3
)
MIN_TIMES_SEEN: Final = 3  # a rarer run of letters is no unit
MIN_EXPECTED_COUNT: Final = 0.3  # a unit pair expected less often is dropped
LETTER_FLOOR: Final = 0.0005  # least ratio of two single letters
GAP_FLOOR: Final = 0.005  # least ratio of a letter that corresponds to none
# before the first round: a letter and none, two letters, longer runs
FIRST_RATIOS: Final = (0.3, 1.0, 0.3)


class Corpus(NamedTuple):
    """Pairs k: symbols `x[x_starts[k]:x_starts[k + 1]]` and `y[...]`, 1 to 127, with weights."""

    x: Bytes
    x_starts: Longs
    y: Bytes
    y_starts: Longs
    weight: Doubles


class SymbolUnits(NamedTuple):
    """Ids of runs of symbols: 0 is empty, 1 to 127 a symbol, then runs of two and three.

    Runs are looked up in tables; -1 means that a run is no unit.
    """

    two: Ints  # int32[128, 128]
    three: Ints  # int32[128, 128, 128]; empty if runs of three are no units


@dataclass(frozen=True, slots=True)
class FittedModel:
    """A model: ratio float64[x units, y units], units, symbol shares, log ratio of the end."""

    ratio: Doubles
    x_units: SymbolUnits
    y_units: SymbolUnits
    x_shares: Doubles
    y_shares: Doubles
    end: float


def find_units(texts: list[bytes], longest: int) -> SymbolUnits:
    """Return the units of one side: frequent runs of two and, with `longest` 3, of three."""
    seen: Counter[bytes] = Counter()
    for text in texts:
        for length in range(2, longest + 1):
            seen.update(text[start : start + length] for start in range(len(text) - length + 1))
    two = np.full((128, 128), -1, np.int32)
    three = np.full((128, 128, 128) if longest == 3 else (0, 0, 0), -1, np.int32)
    for number, run in enumerate(
        sorted(run for run, count in seen.items() if count >= MIN_TIMES_SEEN), start=128
    ):
        if len(run) == 2:
            two[run[0], run[1]] = number
        else:
            three[run[0], run[1], run[2]] = number
    return SymbolUnits(two, three)


def symbol_shares(texts: list[bytes], weights: list[float]) -> tuple[Doubles, float]:
    """Return each symbol's share (float64[128], smoothed) and the share of ends; they sum to 1."""
    counts = np.full(128, 0.01)
    for text, weight in zip(texts, weights, strict=True):
        np.add.at(counts, np.frombuffer(text, np.uint8), weight)
    total = counts.sum() + sum(weights)
    return counts / total, sum(weights) / total


def fit_model(
    pairs: list[tuple[bytes, bytes]], weights: list[float], *, symmetric: bool
) -> FittedModel:
    """Return the model of pairs (x, y).

    With `symmetric` both sides have one alphabet, and runs of three are excluded.
    """
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    x_units, y_units = find_units(xs, 2), find_units(ys, 2 if symmetric else 3)
    x_shares, x_end = symbol_shares(xs, weights)
    y_shares, y_end = symbol_shares(ys, weights)
    corpus = Corpus(*flatten(xs), *flatten(ys), np.array(weights))
    x_expected, y_expected = unit_shares(x_units, x_shares), unit_shares(y_units, y_shares)
    ratio = np.full((x_expected.size, y_expected.size), FIRST_RATIOS[2])
    ratio[:128, :128] = FIRST_RATIOS[1]
    ratio[0, :], ratio[:, 0] = FIRST_RATIOS[0], FIRST_RATIOS[0]
    ratio[0, 128:], ratio[128:, 0] = 0.0, 0.0
    end = 0.0
    for number in range(ROUNDS):
        counts = np.zeros_like(ratio)
        used = _expect(corpus, ratio, x_units, y_units, (end, number >= WEIGHTED_FROM), counts)
        counts[:, 128:][counts[:, 128:] < MIN_EXPECTED_COUNT] = 0.0
        counts[128:, :][counts[128:, :] < MIN_EXPECTED_COUNT] = 0.0
        if symmetric:
            counts = (counts + counts.T) / 2
        total = counts.sum() + used
        ratio = counts / total / np.outer(x_expected, y_expected)
        ratio[1:128, 1:128] = np.maximum(ratio[1:128, 1:128], LETTER_FLOOR)
        ratio[0, 1:128] = np.maximum(ratio[0, 1:128], GAP_FLOOR)
        ratio[1:128, 0] = np.maximum(ratio[1:128, 0], GAP_FLOOR)
        end = float(np.log(used / total / (x_end * y_end)))
    return FittedModel(ratio, x_units, y_units, x_shares, y_shares, end)


def unit_shares(units: SymbolUnits, shares: Doubles) -> Doubles:
    """Return the share of every unit if symbols were independent, 1 for the empty unit."""
    last = max(127, int(units.two.max(initial=-1)), int(units.three.max(initial=-1)))
    out = np.ones(last + 1)
    out[1:128] = shares[1:]
    for table in units:
        for run in np.argwhere(table >= 0):
            out[table[tuple(run)]] = shares[run].prod()
    return out


def bigram_excess(texts: list[bytes], shares: Doubles, pseudo: float = 20.0) -> Doubles:
    """Return log P(b | a) - log share of b, float64[128, 128]; a = 0 is the start."""
    counts = np.zeros((128, 128))
    for text in texts:
        for left, right in pairwise(b"\0" + text):
            counts[left, right] += 1
    smoothed = (counts + pseudo * shares) / (counts.sum(axis=1, keepdims=True) + pseudo)
    excess: Doubles = np.log(smoothed) - np.log(shares)
    excess[:, 0] = 0.0
    return excess


@njit_cached
def _expect(
    corpus: Corpus,
    ratio: Doubles,
    x_units: SymbolUnits,
    y_units: SymbolUnits,
    settings: tuple[float, bool],
    counts: Doubles,
) -> float:
    """Add the expected count of every unit pair to `counts`; return the pairs' total weight."""
    end, is_weighted = settings
    used = 0.0
    for pair in range(corpus.weight.size):
        x = corpus.x[corpus.x_starts[pair] : corpus.x_starts[pair + 1]]
        y = corpus.y[corpus.y_starts[pair] : corpus.y_starts[pair + 1]]
        n, m = x.size, y.size
        forward = forward_sums(x, y, ratio, x_units, y_units)
        backward = np.zeros((n + 1, m + 1))
        backward[n, m] = 1.0
        total = forward[n, m]
        if not total > 0.0:
            continue
        weight = corpus.weight[pair]
        if is_weighted:
            weight *= 1.0 / (1.0 + np.exp(-(np.log(total) + end)))
        used += weight
        for i in range(n, -1, -1):
            for j in range(m, -1, -1):
                for dx in range(min(2, n - i) + 1):
                    row = _unit(x_units, x, i, dx)
                    if row >= 0:
                        for dy in range(min(3, m - j) + 1):
                            column = _unit(y_units, y, j, dy)
                            if column >= 0 and dx + dy > 0:
                                after = ratio[row, column] * backward[i + dx, j + dy]
                                backward[i, j] += after
                                counts[row, column] += weight * forward[i, j] * after / total
    return used


@njit_cached
def _unit(units: SymbolUnits, text: Bytes, start: int, length: int) -> int:
    """Return the id of a run, -1 when it is no unit."""
    if length == 0:
        return 0
    if length == 1:
        return int(text[start])
    if length == 2:
        return int(units.two[text[start], text[start + 1]])
    if units.three.size == 0:
        return -1
    return int(units.three[text[start], text[start + 1], text[start + 2]])


@njit_cached
def forward_sums(
    x: Bytes, y: Bytes, ratio: Doubles, x_units: SymbolUnits, y_units: SymbolUnits
) -> Doubles:
    """Return the sum over all alignments of the first i letters of x and j of y.

    The shape is float64[n + 1, m + 1].
    """
    n, m = x.size, y.size
    forward = np.zeros((n + 1, m + 1))
    forward[0, 0] = 1.0
    for i in range(n + 1):
        for j in range(m + 1):
            if forward[i, j] > 0.0:
                for dx in range(min(2, n - i) + 1):
                    row = _unit(x_units, x, i, dx)
                    if row >= 0:
                        for dy in range(min(3, m - j) + 1):
                            column = _unit(y_units, y, j, dy)
                            if column >= 0 and dx + dy > 0:
                                forward[i + dx, j + dy] += forward[i, j] * ratio[row, column]
    return forward
