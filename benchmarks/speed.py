"""Speed and cost: `python benchmarks/speed.py MEASUREMENT [--json FILE] ...`; `-h` lists them.

Each measurement is a module in this folder. `arguments(parser)` adds its arguments,
`measure(arguments)` returns its figures, and `show(figures)` prints them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

MEASUREMENTS = ("cluster", "files", "lookup", "names", "scale", "scoring")


def main() -> None:
    """Measure, print, and write the figures if requested."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="measurement", required=True)
    measurements = {
        name: importlib.import_module(f"benchmarks.{name}") for name in _measurement_names()
    }
    for name, measurement in measurements.items():
        description = (measurement.__doc__ or "").strip()
        command = commands.add_parser(
            name, help=description.splitlines()[0], description=description
        )
        command.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
        measurement.arguments(command)
    arguments = parser.parse_args()
    measurement = measurements[arguments.measurement]
    figures = measurement.measure(arguments)
    measurement.show(figures)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def _measurement_names() -> list[str]:
    """Return only the measurement named first, or all if none is named.

    The peers of other measurements then need not be installed.
    """
    return [name for name in MEASUREMENTS if name in sys.argv[1:2]] or list(MEASUREMENTS)


if __name__ == "__main__":
    main()
