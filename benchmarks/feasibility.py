"""Measurements for the feasibility report: `python benchmarks/feasibility.py --out FILE`.

Report worlds with known truth are matched, and linked at several sizes in separate processes. Some
sizes are also imported, so that the bytes on disk are those of a store. The file has counts and
measurements only; the report computes every share, interval and fit (`reports.benchmarks` describes
the entries). The sizes are small. The report extrapolates beyond the largest and marks such
figures.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import intake, scale
from benchmarks.linking import MIN_SHOWN_PROBABILITY, PROBABLE
from benchmarks.trials import groups
from benchmarks.trials.cases import ComparedCase, TrialCase, compare_case
from core.security.crypto import make_keyring
from matching import Engine, Person
from matching.model.levels import ATTRIBUTES
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld
from tests import factories

FORMAT = "homeward-benchmarks 1"
THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
BINS = 10
FAILING = ("name", "birth")  # attributes whose levels show the kind of failure

GROUPINGS: dict[str, Callable[[Person, Person, str], Sequence[str]]] = {
    "script": lambda left, right, _: [groups.script(left, right)],
    "origin": lambda _one, _other, origin: [groups.regions()[origin]],
    "sex": lambda left, right, _: [groups.sex(left, right)],
    "age": lambda left, right, _: [groups.age(left, right)],
    "missing": lambda left, right, _: list(groups.missing(left, right)),
}

SIZES = [2000, 5000, 10_000, 20_000, 50_000, 100_000]


def main() -> None:
    """Measure and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--worlds",
        type=int,
        nargs="+",
        default=[81, 82, 83],
        metavar="SEED",
        help="of report worlds",
    )
    parser.add_argument("--size", type=int, default=2000, help="records of a world")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="of the cost curve")
    parser.add_argument(
        "--stored", type=int, default=10_000, help="up to this size, records are also registered"
    )
    arguments = parser.parse_args()
    worlds = [_world(seed, arguments.size) for seed in arguments.worlds]
    figures = {
        "format": FORMAT,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine_version": Engine().version,
        "machine": {
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
            "python": platform.python_version(),
            "load": round(os.getloadavg()[0], 1),
        },
        "truth": {
            "profile": "report",
            "seeds": arguments.worlds,
            "records": arguments.size,
            **_counted(worlds),
        },
        "cost": {
            "profile": "tuning",
            "seed": scale.SEED,
            "threads": 2,
            "points": _costs(arguments.sizes, arguments.stored),
        },
    }
    arguments.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _world(seed: int, size: int) -> tuple[ComparedCase, list[str]]:
    written = [
        (row, observed.person, observed.origin)
        for observed in SyntheticWorld(seed, PROFILES["report"]).observe(size)
        for row in observed.rows
    ]
    rows, owners, origins = zip(*written, strict=True)
    return compare_case(TrialCase(f"report {seed}", rows, np.array(owners, np.int64))), list(
        origins
    )


def _counted(worlds: Sequence[tuple[ComparedCase, list[str]]]) -> dict[str, Any]:
    probability = np.concatenate([world.scores.probability for world, _ in worlds])
    is_true = np.concatenate([world.is_true for world, _ in worlds])
    never = sum(len(world.missed) for world, _ in worlds)
    return {
        "true_pairs": int(is_true.sum()) + never,
        "compared": int(probability.size),
        "never_compared": never,
        "thresholds": [
            {
                "threshold": least,
                "found": int((is_true & (probability >= least)).sum()),
                "wrong": int((~is_true & (probability >= least)).sum()),
            }
            for least in THRESHOLDS
        ],
        "calibration": _calibration(probability, is_true),
        "groups": {name: _groups(worlds, of) for name, of in GROUPINGS.items()},
        "failures": [*_failures(worlds)],
        "bits": [*_bits(worlds)],
    }


def _calibration(probability: Any, is_true: Any) -> list[dict[str, float]]:
    rows = []
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = (
            (probability > MIN_SHOWN_PROBABILITY)
            & (probability >= low)
            & ((probability < high) | (high == 1))
        )
        counts = {"pairs": int(inside.sum()), "said": round(float(probability[inside].sum()), 6)}
        rows.append({"low": low, "high": high, **counts, "true": int(is_true[inside].sum())})
    return rows


