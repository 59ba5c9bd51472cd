"""Two files linked offline, compared with Splink.

    python benchmarks/link.py [--size N] [--keys N] [--json FILE]

A tuning world of twice the size is shuffled and divided into two files. For us, `homeward link` is
timed from reading the files to the written pairs. Splink gets the values that our engine reads from
every row (dates of all calendars, telephones, documents as values, romanised names). This reading
is not timed. It uses the comparisons of benchmarks/trials and its own blocking. Loading, training
(EM) and prediction are timed. Each system runs in its own process, one after the other, --rounds
times. Memory is the resident memory of the process and its children, sampled twenty times a second.
F1 is at probability 0.5, over all true pairs between the files.

`--keys N` only tests the join, on N synthetic records with twenty keys each, as skewed as names:
time, memory, pairs.
"""

from __future__ import annotations

import argparse
import csv
import json
import pickle
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.monitored import run_monitored
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

SEED = 601
MOST = 0.5  # probability from which a pair counts
KEYS_A_RECORD = 20


def main() -> None:
    """Measure, print, and write the figures if requested."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000, help="records of each file")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without Splink")
    parser.add_argument(
        "--keys", type=int, metavar="N", help="only the join, of so many made-up records"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        _PARTS[chosen.part[0]](Path(chosen.part[1]))
        return
    figures = (
        measure_join(chosen.keys)
        if chosen.keys
        else measure_alternatives(chosen.size, chosen.rounds, is_ours_only=chosen.alone)
    )
    print(json.dumps(figures, indent=2))
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def measure_alternatives(size: int, rounds: int, *, is_ours_only: bool) -> dict[str, Any]:
    """Return seconds, memory and F1 of all systems, medians over the rounds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truth = _write_files(folder, size)
        commands = {"homeward": _homeward(folder)}
        if not is_ours_only:
            run_monitored(_part("columns", folder))
            commands["splink"] = _part("splink", folder)
        runs_of: dict[str, list[dict[str, float]]] = defaultdict(list)
        for _ in range(rounds):
            for alternative, command in commands.items():
                seconds, memory = run_monitored(command)
                runs_of[alternative].append(
                    {
                        "seconds": seconds,
                        "MiB": memory / 2**20,
                        **_f1(folder / f"{alternative}.csv", truth),
                    }
                )
    return {"records": 2 * size, "true pairs": len(truth)} | {
        who: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        for who, runs in runs_of.items()
    }


def _homeward(folder: Path) -> list[str]:
    files = [str(folder / f"{side}.csv") for side in ("left", "right")]
    return [
        sys.executable,
        "-m",
        "cli",
        "link",
        *files,
        "--out",
        str(folder / "homeward.csv"),
        "--json",
        "--min-probability",
        str(MOST),
    ]


def _part(name: str, folder: Path) -> list[str]:
    return [sys.executable, __file__, "--part", name, str(folder)]


