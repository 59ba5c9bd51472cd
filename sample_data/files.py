r"""Write the files of a world: intake rows, true pairs, agencies, people and preventive rows.

Everything is written as a stream. Rows pass through a shuffling window, so that the records of one
person are seldom next to each other and memory is independent of the size. Format: UTF-8, comma,
newline "\n", no byte order mark.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from sample_data.agencies import AGENCIES
from sample_data.preventive import preventive_rows
from sample_data.profiles import Profile
from sample_data.rows import (
    AGENCY_COLUMNS,
    COLUMNS,
    PEOPLE_COLUMNS,
    PREVENTIVE_COLUMNS,
    TRUTH_COLUMNS,
    Row,
)
from sample_data.seeded_random import SeededRandom
from sample_data.world import SyntheticWorld

FILE_NAMES = ("records.csv", "truth.csv", "agencies.csv", "people.csv", "preventive.csv")

# Number of rows that wait to be written in random order; 8,192 of them need about 8 MB.
_WINDOW = 8192


def _shuffled(rows: Iterable[Row], draws: SeededRandom) -> Iterator[Row]:
    """Yield the rows in another order.

    Each row is drawn at random from a window of 8,192 rows, which the next rows refill.
    """
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) >= _WINDOW:
            yield _take(waiting, draws)
    while waiting:
        yield _take(waiting, draws)


def _take(waiting: list[Row], draws: SeededRandom) -> Row:
    at = draws.integer(0, len(waiting) - 1)
    waiting[at], waiting[-1] = waiting[-1], waiting[at]
    return waiting.pop()


def write_world(
    folder: Path,
    *,
    size: int,
    seed: int,
    profile: Profile,
    advance: Callable[[int], None] = lambda written: None,
) -> int:
    """Write a world of exactly `size` records into an existing folder.

    Return the number of true pairs.

    `advance` is called with the number of records just written. Existing files are overwritten.
    Raise OSError if the folder cannot be written, ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError("a world has at least one record")
    pairs = 0
    with ExitStack() as stack:

        def opened(name: str, header: tuple[str, ...]) -> csv.DictWriter[str]:
            file = stack.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
            writer.writeheader()
            return writer

        headers = (COLUMNS, TRUTH_COLUMNS, AGENCY_COLUMNS, PEOPLE_COLUMNS, PREVENTIVE_COLUMNS)
        records, truth, agencies, people, preventive = (
            opened(name, header) for name, header in zip(FILE_NAMES, headers, strict=True)
        )
        preventive.writerows(preventive_rows(seed, profile, size))
        for agency in AGENCIES:
            agencies.writerow({column: getattr(agency, column) for column in AGENCY_COLUMNS})

        def rows() -> Iterator[Row]:
            nonlocal pairs
            for observed in SyntheticWorld(seed, profile).observe(size):
                people.writerow(
                    {
                        "person": observed.person,
                        "origin": observed.origin,
                        "near": observed.near or "",
                        "refs": "|".join(row["record_ref"] for row in observed.rows),
                    }
                )
                for left, right in observed.pairs:
                    truth.writerow({"left": left, "right": right, "origin": observed.origin})
                    pairs += 1
                yield from observed.rows

        for row in _shuffled(
            rows(), SeededRandom(f"homeward sample order 1/{profile.name}/{seed}")
        ):
            records.writerow(row)
            advance(1)
    return pairs
