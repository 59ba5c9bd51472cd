"""Compare four options on a synthetic world: central, federated, encodings only, by hand.

They are a central store, federated search, a comparison of encodings only, and desks that are
asked by hand. The same size and seed give the same file, except for durations.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.options.comparison import StudyWorlds, compare_all_options
from benchmarks.options.sample_worlds import TUNING, make_world
from matching import Engine
from matching.warm_up import warm

SIZES = range(100, 20_001)
MOST_PUBLIC = 10_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the worlds, compare the options and write the result."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.options",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, required=True, help="docs/options.md has its fields")
    parser.add_argument("--size", type=int, default=2000, help="synthetic records, 100 to 20,000")
    parser.add_argument("--seed", type=int, default=81)
    chosen = parser.parse_args(arguments)
    if not chosen.out.parent.is_dir():
        parser.error(f"the folder {chosen.out.parent} does not exist")
    if chosen.size not in SIZES or chosen.seed < 0:
        parser.error("--size is 100 to 20000, and --seed is not negative")
    worlds = StudyWorlds(
        make_world(chosen.size, chosen.seed),
        make_world(chosen.size, chosen.seed + 1, TUNING),
        make_world(min(2 * chosen.size, MOST_PUBLIC), chosen.seed + 2),
    )
    warm()  # before the options are timed
    results = compare_all_options(worlds, Engine(), lambda step: print(step, file=sys.stderr))
    chosen.out.write_text(json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n", "utf-8")
    for option in results.options:
        both = option.accuracy[0]
        print(
            f"{option.name}: recall {both.recall.value or 0:.3f}, precision"
            f" {both.precision.value or 0:.3f}"
        )
    print(f"written to {chosen.out}")


if __name__ == "__main__":
    main()
