"""How often two people agree by chance, as a value: what it moves of a level's bits, its bytes, and
the shipped counts.

A weight is log2(m/u). m, how two reports of one person differ, is knowledge of people; u, how often
two people agree, is what a store is like, and is counted there on random pairs (u_estimation.py). A
`ChanceTable` is log2(u'/u) of every level in 1/64 bit: u' as counted at hand, u as counted on the
tuning worlds that the shipped weights were fitted on. docs/engine-history.md has what was tried.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from matching.model.levels import ATTRIBUTE_COUNT, ATTRIBUTE_NAMES, ATTRIBUTES, MAX_LEVELS
from matching.names.constants import SCALE
from matching.versions import CHANCE_VERSION

ChanceTable = npt.NDArray[
    np.int16
]  # [attributes, most levels]; 0 of names, of unknown and of whatever keeps its bits
LevelCounts = npt.NDArray[
    np.float64
]  # [attributes, MOST_STRATA, most levels]: pairs of two people at each level

# A store is held against the shares of the same stratum.
MAX_STRATA: Final = max(len(attribute.strata) for attribute in ATTRIBUTES)

SHIPPED_FILE: Final = Path(__file__).parent.parent / "data" / "chance" / "counts.tsv"
SMOOTHING: Final = (
    20.0  # pairs: what is seldom seen stays at the shipped share (judged; 5 to 300 gave the same)
)
MIN_PAIRS_SEEN: Final = (
    40  # of 4,800,000 pairs of tuning worlds: of a rarer level nothing says what its chance was
)
MAX_BITS: Final = 3.0  # that a level is held to be commoner or rarer (judged; 1 to 5 gave the same)
# A bit; a level seen by a twentieth more or less than there is as common as there.
STEPS_PER_BIT: Final = 8


def level_ratios(seen: LevelCounts) -> ChanceTable:
    """Return how much commoner each level is among pairs seen than in the tuning worlds."""
    shipped = shipped_counts()
    of_stratum = shipped.sum(axis=2, keepdims=True)
    known = np.where(
        of_stratum > 0, seen, 0.0
    )  # of another stratum nothing says what its chance was
    share = shipped / np.maximum(of_stratum, 1.0)
    expected = (known.sum(axis=2, keepdims=True) * share).sum(axis=1)
    bits = np.log2((known.sum(axis=1) + SMOOTHING) / (expected + SMOOTHING))
    bits[shipped.sum(axis=1) < MIN_PAIRS_SEEN] = 0.0
    steps = np.rint(np.clip(bits, -MAX_BITS, MAX_BITS) * STEPS_PER_BIT)
    chance: ChanceTable = (steps * (SCALE // STEPS_PER_BIT)).astype(np.int16)
    return chance


def shift_bits(
    bits: npt.NDArray[np.int32], chance: npt.NDArray[np.integer]
) -> npt.NDArray[np.int32]:
    """Return level bits (x 64) where each level is by `chance` commoner than where the bits are
    from.

    What is commoner says less. What is rarer would say more only if records of one person were
    still like those that the bits were fitted on, and nothing says so of a store so different: it
    keeps its bits.

    The worst level of an attribute keeps its bits: a fact that is wrong is somebody else's, so how
    often it is seen between two records of one person goes with chance, m' = m + e (u' - u), e
    being that level's m/u. The more a level agrees, the more of log2(u/u') it moves. Levels never
    fall: neighbours that would are drawn together.
    """
    out, seen = bits.copy(), shipped_counts().sum(axis=1)
    for row, attribute in enumerate(ATTRIBUTES[1:], start=1):
        levels = slice(1, len(attribute.levels))
        old, ratio = bits[row, levels] / SCALE, np.exp2(np.maximum(chance[row, levels], 0) / SCALE)
        error = np.exp2(old[0] - old)
        new = old + np.log2((1 + error * (ratio - 1)) / ratio)
        out[row, levels] = np.rint(isotonic(new, seen[row, levels] + 1) * SCALE)
    return out


def isotonic(
    values: npt.NDArray[np.float64], known: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return values that never fall, nearest in squares (pool adjacent violators), each weighed by
    what is known.
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), known.tolist(), strict=True):
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
    """Return a chance as bytes to be stored."""
    return bytes([CHANCE_VERSION]) + chance.astype("<i2").tobytes()


def decode_chance(stored: bytes | None) -> ChanceTable | None:
    """Return what `encode_chance` wrote; None for nothing, and for what was held against other
    counts than are shipped.
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
    """Return the shipped counts: pairs of two people of the tuning worlds, by attribute, stratum
    and level.
    """
    return read_counts(SHIPPED_FILE)


def read_counts(path: Path) -> LevelCounts:
    """Return counts from a file of attribute, stratum, level, pairs."""
    found = np.zeros((ATTRIBUTE_COUNT, MAX_STRATA, MAX_LEVELS))
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            number = ATTRIBUTE_NAMES.index(row["attribute"])
            attribute = ATTRIBUTES[number]
            stratum = attribute.strata.index(row["stratum"])
            found[number, stratum, attribute.number(row["level"])] = float(row["pairs"])
    return found


def write_counts(seen: LevelCounts, path: Path) -> None:
    """Write counts to a file that `read_counts` reads; what was never seen is left out."""
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
