"""How fast, and at what cost: `python benchmarks/speed.py MEASUREMENT [--json FILE] ...`; `-h` lists what there is.

Each measurement is a module of its own beside this one: `arguments(parser)` names what it takes, `measure(arguments)`
makes it and returns its figures, `show(figures)` prints them.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import cluster, lookup, shards

MEASUREMENTS = {"cluster": cluster, "lookup": lookup, "shards": shards}


def main() -> None:
    """Measure, print, and write the figures down if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="measurement", required=True)
    for name, measurement in MEASUREMENTS.items():
        told = (measurement.__doc__ or "").strip()
        command = commands.add_parser(name, help=told.splitlines()[0], description=told)
        command.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
        measurement.arguments(command)
    arguments = parser.parse_args()
    measurement = MEASUREMENTS[arguments.measurement]
    figures = measurement.measure(arguments)
    measurement.show(figures)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
