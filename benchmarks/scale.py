"""Cost of a cross-match by number of records: processor time by stage, memory and pairs.

    python benchmarks/speed.py scale [--sizes 10000 30000 100000] [--world DIR ...]
        [--store 20000] [--json FILE]

Each size is a tuning world that is linked from its file in a new process, stage by stage. DIR, a
folder written by `homeward sample`, is one more size. The cost of a stage is fitted as a x
records^b over all sizes except the largest; the cost of the largest shows the error of the fit. The
extrapolation is fitted over all sizes. `--store` fills a PostgreSQL with that many records and
prints the bytes per record of each table. Facts, audit log and pairs need space in addition.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.closing import describe_goal
from benchmarks.monitored import run_monitored
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

SEED = 521
LEAST = 0.05  # probability from which pairs are kept
AHEAD = (10_000_000, 100_000_000)
_MILLION = 900_000  # a world with this many records counts as a million
_GOAL_S, _GOAL_GIB = 40, 4
_STAGES = ("read", "names", "chance", "keys", "pairs", "scores")
_COSTS = (*(f"{stage} CPU s" for stage in _STAGES), "pairs", "MiB")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this measurement."""
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument(
        "--world", type=Path, nargs="+", default=[], help="worlds written by `homeward sample`"
    )
    parser.add_argument(
        "--store",
        type=int,
        default=0,
        help="number of records of a store whose size is measured; 0: none",
    )


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    """Link every size, fit the costs, and measure a store."""
    lines = []
    with tempfile.TemporaryDirectory() as name:
        for size in sorted(chosen.sizes):
            path = Path(name) / f"{size}.csv"
            write_world(path, size)
            lines.append(measure_link(path))
        lines += [measure_link(world / "records.csv") for world in chosen.world]
    lines.sort(key=lambda line: line["records"])
    figures: dict[str, Any] = {"sizes": lines}
    if len(lines) > 2:
        figures["ahead"] = [_ahead(lines, cost) for cost in _COSTS]
    if chosen.store:
        figures["bytes a record"] = _store(chosen.store)
    return figures


def write_world(path: Path, size: int) -> None:
    """Write a tuning world with `size` records as an intake file."""
    rows = [
        row
        for observed in SyntheticWorld(SEED, PROFILES["tuning"]).observe(size)
        for row in observed.rows
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(column for row in rows for column in row)))
        writer.writeheader()
        writer.writerows(rows)


def measure_link(path: Path) -> dict[str, float]:
    """Link a file with itself in a new process.

    Return the cost of each stage, the total and the memory.
    """
    with tempfile.NamedTemporaryFile("r", suffix=".json") as output:
        seconds, memory = run_monitored([sys.executable, __file__, str(path), output.name])
        return {**json.loads(output.read()), "seconds": seconds, "MiB": memory / 2**20}


def _child(path: Path, output_path: Path) -> None:
    """Link a file stage by stage and write the time of each."""
    from cli.intake_files import read_intake
    from matching import Engine, Person
    from matching.blocking.candidates import MemoryBudget, Pairs, plan_link, run_in_threads
    from matching.engine import Scoring
    from matching.kernel.scorer import make_floor
    from matching.model.probability import min_bits
    from matching.names.constants import SCALE
    from matching.names.tokens.token_similarity import token_pairs

    figures: dict[str, float] = {}

    def stage(name: str, since: tuple[float, float]) -> tuple[float, float]:
        now = _spent()
        figures[f"{name} CPU s"], figures[f"{name} s"] = now[0] - since[0], now[1] - since[1]
        return _spent()

    small = [
        Person.from_row(row)
        for observed in SyntheticWorld(SEED + 1, PROFILES["tuning"]).observe(300)
        for row in observed.rows
    ]
    list(Engine().link(small, min_probability=LEAST))  # loads the compiled kernels
    began = _spent()
    people = read_intake(path, ("record_ref", "kind"), ("full_name",)).people
    began = stage("read", began)
    entries, engine, sides = people.entries(None), Engine(), (people.side, people.side)
    began = stage("names", began)
    weights = engine._weights(people.chance())
    began = stage("chance", began)
    planned = plan_link(people, None, exhaustive=False, room=MemoryBudget())
    began = stage("keys", began)
    both = token_pairs(entries, entries, 1 << 20)
    least = min_bits(LEAST, len(people))
    floor = make_floor(sides, both, weights, math.floor(least * SCALE))

    scoring = Scoring(people, people, both, weights, len(people))

    def likely(shard: Pairs) -> int:
        scores = scoring.scores(shard, floor)[1]
        return int((scores.probability >= LEAST).sum())

    pairs_s, pairs, pair_count = 0.0, 0, 0
    for shards in _some(planned.shards()):
        before = _spent()
        pairs += sum(shard[0].size for shard in shards)
        pair_count += sum(run_in_threads(likely, shards, 2))
        pairs_s += _spent()[0] - before[0]
    began = stage("scores", began)
    figures["pairs CPU s"] = figures["scores CPU s"] - pairs_s
    figures["scores CPU s"] = pairs_s
    names = int((entries.skeleton != np.arange(entries.skeleton.size)).sum())
    figures |= {"records": len(people), "pairs": pairs, "kept": pair_count, "distinct names": names}
    output_path.write_text(json.dumps(figures), "utf-8")


