"""The properties of each origin, without names, read from `origins.tsv`.

Shares are rounded values for a synthetic world, not statistics of any country. Shares of births on
1 January follow counts of real listed birth dates: a fifth for Afghanistan and Pakistan, a third
for the Horn of Africa.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sample_data.seeded_random import Weights

# Composition of a full name by naming custom: letters for parts in written order. g given name
# (with the name set before it), f father, r grandfather, s family, p patronymic, x middle.
CUSTOMS: dict[str, Weights] = {
    "arabic": (("gs", 48), ("gfs", 18), ("gfrs", 5), ("gfr", 4), ("gf", 7), ("sg", 13), ("sgf", 5)),
    "persian": (("gs", 66), ("sg", 22), ("gfs", 8), ("gf", 4)),
    "afghan": (("gs", 52), ("sg", 16), ("gf", 14), ("gfs", 10), ("gfr", 3), ("fg", 5)),
    "horn": (("gfr", 47), ("gf", 37), ("fg", 9), ("rgf", 7)),
    "slavic": (("gs", 38), ("sg", 28), ("sgp", 22), ("gps", 12)),
    "western": (("gs", 62), ("sg", 33), ("gfs", 5)),
    "vietnamese": (("sxg", 44), ("gxs", 14), ("sg", 14), ("gs", 12), ("xgs", 16)),
    "chinese": (("sg", 60), ("gs", 40)),
}

_EYES: dict[str, Weights] = {
    "dark": (("brown", 62), ("black", 34), ("hazel", 3), ("green", 1)),
    "mixed": (("brown", 60), ("black", 14), ("hazel", 12), ("green", 10), ("blue", 4)),
    "light": (("blue", 34), ("brown", 24), ("grey", 16), ("green", 16), ("hazel", 10)),
}
_HAIR: dict[str, Weights] = {
    "dark": (("black", 82), ("brown", 18)),
    "mixed": (("black", 48), ("brown", 50), ("blond", 2)),
    "light": (("brown", 48), ("blond", 38), ("black", 8), ("red", 6)),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin: naming custom, documents, languages, routes, appearance, and its weight by
    profile.

    `dial` is a calling code with leading digits that the country's numbering plan does not assign.
    A number of the sample world therefore has the right length and belongs to nobody. `january` is
    the share of people whose documents state 1 January, `prefixed` that of boys with a name set
    before the given name, and `ended` that of family names made with an ending.
    """

    code: str
    custom: str
    nationalities: Weights
    languages: Weights
    calendar: str
    january: float
    dial: Weights
    routes: Weights
    eyes: Weights
    hair: Weights
    weights: dict[str, float]
    prefixed: float
    ended: float


def _weights(cell: str) -> Weights:
    """Return the (value, weight) pairs of a cell such as `a=60|b+c=40`.

    A plus sign joins several values of one person, for example two languages. It becomes `|` in the
    value. A value that starts with a plus sign stays as written.
    """
    pairs = (item.rpartition("=") for item in cell.split("|"))
    return tuple(
        (value.replace("+", "|") if value[0] != "+" else value, float(weight))
        for value, _, weight in pairs
    )


@cache
def load_origins() -> tuple[Origin, ...]:
    """Return all origins, in the order of the file."""
    text = files("sample_data").joinpath("origins.tsv").read_text(encoding="utf-8")
    return tuple(
        Origin(
            code=line["code"],
            custom=line["custom"],
            nationalities=_weights(line["nationalities"]),
            languages=_weights(line["languages"]),
            calendar=line["calendar"],
            january=float(line["january"]),
            dial=_weights(line["dial"]),
            routes=_weights(line["routes"]),
            eyes=_EYES[line["eyes"]],
            hair=_HAIR[line["hair"]],
            weights={profile: float(line[profile]) for profile in ("report", "tuning")},
            prefixed=float(line["prefixed"]),
            ended=float(line["ended"]),
        )
        for line in csv.DictReader(text.split("\n"), delimiter="\t")
    )
