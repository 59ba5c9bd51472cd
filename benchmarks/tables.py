"""Rewrite the tables of benchmarks/tables.md between markers: `python benchmarks/tables.py
FIGURES.json`.

Reads the output of `accuracy.py PART --json`, one file per part or one for all; later files win. It
measures nothing and does not change the text around the tables. Read the text again after rewriting
a table.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import closing
from benchmarks.figures import OURS, Figure

DOCUMENT = Path(__file__).with_name("tables.md")
OPENING = "<!-- table: "
MARKED = re.compile(rf"({OPENING}([^\n]*) -->\n)(.*?)(?=<!-- end -->)", re.DOTALL)

# Prefixes of the tests of each part of accuracy.py, parts in the order of a table's lines. The
# longest matching prefix counts.
BEGINS = {
    "names": ("token, ", "full name (composed), ", "aliases"),
    "people": ("aliases and another birth",),
    "febrl": ("FEBRL ",),
    "worlds": ("worlds, c", "worlds, end to end", "world "),
    "eased": ("eased worlds, ", "world eased "),
    "other": ("other worlds, ", "world other "),
    "third": ("third worlds, ", "world third "),
    "fourth": ("fourth worlds, ", "world fourth "),
    "breakdown": ("worlds, recall",),
}
PEERS = ("rapidfuzz token_set", "rapidfuzz WRatio", "Jaro-Winkler")
COMPARED, END_TO_END, CALIBRATION = "compared pairs", "end to end", "calibration"
WORLDS = {
    "F1 at .5, compared": (COMPARED, "F1 at .5"),
    "best F1, compared": (COMPARED, "best F1"),
    "AP, compared": (COMPARED, "AP"),
    "F1 at .5, end to end": (END_TO_END, "F1 at .5"),
    "best F1, end to end": (END_TO_END, "best F1"),
    "ECE": (CALIBRATION, "expected calibration error"),
}


class TablesError(ValueError):
    """A marker has no figures or no table, or a table has no marker."""


class FigureSet(dict[tuple[str, str, str], Figure]):
    """Figures by test, system and measure."""

    def cell(self, test: str, system: str, measure: str, *, is_bare: bool = False) -> str:
        """Return a figure as a cell, without interval if `is_bare`.

        "" if it was not measured.
        """
        figure = self.get((test, system, measure))
        return "" if figure is None else f"{figure.value:.3f}" if is_bare else figure.cell()

    def systems(self, part: str) -> list[str]:
        """Return the systems of a part in the order of measurement."""
        return list(dict.fromkeys(system for test, system, _ in self if part_of(test) == part))


def part_of(test: str) -> str:
    """Return the part of accuracy.py that a test belongs to, "" for none."""
    fitting = [
        (len(begin), part)
        for part, all_of in BEGINS.items()
        for begin in all_of
        if test.startswith(begin)
    ]
    return max(fitting, default=(0, ""))[1]


def _goals(figures: FigureSet) -> Iterator[list[str]]:
    for line in closing.goals_table(list(figures.values())).splitlines()[2:]:
        yield line.strip("| ").split(" | ")


def _names(figures: FigureSet) -> Iterator[list[str]]:
    for test, system, measure in figures:
        if part_of(test) in GOALS[:2] and (system, measure) == (OURS, "R@1"):
            own = [
                figures.cell(test, OURS, name, is_bare=name != "R@1")
                for name in ("R@1", "R@FPR 1e-3", "AP")
            ]
            peers = [
                [figures.cell(test, peer, name, is_bare=True) for name in ("R@1", "AP")]
                for peer in PEERS
            ]
            yield [
                test,
                str(figures[test, OURS, "R@1"].count or ""),
                *own,
                *(" / ".join(pair) for pair in peers),
            ]


def _febrl(fields: str, measure: str, figures: FigureSet) -> Iterator[list[str]]:
    for system in figures.systems("febrl"):
        yield [
            system,
            *(
                figures.cell(f"FEBRL {number}, {fields}", system, measure)
                for number in (1, 2, 3, 4)
            ),
        ]


def _worlds(part: str, name: str, figures: FigureSet) -> Iterator[list[str]]:
    each = [
        test
        for test, system, _ in figures
        if test.startswith("world ") and part_of(test) == part and system == OURS
    ]
    for system in figures.systems(part):
        own = [
            figures.cell(f"{name}, {test}", system, measure) for test, measure in WORLDS.values()
        ]
        yield [system, *own, ", ".join(figures.cell(test, system, "best F1") for test in each)]


def _breakdown(figures: FigureSet) -> Iterator[list[str]]:
    for (test, _, measure), figure in figures.items():
        if part_of(test) == "breakdown" and measure == "recall":
            name = test.removeprefix("worlds, recall").removeprefix(" by ") or "all"
            yield [name, str(figure.count), figure.cell(), figures.cell(test, OURS, "promised")]


def _origins(figures: FigureSet) -> Iterator[list[str]]:
    for (test, _, measure), figure in figures.items():
        if part_of(test) in BY_ORIGIN and ", recall" in test and measure == "recall":
            yield [test, str(figure.count), figure.cell(), figures.cell(test, OURS, "promised")]


BY_ORIGIN = ("eased", "other", "third", "fourth")
GOALS = ("names", "people", "febrl", "worlds", *BY_ORIGIN, "breakdown")
OF_PEERS = " | ".join(f"{peer.split()[-1]} R@1 / AP" for peer in PEERS)
OF_WORLDS = f"{' | '.join(WORLDS)} | best F1 of each world"
SETS = "| system | FEBRL 1 | FEBRL 2 | FEBRL 3 | FEBRL 4 |"
# For each table: its header, its parts (with several, a line begins with its test), and the
# function that yields its lines.
TABLES: dict[str, tuple[str, Sequence[str], Callable[[FigureSet], Iterator[list[str]]]]] = {
    "wanted": (closing.goals_table([]).splitlines()[0], GOALS, _goals),
    "names": (
        f"| test | queries | Homeward R@1 (95 %) | R@FPR 1e-3 | AP | {OF_PEERS} |",
        GOALS[:2],
        _names,
    ),
    "FEBRL, name and birth": (
        SETS,
        ("febrl",),
        partial(_febrl, "name and birth", "recall at precision .99"),
    ),
    "FEBRL, all fields": (SETS, ("febrl",), partial(_febrl, "all fields", "best F1")),
    "worlds": (f"| system | {OF_WORLDS} |", ("worlds",), partial(_worlds, "worlds", "worlds")),
    "eased": (f"| system | {OF_WORLDS} |", ("eased",), partial(_worlds, "eased", "eased worlds")),
    "other": (f"| system | {OF_WORLDS} |", ("other",), partial(_worlds, "other", "other worlds")),
    "third": (f"| system | {OF_WORLDS} |", ("third",), partial(_worlds, "third", "third worlds")),
    "fourth": (
        f"| system | {OF_WORLDS} |",
        ("fourth",),
        partial(_worlds, "fourth", "fourth worlds"),
    ),
    "breakdown": ("| group | true pairs | recall | promised |", ("breakdown",), _breakdown),
    "origins": ("| group | true pairs | recall | promised |", BY_ORIGIN, _origins),
}


def rewrite_tables(text: str, figures: Iterable[Figure]) -> str:
    """Return the text with its tables rewritten. Raise TablesError.

    Lines of parts that were not run are kept.
    """
    figure_set = FigureSet(
        {(figure.test, figure.system, figure.measure): figure for figure in figures}
    )
    names = [name for _, name, _ in MARKED.findall(text)]
    if text.count(OPENING) != len(names) or sorted(names) != sorted(TABLES):
        raise TablesError(
            f"each of these tables, and no other, needs one marker with an end: {', '.join(TABLES)}"
        )
    if nobodys := [test for test, *_ in figure_set if not part_of(test)]:
        raise TablesError(f"a test of no part: {nobodys[0]}")
    return MARKED.sub(lambda marked: marked[1] + _made(marked[2], marked[3], figure_set), text)


def _made(name: str, before: str, figures: FigureSet) -> str:
    (head, parts, rows), run = TABLES[name], {part_of(test) for test, *_ in figures}
    made = [f"| {' | '.join(row)} |" for row in rows(figures)]
    lines = []
    for part in parts:
        source = made if part in run else before.splitlines()[2:]
        own = [
            line for line in source if len(parts) == 1 or part_of(line.removeprefix("| ")) == part
        ]
        if not own and (part in run or len(before.splitlines()) < 3):
            raise TablesError(f"table {name}: no line of part {part}")
        lines += own
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *lines, ""])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path, nargs="+", metavar="FIGURES.json")
    arguments = parser.parse_args()
    try:
        measured = [
            Figure(**row)
            for path in arguments.figures
            for row in json.loads(path.read_text("utf-8"))
        ]
        DOCUMENT.write_text(rewrite_tables(DOCUMENT.read_text("utf-8"), measured), "utf-8")
    except (OSError, ValueError, TypeError) as error:
        parser.error(str(error))
