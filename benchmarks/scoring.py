"""Scoring of the same candidate pairs: seconds, memory and F1 of all systems, each in a new
process.

    python benchmarks/speed.py scoring [--sizes 10000 100000] [--pairs 5000000] [--rounds 3]
        [--json FILE] [--svg FILE]

The pairs are those that share one of our keys in a tuning world that was not used for fitting. If
there are more than --pairs, records are drawn at random (a pair counts once for each shared key).
Only the scoring is timed. People, name frequencies and name neighbourhoods are ready for us; the
table of records and the trained model are ready for Splink, which gets the values that our engine
read from each row (trials/minors.py). Both leave out pairs below probability 0.05. Our memo of
token pairs is empty at first; "again" scores the same pairs once more. The loop calls rapidfuzz and
jellyfish for each pair in Python, over --loop pairs. F1 is at probability 0.5 over the given pairs.
The loop has no probability, so its best threshold is used. pandas and the peers are in
requirements/bench.lock.
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jellyfish
import numpy as np
from rapidfuzz import fuzz

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import curve
from benchmarks.closing import describe_goal
from benchmarks.linking import RankedPairs
from benchmarks.monitored import run_monitored
from benchmarks.trials.odds import log_odds
from matching import Engine, LinkOptions, Person, Population
from matching.blocking.candidates import PAIRS_PER_SHARD, plan_link, run_in_threads
from matching.engine import Scoring
from matching.kernel.scorer import make_floor
from matching.model.probability import min_bits
from matching.names.constants import SCALE
from matching.names.tokens.token_similarity import token_pairs
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

SEED, TAUGHT = 511, (512,)
TAUGHT_SIZE = 2_000
LEAST = 0.05  # probability from which pairs are returned
OURS, LOOP = "Homeward, 2 threads", "loop in Python"
_SHOWN = {"records", "system", "pairs", "seconds", "CPU s", "MiB", "F1"}
_RATE_GOAL, _RATIO_GOAL = 5e6, 1.5


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this measurement."""
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--pairs", type=int, default=5_000_000, help="at most, of each size")
    parser.add_argument(
        "--loop", type=int, default=200_000, help="pairs that the loop in Python scores"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument(
        "--svg", type=Path, metavar="FILE", help="where to draw microseconds a pair by size"
    )


def measure(chosen: argparse.Namespace) -> list[dict[str, Any]]:
    """Return one line per system and size, with medians over the rounds."""
    lines = []
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            records, pairs = _prepare(folder, size, chosen.pairs, is_ours_only=chosen.alone)
            runs_of: dict[str, list[dict[str, float]]] = defaultdict(list)
            for _ in range(chosen.rounds):
                for system in list(_SYSTEMS)[: 2 if chosen.alone else None]:
                    limit = min(chosen.loop, pairs) if system == LOOP else pairs
                    _, memory = run_monitored(
                        [sys.executable, __file__, system, str(folder), str(limit)]
                    )
                    figures = json.loads((folder / "told.json").read_text("utf-8"))
                    runs_of[system].append({**figures, "MiB": memory / 2**20})
            for system, runs in runs_of.items():
                medians = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
                lines.append({"system": system, "records": records, **medians})
                show(lines[-1:])
    if chosen.svg is not None:
        series: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for line in lines:
            series[line["system"]].append((line["records"], 1e6 * line["seconds"] / line["pairs"]))
        chosen.svg.write_text(
            curve.draw_curve("Microseconds a pair, by records of the world", series), "utf-8"
        )
    return lines


def _prepare(folder: Path, size: int, most: int, *, is_ours_only: bool) -> tuple[int, int]:
    """Write a world, its candidate pairs and Splink's input.

    Return the number of records and pairs.
    """
    written = [
        (row, observed.person)
        for observed in SyntheticWorld(SEED, PROFILES["tuning"]).observe(size)
        for row in observed.rows
    ]
    random.Random(SEED).shuffle(written)
    people = [Person.from_row(row) for row, _ in written]
    owners = np.array([person for _, person in written], np.int64)
    population = Population.from_people(people)
    planned = plan_link(population, None, exhaustive=False)
    # all pairs of a left record together, as they are scored
    own_order = np.random.default_rng(SEED).permutation(len(people))
    is_ours = np.zeros(len(people), np.bool_)
    is_ours[own_order[: int(np.searchsorted(np.cumsum(planned.work[own_order]), most))]] = True
    chosen = [(left[is_ours[left]], right[is_ours[left]]) for left, right in planned.shards()]
    left, right = (np.concatenate(side) for side in zip(*chosen, strict=True))
    np.savez(folder / "pairs.npz", left=left, right=right, is_true=owners[left] == owners[right])
    with (folder / "people.pickle").open("wb") as file:
        pickle.dump(people, file)
    if not is_ours_only:
        # the peers' libraries are only needed if there are peers
        from benchmarks.trials import (
            minors,
        )

        minors.columns(people).to_pickle(folder / "columns.pickle")
    return len(people), int(left.size)


# figures, and a score per pair; above 0 means probability above 0.5
Answer = tuple[dict[str, float], np.ndarray]


def _ours(threads: int) -> Callable[[Path, int], Answer]:
    return lambda folder, limit: _homeward(folder, limit, threads)


def _homeward(folder: Path, limit: int, threads: int) -> Answer:
    left, right, _ = _pairs(folder, limit)
    with (folder / "people.pickle").open("rb") as file:
        people = pickle.load(file)
    # loads the compiled kernels
    list(Engine().link(people[:300], min_probability=LEAST, options=LinkOptions(threads=1)))
    population, engine = Population.from_people(people), Engine()
    sides, size = (population.side, population.side), len(people)
    del people
    began = time.perf_counter()
    entries, weights = population.entries(None), engine._weights(population.chance())
    names_s = time.perf_counter() - began
    both = token_pairs(entries, entries, min(left.size, 1 << 20))
    least = min_bits(LEAST, size)
    floor = make_floor(sides, both, weights, math.floor(least * SCALE))

    scoring = Scoring(population, population, both, weights, size)

    def score(first: int) -> tuple[int, np.ndarray, np.ndarray]:
        part = left[first : first + PAIRS_PER_SHARD], right[first : first + PAIRS_PER_SHARD]
        rows, scores = scoring.scores(part, floor)
        return first, rows, scores.probability

    figures: dict[str, float] = {"names s": names_s}
    for turn in ("seconds", "again s"):
        cpu, began = time.process_time(), time.perf_counter()
        parts = list(run_in_threads(score, range(0, left.size, PAIRS_PER_SHARD), threads))
        figures[turn] = time.perf_counter() - began
        if turn == "seconds":
            figures["CPU s"] = time.process_time() - cpu
            figures["token pairs"] = int((both.slots != 0).sum())
    figures["distinct names"] = int((entries.skeleton != np.arange(entries.skeleton.size)).sum())
    odds = np.full(left.size, -np.inf)
    for first, rows, probability in parts:
        odds[first + rows] = log_odds(probability)
    return figures, odds


def _splink(folder: Path, limit: int, *, is_taught: bool) -> Answer:
    """Time the scoring of the pairs by a trained Splink model."""
    from benchmarks.peers import by_splink
    from benchmarks.trials.worlds_splink import MODEL

    left, right, _ = _pairs(folder, limit)
    import pandas as pd

    from benchmarks.trials import minors

    records = pd.read_pickle(folder / "columns.pickle")
    began = time.perf_counter()
    if is_taught:
        lessons = [minors.load(seed, PROFILES["tuning"], TAUGHT_SIZE) for seed in TAUGHT]
        lesson = by_splink.label_levels(
            MODEL,
            [
                by_splink.LabelledFile(
                    lesson.columns,
                    (lesson.compared.left, lesson.compared.right),
                    lesson.compared.is_true,
                )
                for lesson in lessons
            ],
        )
        trained = by_splink.trained_by_labels(MODEL, records, lesson, u_from_pairs=False)
    else:
        trained = by_splink.trained_by_em(MODEL, records)
    trained_s = time.perf_counter() - began
    cpu, began = time.process_time(), time.perf_counter()
    table = by_splink.predict_pairs(trained, (left, right), least=LEAST)
    seconds = time.perf_counter() - began
    cpu_s = time.process_time() - cpu
    odds = np.full(left.size, -np.inf)
    # no dictionary of pairs, whose memory would count for Splink
    numbers = left * len(records) + right
    order = np.argsort(numbers)
    left_ids, right_ids = (table[f"unique_id_{side}"].to_numpy(np.int64) for side in "lr")
    odds[order[np.searchsorted(numbers, left_ids * len(records) + right_ids, sorter=order)]] = (
        table["match_weight"]
    )
    return {"seconds": seconds, "CPU s": cpu_s, "trained s": trained_s}, odds


def _loop(folder: Path, limit: int) -> Answer:
    """Time a plain loop: name similarity by two libraries, and agreement of other columns."""
    left, right, is_true = _pairs(folder, limit)
    import pandas as pd

    columns = pd.read_pickle(folder / "columns.pickle")
    compared_columns = columns[
        ["name", "birth", "birth_year", "sex", "nations", "event_country", "phones", "documents"]
    ]
    records = compared_columns.where(compared_columns.notna(), None).to_dict("records")
    scores = np.empty(left.size)
    cpu, began = time.process_time(), time.perf_counter()
    for at, (left_row, right_row) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        scores[at] = _likeness(records[left_row], records[right_row])
    figures = {"seconds": time.perf_counter() - began, "CPU s": time.process_time() - cpu}
    return figures, scores - _best_threshold(scores, is_true)


def _likeness(left_row: dict[str, Any], right_row: dict[str, Any]) -> float:
    name, other_name = left_row["name"] or "", right_row["name"] or ""
    total = fuzz.token_set_ratio(name, other_name) / 100 + jellyfish.jaro_winkler_similarity(
        name, other_name
    )
    if left_row["birth"] and right_row["birth"]:
        total += 1.0 if left_row["birth"] == right_row["birth"] else -0.3
    elif left_row["birth_year"] and right_row["birth_year"]:
        total += 0.3 if abs(left_row["birth_year"] - right_row["birth_year"]) <= 1 else -0.3
    for column, worth in (("sex", 0.1), ("event_country", 0.1)):
        if left_row[column] and right_row[column]:
            total += worth if left_row[column] == right_row[column] else -3 * worth
    for column, worth in (("nations", 0.1), ("phones", 1.0), ("documents", 1.0)):
        if left_row[column] and right_row[column]:
            total += worth if set(left_row[column]) & set(right_row[column]) else -0.1
    return total


def _best_threshold(scores: np.ndarray, is_true: np.ndarray) -> float:
    ordered = RankedPairs(scores, is_true)
    hits = np.cumsum(ordered.hits)
    f1 = 2 * hits / (np.arange(1, hits.size + 1) + max(hits[-1], 1))
    return float(ordered.scores[int(f1.argmax())]) - 1e-9


def _pairs(folder: Path, limit: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the first `limit` pairs (all if negative), and which are true."""
    with np.load(folder / "pairs.npz") as arrays:
        pair_range = slice(limit if limit >= 0 else None)
        return (
            arrays["left"][pair_range],
            arrays["right"][pair_range],
            arrays["is_true"][pair_range],
        )


_SYSTEMS: dict[str, Callable[[Path, int], Answer]] = {
    "Homeward, 1 thread": _ours(1),
    "Homeward, 2 threads": _ours(2),
    "Splink, EM": lambda folder, limit: _splink(folder, limit, is_taught=False),
    "Splink, labels": lambda folder, limit: _splink(folder, limit, is_taught=True),
    LOOP: _loop,
}


def show(lines: list[dict[str, Any]]) -> None:
    """Print the lines as a table, and our goals with their results."""
    print(
        "| records | system | M pairs | M pairs/s | CPU us a pair | MiB | F1 | more |\n"
        + "|---" * 8
        + "|"
    )
    for line in lines:
        more = ", ".join(f"{key} {value:,.1f}" for key, value in line.items() if key not in _SHOWN)
        rate = line["pairs"] / line["seconds"] / 1e6
        cost = f"{line['CPU s'] / line['pairs'] * 1e6:.2f}"
        cells = (
            f"{line['records']:,}",
            line["system"],
            f"{line['pairs'] / 1e6:.2f}",
            f"{rate:.2f}",
            cost,
            f"{line['MiB']:,.0f}",
            f"{line['F1']:.3f}",
            more,
        )
        print(f"| {' | '.join(cells)} |", flush=True)
    rates = {(line["records"], line["system"]): line["pairs"] / line["seconds"] for line in lines}
    for records in dict.fromkeys(line["records"] for line in lines):
        own = rates.get((records, OURS))
        peers = [
            rate
            for (size, system), rate in rates.items()
            if size == records and system.startswith("Splink")
        ]
        if own and peers:
            ratio = own / max(peers)
            print(
                describe_goal(
                    f"{records:,} records: {own / 1e6:.2f} M pairs/s of 5",
                    is_reached=own >= _RATE_GOAL,
                )
            )
            print(
                describe_goal(
                    f"{records:,} records: {ratio:.2f} x Splink of 1.5",
                    is_reached=ratio >= _RATIO_GOAL,
                )
            )


def _child(system: str, folder: Path, limit: int) -> None:
    figures, odds = _SYSTEMS[system](folder, limit)
    *_, is_true = _pairs(folder, limit)
    is_likely = odds > 0
    hits = int((is_likely & is_true).sum())
    result = {
        "pairs": odds.size,
        "F1": 2 * hits / max(int(is_likely.sum() + is_true.sum()), 1),
        **figures,
    }
    (folder / "told.json").write_text(json.dumps(result), "utf-8")


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