def _some(shards: Any) -> Any:
    """Yield shards in groups of sixteen, so that making and scoring them are timed separately."""
    waiting = []
    for shard in shards:
        waiting.append(shard)
        if len(waiting) == 16:
            yield waiting
            waiting = []
    yield waiting


def _spent() -> tuple[float, float]:
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, time.perf_counter()


def _ahead(lines: list[dict[str, float]], cost: str) -> dict[str, Any]:
    """Return the exponent of a cost, the error of the fit without the largest size, and
    extrapolations.
    """
    sizes, costs = ([line[key] for line in lines] for key in ("records", cost))
    missed = _fitted(sizes[:-1], costs[:-1], sizes[-1]) / costs[-1] - 1
    power = float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])
    return {"cost": cost, "power": power, "missed": missed} | {
        str(size): _fitted(sizes, costs, size) for size in AHEAD
    }


def _fitted(sizes: list[float], costs: list[float], size: float) -> float:
    return float(np.exp(np.polyval(np.polyfit(np.log(sizes), np.log(costs), 1), math.log(size))))


def _store(count: int) -> dict[str, float]:
    from sqlalchemy import text

    from benchmarks.stores import fill_store
    from matching import Person, pack

    rows = [
        row
        for observed in SyntheticWorld(SEED, PROFILES["tuning"]).observe(count)
        for row in observed.rows
    ]
    packed = [pack(Person.from_row(row)) for row in rows]
    query = text(
        "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
        " AND relname IN ('record', 'data_key', 'feature', 'match_key', 'token_count')"
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        fill_store(Path(folder), packed) as (installation, _),
        installation.database.transaction(is_read_only=True) as session,
    ):
        return {name: size / len(packed) for name, size in session.execute(query).tuples()}


def show(figures: dict[str, Any]) -> None:
    """Print the sizes, the fits, and the bytes per record."""
    heads = ("records", *_COSTS, "seconds", "kept", "distinct names")
    print(f"| {' | '.join(heads)} |\n" + "|---" * len(heads) + "|")
    for line in figures["sizes"]:
        print(f"| {' | '.join(f'{line[head]:,.1f}'.removesuffix('.0') for head in heads)} |")
    for line in figures["sizes"]:
        if line["records"] >= _MILLION:
            result = (
                f"\n{line['records']:,} records from their file: {line['seconds']:.0f} s of"
                f" {_GOAL_S}"
            )
            print(describe_goal(result, is_reached=line["seconds"] <= _GOAL_S))
            result = f"{line['records']:,} records: {line['MiB'] / 1024:.1f} GiB of {_GOAL_GIB}"
            print(describe_goal(result, is_reached=line["MiB"] / 1024 <= _GOAL_GIB))
    if "ahead" in figures:
        print(
            "\n| cost | grows as records to the power | the fit without the largest misses it by |"
            " 10 M | 100 M |"
        )
        print("|---" * 5 + "|")
        for fit in figures["ahead"]:
            cells = (
                f"{fit['power']:.2f}",
                f"{fit['missed']:+.0%}",
                *(f"{fit[str(size)]:,.0f}" for size in AHEAD),
            )
            print(f"| {fit['cost']} | {' | '.join(cells)} |")
    if "bytes a record" in figures:
        print(
            "\nbytes a record: "
            + ", ".join(f"{name} {size:,.0f}" for name, size in figures["bytes a record"].items())
        )


if __name__ == "__main__":
    _child(Path(sys.argv[1]), Path(sys.argv[2]))
