"""Two files linked offline: time, memory and F1 of `homeward link` and of Splink.

    python benchmarks/speed.py files [--sizes 10000 100000] [--rounds 1] [--alone] [--json FILE]

Each system runs in its own process. The records are those of a tuning world that was not used for
fitting, divided at random into two files. For us the whole command is timed: reading, names, keys,
pairs, scores, and writing every pair of probability 0.5 or more with its reasons. Splink gets the
values that we read from each row (trials/minors.py) and our candidate pairs; neither is timed. Its
training by EM and its scoring of the pairs are timed. F1 is at probability 0.5 over these pairs.
pandas and Splink are in requirements/bench.lock.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.closing import describe_goal
from benchmarks.monitored import run_monitored
from matching import Person, Population
from matching.blocking.candidates import plan_link
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

SEED = 531
OURS, SPLINK = "homeward link", "Splink, EM"
_FASTER, _MEMORY = 3.0, 1 / 3  # goals: times as fast, and share of the memory


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this measurement."""
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[10_000, 100_000], help="records of each file"
    )
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="without Splink")


def measure(chosen: argparse.Namespace) -> list[dict[str, Any]]:
    """Return one line per system and size, with medians over the rounds."""
    lines = []
    # kernels are compiled once and cached; another benchmark times that
    run_monitored([sys.executable, "-m", "matching.warm_up"])
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            refs = _prepare(folder, size, is_ours_only=chosen.alone)
            runs_of: dict[str, list[dict[str, float]]] = defaultdict(list)
            for _ in range(chosen.rounds):
                runs_of[OURS].append(_homeward(folder, refs))
                if not chosen.alone:
                    runs_of[SPLINK].append(_splink(folder))
            for system, runs in runs_of.items():
                medians = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
                lines.append({"system": system, "records": size, **medians})
    return lines


def _prepare(folder: Path, size: int, *, is_ours_only: bool) -> list[str]:
    """Write two files with `size` records each, our candidate pairs, and Splink's input.

    Return the references of the records.
    """
    written = [
        (row, observed.person)
        for observed in SyntheticWorld(SEED, PROFILES["tuning"]).observe(2 * size)
        for row in observed.rows
    ]
    random.Random(SEED).shuffle(written)
    rows = [row for row, _ in written]
    owners = np.array([person for _, person in written], np.int64)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    for name, part in (("one.csv", rows[:size]), ("other.csv", rows[size:])):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(part)
    people = [Person.from_row(row) for row in rows]
    planned = plan_link(
        Population.from_people(people[:size]),
        Population.from_people(people[size:]),
        exhaustive=False,
    )
    left, right = (np.concatenate(side) for side in zip(*planned.shards(), strict=True))
    right = right + size
    np.savez(folder / "pairs.npz", left=left, right=right, is_true=owners[left] == owners[right])
    if not is_ours_only:
        # the peer's libraries are only needed if there is a peer
        from benchmarks.trials import (
            minors,
        )

        minors.columns(people).to_pickle(folder / "columns.pickle")
    return [row["record_ref"] for row in rows]


def _homeward(folder: Path, refs: Sequence[str]) -> dict[str, float]:
    out = folder / "pairs.csv"
    command = [
        sys.executable,
        "-m",
        "cli",
        "link",
        str(folder / "one.csv"),
        str(folder / "other.csv"),
    ]
    seconds, memory = run_monitored([*command, "--out", str(out)])
    numbers = {ref: number for number, ref in enumerate(refs)}
    with np.load(folder / "pairs.npz") as arrays:
        pairs = arrays["left"].size
        true = set(
            zip(
                arrays["left"][arrays["is_true"]].tolist(),
                arrays["right"][arrays["is_true"]].tolist(),
                strict=True,
            )
        )
    with out.open(encoding="utf-8", newline="") as file:
        linked = {(numbers[row["left"]], numbers[row["right"]]) for row in csv.DictReader(file)}
    f1 = 2 * len(linked & true) / max(len(linked) + len(true), 1)
    return {"pairs": pairs, "seconds": seconds, "MiB": memory / 2**20, "F1": f1}


def _splink(folder: Path) -> dict[str, float]:
    scoring = Path(__file__).with_name("scoring.py")
    _, memory = run_monitored([sys.executable, str(scoring), SPLINK, str(folder), "-1"])
    figures = json.loads((folder / "told.json").read_text("utf-8"))
    seconds = figures["trained s"] + figures["seconds"]
    return {
        "pairs": figures["pairs"],
        "seconds": seconds,
        "MiB": memory / 2**20,
        "F1": figures["F1"],
    }


def show(lines: list[dict[str, Any]]) -> None:
    """Print the lines as a table, and each goal with its result."""
    print("| records of each file | system | M pairs | s | MiB | F1 |\n" + "|---" * 6 + "|")
    for line in lines:
        numbers = (
            f"{line['pairs'] / 1e6:.2f} | {line['seconds']:.1f} | {line['MiB']:,.0f} |"
            f" {line['F1']:.3f}"
        )
        print(f"| {line['records']:,} | {line['system']} | {numbers} |")
    line_of = {(line["records"], line["system"]): line for line in lines}
    for size in dict.fromkeys(line["records"] for line in lines):
        if (size, SPLINK) in line_of:
            own, peer = line_of[size, OURS], line_of[size, SPLINK]
            faster, share = peer["seconds"] / own["seconds"], own["MiB"] / peer["MiB"]
            print(
                describe_goal(
                    f"{size:,} records: {faster:.1f} x as fast as Splink of 3",
                    is_reached=faster >= _FASTER,
                )
            )
            print(
                describe_goal(
                    f"{size:,} records: {share:.2f} of its memory of a third",
                    is_reached=share <= _MEMORY,
                )
            )
