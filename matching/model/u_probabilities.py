"""Chance agreement of a store: its shift of level bits, its stored bytes, and the shipped counts.

A weight is log2(m/u). m, how two reports of one person differ, is the same everywhere. u, how often
two people agree, depends on the store and is counted there on random pairs (u_estimation.py). A
`ChanceTable` is log2(u'/u) of every level in 1/64 bit: u' counted in the store, u counted on the
tuning worlds of the shipped weights. docs/engine-history.md has the alternatives that were
measured.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from matching.arrays import Doubles, Ints
from matching.model.levels import ATTRIBUTE_COUNT, ATTRIBUTE_NAMES, ATTRIBUTES, MAX_LEVELS
from matching.names.constants import SCALE
from matching.versions import CHANCE_VERSION

# [attributes, most levels]; 0 for names, for unknown, and for all levels that keep their bits
ChanceTable = npt.NDArray[np.int16]
# [attributes, MAX_STRATA, most levels]: pairs of two people at each level
LevelCounts = npt.NDArray[np.float64]

# A store's counts are compared with the shares of the same stratum.
MAX_STRATA: Final = max(len(attribute.strata) for attribute in ATTRIBUTES)

SHIPPED_FILE: Final = Path(__file__).parent.parent / "data" / "chance" / "counts.tsv"
# Pseudo-pairs: rare levels stay at the shipped share (judged; 5 to 300 gave the same).
SMOOTHING: Final = 20.0
# Of 4,800,000 pairs of tuning worlds; the chance of a rarer level is unknown.
MIN_PAIRS_SEEN: Final = 40
MAX_BITS: Final = 3.0  # largest shift of a level (judged; 1 to 5 gave the same)
# A bit; a level within a twentieth of the shipped share counts as equally frequent.
STEPS_PER_BIT: Final = 8


def level_ratios(seen: LevelCounts) -> ChanceTable:
    """Return the ratio of each level's share among the pairs to that in the tuning worlds."""
    shipped = shipped_counts()
    of_stratum = shipped.sum(axis=2, keepdims=True)
    pair_counts = np.where(of_stratum > 0, seen, 0.0)  # the chance in other strata is unknown
    share = shipped / np.maximum(of_stratum, 1.0)
    expected = (pair_counts.sum(axis=2, keepdims=True) * share).sum(axis=1)
    bits = np.log2((pair_counts.sum(axis=1) + SMOOTHING) / (expected + SMOOTHING))
    bits[shipped.sum(axis=1) < MIN_PAIRS_SEEN] = 0.0
    steps = np.rint(np.clip(bits, -MAX_BITS, MAX_BITS) * STEPS_PER_BIT)
    chance: ChanceTable = (steps * (SCALE // STEPS_PER_BIT)).astype(np.int16)
    return chance


def shift_bits(bits: Ints, chance: npt.NDArray[np.integer]) -> Ints:
    """Return level bits (x 64) for a store where each level is more frequent by `chance`.

    A more frequent level gets fewer bits. A rarer level would get more only if m were the same as
    in the fitted data. Nothing shows that for so different a store, so the level keeps its bits.

    The worst level of an attribute keeps its bits. A wrong fact usually belongs to another person,
    so its frequency between two records of one person follows chance: m' = m + e (u' - u), where e
    is the level's m/u. The more a level agrees, the larger its share of the shift log2(u/u').
    Levels never fall: neighbours that would fall are pooled.
    """
    out, seen = bits.copy(), shipped_counts().sum(axis=1)
    for row, attribute in enumerate(ATTRIBUTES[1:], start=1):
        levels = slice(1, len(attribute.levels))
        old, ratio = bits[row, levels] / SCALE, np.exp2(np.maximum(chance[row, levels], 0) / SCALE)
        error = np.exp2(old[0] - old)
        new = old + np.log2((1 + error * (ratio - 1)) / ratio)
        out[row, levels] = np.rint(isotonic(new, seen[row, levels] + 1) * SCALE)
    return out


def isotonic(values: Doubles, weights: Doubles) -> Doubles:
    """Return non-decreasing values nearest to `values` in weighted squares.

    The method is pool adjacent violators. `weights` holds the weights.
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            right_value, more, length = blocks.pop()
            left_value, left_weight, before = blocks.pop()
            blocks.append(
                (
                    (left_value * left_weight + right_value * more) / (left_weight + more),
                    left_weight + more,
                    before + length,
                )
            )
    return np.concatenate([np.full(length, mean) for mean, _, length in blocks])


def encode_chance(chance: ChanceTable) -> bytes:
    """Return a chance as bytes for storage."""
    return bytes([CHANCE_VERSION]) + chance.astype("<i2").tobytes()


def decode_chance(stored: bytes | None) -> ChanceTable | None:
    """Return the chance that `encode_chance` wrote.

    Return None for empty bytes, and for a chance relative to other counts than the shipped ones.
    """
    if (
        not stored
        or stored[0] != CHANCE_VERSION
        or len(stored) != 1 + 2 * ATTRIBUTE_COUNT * MAX_LEVELS
    ):
        return None
    return (
        np.frombuffer(stored, "<i2", offset=1).astype(np.int16).reshape(ATTRIBUTE_COUNT, MAX_LEVELS)
    )


@functools.cache
def shipped_counts() -> LevelCounts:
    """Return the shipped counts by attribute, stratum and level.

    They count pairs of two people of the tuning worlds.
    """
    return read_counts(SHIPPED_FILE)


def read_counts(path: Path) -> LevelCounts:
    """Return counts from a file of attribute, stratum, level, pairs."""
    counts = np.zeros((ATTRIBUTE_COUNT, MAX_STRATA, MAX_LEVELS))
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            number = ATTRIBUTE_NAMES.index(row["attribute"])
            attribute = ATTRIBUTES[number]
            stratum = attribute.strata.index(row["stratum"])
            counts[number, stratum, attribute.number(row["level"])] = float(row["pairs"])
    return counts


def write_counts(seen: LevelCounts, path: Path) -> None:
    """Write counts to a file that `read_counts` reads; zero counts are omitted."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(("attribute", "stratum", "level", "pairs"))
        for row, attribute in enumerate(ATTRIBUTES):
            for number, stratum in enumerate(attribute.strata):
                for place, level in enumerate(attribute.levels):
                    if seen[row, number, place]:
                        out.writerow(
                            (attribute.name, stratum, level.code, round(seen[row, number, place]))
                        )
