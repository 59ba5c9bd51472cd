"""The value of each kind of blocking key in a growing store.

    python benchmarks/keys.py [--sizes 100000] [--seeds 501]

Generates tuning worlds (never the shipped profile). Prints the share of true pairs that share a key
which at most N records have: with all kinds, and without each kind. Keys of more records than a
look-up accepts are of little use. A world of 100,000 records with a limit of 40 therefore
represents a store of a million with a limit of 400.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from matching import KEY_KINDS, Person, Population, pack
from matching.arrays import Longs
from matching.blocking.keys import MAX_KEYS, key_table
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

NO_COMMON_KEY = np.iinfo(np.int64).max


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[501])
    parser.add_argument("--caps", type=int, nargs="+", default=[4000, 400, 40])
    arguments = parser.parse_args()
    for size in arguments.sizes:
        for seed in arguments.seeds:
            people, pairs = _world(size, seed)
            print(f"\n{size} records, tuning world of seed {seed}, {len(pairs)} true pairs")
            _show(*key_table(people), pairs, arguments.caps)


def _world(size: int, seed: int) -> tuple[Population, Longs]:
    """Return the people of a tuning world and the true pairs as row numbers, int64[pairs, 2]."""
    packed, place, refs = [], {}, []
    for observed in SyntheticWorld(seed, PROFILES["tuning"]).observe(size):
        for row in observed.rows:
            place[row["record_ref"]] = len(packed)
            packed.append(pack(Person.from_row(row)))
        refs += observed.pairs
    return Population.from_packed(packed), np.array(
        [(place[left], place[right]) for left, right in refs], np.int64
    )


def _show(
    starts: Longs, kinds: npt.NDArray[np.uint8], values: Longs, pairs: Longs, caps: list[int]
) -> None:
    _, tags, carriers = np.unique(
        np.stack([kinds.astype(np.int64), values]), axis=1, return_inverse=True, return_counts=True
    )
    fewest = _fewest(starts, kinds, tags, carriers, pairs)
    people = starts.size - 1
    full = np.mean(np.diff(starts) == MAX_KEYS)
    print(f"{'':16}{'keys':>7}{'carriers':>10}  share at most {caps}, without the kind {caps}")
    print(
        f"{'all':16}{kinds.size / people:7.2f}{'':10}  {_shares(fewest.min(axis=0), caps)};"
        f" {full:.3f} have {MAX_KEYS}"
    )
    for kind, name in enumerate(KEY_KINDS):
        own = kinds == kind
        mean = carriers[tags[own]].mean() if own.any() else 0.0
        shares, without = (
            _shares(fewest[kind], caps),
            _shares(np.delete(fewest, kind, axis=0).min(axis=0), caps),
        )
        print(f"{name:16}{own.sum() / people:7.2f}{mean:10.0f}  {shares}  {without}")


def _fewest(
    starts: Longs, kinds: npt.NDArray[np.uint8], tags: Longs, carriers: Longs, pairs: Longs
) -> Longs:
    """Return the number of records with the rarest common key of each kind, int64[kinds, pairs]."""
    fewest = np.full((len(KEY_KINDS), len(pairs)), NO_COMMON_KEY)
    for number, (left, right) in enumerate(pairs.tolist()):
        own = slice(starts[left], starts[left + 1])
        shared = np.isin(tags[own], tags[starts[right] : starts[right + 1]])
        np.minimum.at(fewest[:, number], kinds[own][shared], carriers[tags[own][shared]])
    return fewest


def _shares(fewest: Longs, caps: list[int]) -> str:
    return " ".join(f"{np.mean(fewest <= cap):.4f}" for cap in caps)


if __name__ == "__main__":
    main()