def _write_files(folder: Path, size: int) -> set[frozenset[str]]:
    """Write both files and return the true pairs between them."""
    rows = [
        (row, observed.person)
        for observed in SyntheticWorld(SEED, PROFILES["tuning"]).observe(2 * size)
        for row in observed.rows
    ]
    random.Random(SEED).shuffle(rows)
    rows, sides = rows[: 2 * size], (rows[:size], rows[size : 2 * size])
    header = list(dict.fromkeys(column for row, _ in rows for column in row))
    owners: list[dict[int, list[str]]] = [defaultdict(list), defaultdict(list)]
    for side, own, of in zip(("left", "right"), sides, owners, strict=True):
        with (folder / f"{side}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            for row, person in own:
                writer.writerow(row)
                of[person].append(row["record_ref"])
    return {
        frozenset((ref, other_row))
        for person, refs in owners[0].items()
        for ref in refs
        for other_row in owners[1][person]
    }


def _f1(found: Path, truth: set[frozenset[str]]) -> dict[str, float]:
    with found.open(encoding="utf-8", newline="") as file:
        pairs = {frozenset((row["left"], row["right"])) for row in csv.DictReader(file)}
    right = len(pairs & truth)
    return {
        "pairs": len(pairs),
        "precision": right / max(len(pairs), 1),
        "recall": right / len(truth),
        "F1": 2 * right / (len(pairs) + len(truth)),
    }


def _columns(folder: Path) -> None:
    """Write Splink's input for both files."""
    from benchmarks.trials.minors import columns
    from matching import Person

    people = []
    for side in ("left", "right"):
        with (folder / f"{side}.csv").open(encoding="utf-8", newline="") as file:
            people += [Person.from_row(row) for row in csv.DictReader(file)]
    frame = columns(people)
    frame["ref"] = [person.ref for person in people]
    half = len(people) // 2
    with (folder / "splink.pickle").open("wb") as file:
        pickle.dump((frame[:half], frame[half:]), file)


def _splink(folder: Path) -> None:
    """Link the output of `_columns` with Splink, trained by EM, and write the pairs."""
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    from benchmarks.peers.by_splink import MOST_PAIRS_FOR_U
    from benchmarks.trials.worlds_splink import MODEL

    with (folder / "splink.pickle").open("rb") as file:
        frames = pickle.load(file)
    connection = duckdb.connect()
    connection.execute("SET lambda_syntax='ENABLE_SINGLE_ARROW'")
    api = DuckDBAPI(connection=connection)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=MODEL.comparisons(),
        blocking_rules_to_generate_predictions=[
            block_on("birth"),
            block_on("name"),
            block_on("rarest"),
            block_on("birth_year", "event_country", "sex", "eyes"),
        ],
        additional_columns_to_retain=["ref"],
    )
    linker = Linker([api.register(frame) for frame in frames], settings)
    rules = [block_on(*rule) for rule in MODEL.sure]
    linker.training.estimate_probability_two_random_records_match(rules, recall=MODEL.sure_recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=MOST_PAIRS_FOR_U, seed=1)
    for rule in MODEL.sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict(threshold_match_probability=MOST).as_pandas_dataframe()
    pairs = found[["ref_l", "ref_r"]].set_axis(["left", "right"], axis=1)
    pairs.to_csv(folder / "splink.csv", index=False)


def measure_join(records: int) -> dict[str, Any]:
    """Return seconds and memory of the join, with unlimited memory and with one GiB and a file."""
    with tempfile.TemporaryDirectory() as name:
        figures_path = Path(name) / "figures.json"
        figures: dict[str, Any] = {"records": records, "keys": records * KEYS_A_RECORD}
        for part in ("join", "join_in_little"):
            figures_path.write_text(json.dumps({"records": records}), "utf-8")
            _, memory = run_monitored(_part(part, figures_path))
            figures[part] = {"MiB": memory / 2**20, **json.loads(figures_path.read_text("utf-8"))}
    return figures


def _tables(records: int) -> Iterator[tuple[int, Any, Any, Any]]:
    """Yield keys of synthetic records.

    Half of each record's keys follow a Zipf law, the others are nearly unique.
    """
    draw, at_once = np.random.default_rng(SEED), 1 << 16
    for first in range(0, records, at_once):
        count = min(at_once, records - first)
        common = draw.zipf(1.3, (count, KEYS_A_RECORD // 2)) % (1 << 40)
        own = draw.integers(1 << 41, (1 << 41) + 2 * records, (count, KEYS_A_RECORD // 2))
        values = np.concatenate([common, own], axis=1).ravel().astype(np.int64)
        kinds = np.tile(np.arange(KEYS_A_RECORD, dtype=np.uint8) % 11, count)
        yield first, np.arange(count + 1, dtype=np.int64) * KEYS_A_RECORD, kinds, values


def _join(figures: Path, memory: int = 1 << 62) -> None:
    from cli.disk_spill import Spill
    from matching.blocking.candidates import MemoryBudget, plan_with_keys

    records = json.loads(figures.read_text("utf-8"))["records"]
    sum(
        lefts.size
        for lefts, _ in plan_with_keys(1000, None, [_tables(1000)], MemoryBudget()).shards()
    )  # loads the compiled kernels
    with Spill(figures.parent) as spill:
        started = time.perf_counter()
        plan = plan_with_keys(records, None, [_tables(records)], MemoryBudget(memory, spill))
        sorted_s = time.perf_counter() - started
        pairs = sum(lefts.size for lefts, _ in plan.shards())
        joined_s = time.perf_counter() - started - sorted_s
    join_figures = {
        "keys made, packed and sorted s": sorted_s,
        "pairs taken out s": joined_s,
        "pairs": pairs,
        "ns a pair": joined_s / max(pairs, 1) * 1e9,
    }
    figures.write_text(json.dumps(join_figures), "utf-8")


_PARTS = {
    "columns": _columns,
    "splink": _splink,
    "join": _join,
    "join_in_little": lambda figures: _join(figures, 1 << 30),
}

if __name__ == "__main__":
    main()