def _groups(
    worlds: Sequence[tuple[ComparedCase, list[str]]],
    of: Callable[[Person, Person, str], Sequence[str]],
) -> list[dict[str, Any]]:
    counts: dict[str, Counter[str]] = {}
    for world, origins in worlds:
        is_predicted = world.scores.probability >= PROBABLE
        looked_at = np.flatnonzero(world.is_true | is_predicted).tolist()
        pairs = [
            (int(world.left[at]), int(world.right[at]), world.is_true[at], is_predicted[at])
            for at in looked_at
        ]
        for left, right, is_true, is_found in [
            *pairs,
            *((one, other, True, False) for one, other in world.missed),
        ]:
            for group in of(world.people[left], world.people[right], origins[left]):
                own = counts.setdefault(group, Counter())
                own["true"] += int(is_true)
                own["found"] += int(is_true and is_found)
                own["wrong"] += int(is_found and not is_true)
    return [
        {"group": group, **{key: own[key] for key in ("true", "found", "wrong")}}
        for group, own in sorted(counts.items())
    ]


def _failures(worlds: Sequence[tuple[ComparedCase, list[str]]]) -> Iterator[dict[str, Any]]:
    """Yield how often each level of name and birth occurs in wrong and in missed pairs."""
    counts: Counter[tuple[str, str, str]] = Counter()
    names = [attribute.name for attribute in ATTRIBUTES]
    for world, _ in worlds:
        is_predicted = world.scores.probability >= PROBABLE
        for kind, which in (
            ("wrong", is_predicted & ~world.is_true),
            ("missed", ~is_predicted & world.is_true),
        ):
            for attribute in FAILING:
                column = names.index(attribute)
                for number, count in enumerate(np.bincount(world.scores.levels[which, column])):
                    counts[kind, attribute, ATTRIBUTES[column].levels[number].code] += int(count)
    for (kind, attribute, level), count in sorted(counts.items()):
        if count:
            yield {"kind": kind, "attribute": attribute, "level": level, "pairs": count}


def _bits(worlds: Sequence[tuple[ComparedCase, list[str]]]) -> Iterator[dict[str, Any]]:
    """Yield the bits of each attribute in true pairs where both sides have it."""
    levels = np.concatenate([world.scores.levels[world.is_true] for world, _ in worlds])
    bits = np.concatenate([world.scores.attribute_bits[world.is_true] for world, _ in worlds])
    for column, attribute in enumerate(ATTRIBUTES):
        is_known = levels[:, column] > 0
        own = bits[is_known, column].astype(np.float64)
        yield {
            "attribute": attribute.name,
            "pairs": int(is_known.size),
            "known": int(is_known.sum()),
            "bits": round(float(own.sum()), 3),
            "squares": round(float((own**2).sum()), 3),
        }


def _costs(sizes: Sequence[int], stored: int) -> list[dict[str, float | int | None]]:
    points: list[dict[str, float | int | None]] = []
    with tempfile.TemporaryDirectory() as name:
        for size in sorted(sizes):
            path = Path(name) / f"{size}.csv"
            scale.write_world(path, size)
            line = scale.measure_link(path)
            taken_in = _taken_in(Path(name) / f"store-{size}", path) if size <= stored else {}
            points.append(
                {
                    "records": size,
                    "pairs": int(line["pairs"]),
                    "kept": int(line["kept"]),
                    "cpu_s": round(
                        sum(value for key, value in line.items() if key.endswith("CPU s")), 3
                    ),
                    "wall_s": round(line["seconds"], 3),
                    "memory_bytes": int(line["MiB"] * 2**20),
                    **{key: taken_in.get(key) for key in ("disk_bytes", "intake_cpu_s")},
                }
            )
            print(points[-1], flush=True)
    return points


def _taken_in(folder: Path, path: Path) -> dict[str, float]:
    """Import a file into a new SQLite store. Return its bytes on disk and the processor time."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(enumerate(csv.DictReader(file), start=2))
    installation = factories.make_installation(folder, make_keyring())
    try:
        before = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        figures = intake.take_in(
            installation, [(line, {k: v for k, v in row.items() if v}) for line, row in rows]
        )
    finally:
        installation.close()
    after = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "disk_bytes": after - before,
        "intake_cpu_s": round(figures["prepare cpu"] + figures["write cpu"], 3),
    }


if __name__ == "__main__":
    main()
