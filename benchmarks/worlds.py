"""A world of one of our generators as files.

    python -m benchmarks.worlds GENERATOR --seed N --size N --out DIR

Writes records.csv and truth.csv, like `homeward sample`, for `python -m matching.train weights`.
"""

from __future__ import annotations

import argparse
import csv
import itertools
from collections.abc import Sequence
from pathlib import Path

from benchmarks.generators import generator_b, generator_c, generator_d

GENERATORS = {
    "otherworld": generator_b.observe,
    "thirdworld": generator_c.observe,
    "fourthworld": generator_d.observe,
}


def write(generator: str, seed: int, size: int, out: Path) -> int:
    """Write records.csv and truth.csv (left, right, origin) into `out`.

    Return the number of true pairs.
    """
    written = GENERATORS[generator](seed, size)
    out.mkdir(parents=True, exist_ok=True)
    columns = sorted({column for row, _, _ in written for column in row})
    with (out / "records.csv").open("w", encoding="utf-8", newline="") as file:
        records = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        records.writeheader()
        records.writerows(row for row, _, _ in written)
    pairs = _pairs(written)
    with (out / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        truth = csv.writer(file, lineterminator="\n")
        truth.writerow(("left", "right", "origin"))
        truth.writerows(pairs)
    return len(pairs)


def _pairs(written: Sequence[tuple[dict[str, str], int, str]]) -> list[tuple[str, str, str]]:
    people: dict[tuple[int, str], list[str]] = {}
    for row, person, origin in written:
        people.setdefault((person, origin), []).append(row["record_ref"])
    return [
        (left, right, origin)
        for (_, origin), references in people.items()
        for left, right in itertools.combinations(references, 2)
    ]


def main() -> None:
    """Write the requested world."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("generator", choices=GENERATORS)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--size", type=int, default=2000, help="records")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    arguments = parser.parse_args()
    count = write(arguments.generator, arguments.seed, arguments.size, arguments.out)
    print(f"{arguments.size} records, {count} true pairs written to {arguments.out}")


if __name__ == "__main__":
    main()
