"""The best width of a cross-match shard: candidates per record, and processor time by width.

Candidates are counted by keys only, with the look-up's limit. Times are for scoring the third
quarter of a SQLite store, with all feature rows in memory.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from core.security.crypto import make_keyring
from matching import Person, blocking_keys
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld
from services.matching_runs import pair_scoring
from services.matching_runs.candidate_lookup import KEY_CAP
from tests import factories
from tests.faults.cluster import SEED, import_world

LAST = 500  # records at the end of a store whose candidates are averaged
WIDTHS = (60, 125, 250, 500, 1000)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this measurement."""
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_500, 5_000, 10_000, 20_000, 40_000, 60_000]
    )
    parser.add_argument(
        "--records", type=int, default=10_000, help="size of the store that is scored"
    )


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    """Count candidates and time widths."""
    return {"candidates": _candidates(sorted(chosen.sizes)), "widths": _widths(chosen.records)}


def _candidates(sizes: list[int]) -> dict[int, float]:
    """Return, by store size, the number of records with smaller id that a last record is compared
    with.
    """
    sharing: dict[int, list[int]] = defaultdict(list)
    found: dict[int, list[int]] = {size: [] for size in sizes}
    rows = (
        row
        for observed in SyntheticWorld(SEED, PROFILES["tuning"]).observe(sizes[-1])
        for row in observed.rows
    )
    for number, row in enumerate(rows):
        keys = blocking_keys(Person.from_row(row), bytes(32))
        for size in sizes:
            if size - LAST <= number < size:
                found[size].append(len(set().union(*(sharing[key] for key in keys))))
        for key in keys:
            if len(sharing[key]) < KEY_CAP:
                sharing[key].append(number)
    return {size: sum(counts) / len(counts) for size, counts in found.items()}


def _widths(records: int) -> list[dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        installation = factories.make_installation(Path(folder) / "store", make_keyring())
        try:
            import_world(installation, records)
            first, last = records // 2, records // 4 * 3
            with installation.database.transaction(is_read_only=True) as session:
                installation.context.features.get(
                    session, installation.context.keys, range(1, records + 1)
                )
                # Loads the compiled kernels.
                pair_scoring.score_records(session, installation.context, [1, 2], is_run=True)
                measured = []
                for width in WIDTHS:
                    shards = [
                        range(low, min(low + width, last)) for low in range(first, last, width)
                    ]
                    began = time.process_time()
                    scored = sum(
                        pair_scoring.score_records(
                            session, installation.context, ids, is_run=True
                        ).compared
                        for ids in shards
                    )
                    cpu_s = time.process_time() - began
                    measured.append(
                        {
                            "ids": width,
                            "us_a_pair": cpu_s / scored * 1e6,
                            "s_a_shard": cpu_s / len(shards),
                        }
                    )
        finally:
            installation.database.dispose()
            installation.app.dispose()
    return measured


def show(figures: dict[str, Any]) -> None:
    """Print both tables."""
    print("| records | candidates of a record at the end |\n|---|---|")
    for size, count in figures["candidates"].items():
        print(f"| {size:,} | {count:.0f} |")
    print("\n| ids a shard | CPU us a pair | CPU s a shard |\n|---|---|---|")
    for row in figures["widths"]:
        print(f"| {row['ids']} | {row['us_a_pair']:.1f} | {row['s_a_shard']:.2f} |")
