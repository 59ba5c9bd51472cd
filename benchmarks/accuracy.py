"""Accuracy of matching names and people: `python benchmarks/accuracy.py PART [--json FILE] ...`.

`-h` lists the parts. Each part is a module in `trials/` whose function `measure(arguments)` returns
its figures. Peers are in `peers/` and run on the same data in the same run. The last table compares
our figures with the best peer's and with the goals.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import closing
from benchmarks.figures import Figure, figures_table, write_figures

# Imported on demand, so that parts without peers run without the peers' packages.
PARTS = {
    "names": (
        "tokens, composed full names and real aliases, native script against Latin (needs --names)"
    ),
    "people": "real aliases with another listed birth date (needs --names)",
    "febrl": "FEBRL 1 to 4, compared with Splink, recordlinkage and text peers",
    "worlds": "synthetic worlds of minors, compared with Splink and text peers; calibration",
    "eased": "the same on report worlds with less noise, where the best Splink reaches about 0.91",
    "other": "the same on worlds of another generator",
    "third": "the same on worlds of a third generator, which was not used for fitting",
    "fourth": "the same on worlds of a fourth generator, not used for fitting or choices",
    "breakdown": "recall of ours by script, origin, sex, age and missing field, on the same worlds",
}
NEED_NAMES = ("names", "people")


def main() -> None:
    """Measure, and print one table per part and the table of goals."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    help_text = "; ".join(f"{part}: {words}" for part, words in PARTS.items())
    parser.add_argument("part", choices=[*PARTS, "all"], metavar="PART", help=f"{help_text}; all")
    parser.add_argument(
        "--names",
        type=Path,
        metavar="DIR",
        help="tokens_SCRIPT.dev.tsv (latin<TAB>native) and aliases_latin.dev.tsv",
    )
    parser.add_argument(
        "--pool", type=int, default=1000, help="queries and candidates of a pool of names"
    )
    parser.add_argument("--seed", type=int, default=3, help="of the pools of names")
    parser.add_argument(
        "--worlds",
        type=int,
        nargs="+",
        default=[81, 82, 83],
        metavar="SEED",
        help="of report worlds",
    )
    parser.add_argument(
        "--taught", type=int, nargs="+", default=[91, 92], metavar="SEED", help="of tuning worlds"
    )
    parser.add_argument(
        "--eased", type=int, nargs="+", default=[61, 62, 63], metavar="SEED", help="of eased worlds"
    )
    parser.add_argument(
        "--eased-taught",
        type=int,
        nargs="+",
        default=[64, 65],
        metavar="SEED",
        help="of eased worlds",
    )
    parser.add_argument(
        "--others",
        type=int,
        nargs="+",
        default=[711, 712, 713],
        metavar="SEED",
        help="of other worlds",
    )
    parser.add_argument(
        "--others-taught",
        type=int,
        nargs="+",
        default=[721, 722],
        metavar="SEED",
        help="of other worlds",
    )
    parser.add_argument(
        "--thirds",
        type=int,
        nargs="+",
        default=[811, 812, 813],
        metavar="SEED",
        help="of third worlds",
    )
    parser.add_argument(
        "--thirds-taught",
        type=int,
        nargs="+",
        default=[821, 822],
        metavar="SEED",
        help="of third worlds",
    )
    parser.add_argument(
        "--fourths",
        type=int,
        nargs="+",
        default=[911, 912, 913],
        metavar="SEED",
        help="of fourth worlds",
    )
    parser.add_argument(
        "--fourths-taught",
        type=int,
        nargs="+",
        default=[921, 922],
        metavar="SEED",
        help="of fourth worlds",
    )
    parser.add_argument("--size", type=int, default=2000, help="records of a world")
    parser.add_argument(
        "--failures", type=Path, metavar="DIR", help="where to write the worst pairs of the worlds"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
    arguments = parser.parse_args()
    parts = list(PARTS) if arguments.part == "all" else [arguments.part]
    if arguments.names is None and set(parts) & set(NEED_NAMES):
        parser.error(f"{arguments.part} needs --names DIR")
    figures: list[Figure] = []
    for part in parts:
        began = time.monotonic()
        part_figures = import_module(f"benchmarks.trials.{part}").measure(arguments)
        print(
            f"\n## {part}\n\n{figures_table(part_figures)}\n\n{time.monotonic() - began:.0f} s",
            flush=True,
        )
        figures += part_figures
    print(f"\n## What was wanted\n\n{closing.goals_table(figures)}")
    if arguments.json is not None:
        write_figures(figures, arguments.json)


if __name__ == "__main__":
    main()
