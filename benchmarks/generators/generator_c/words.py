"""The word lists of names, streets and places, read once from CSV files."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lists"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: its original script ("" for Latin), its spellings, and the bearer's own.

    `group` is the ethnic group that mostly uses it, "" for all. For a nickname it is the given name
    it belongs to, or M or F for any.
    """

    native: str
    spellings: tuple[str, ...]
    own: str
    group: str = ""


Part = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """A place of birth. Each level has its possible spellings, the usual one first."""

    country: str
    share: int
    province: tuple[str, ...]
    town: tuple[str, ...]
    villages: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...]


def spellings(cell: str) -> tuple[str, ...]:
    """Return the spellings of a cell. An underscore means a space inside a spelling."""
    return tuple(each.replace("_", " ") for each in cell.split())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def words(origin: str, kind: str) -> tuple[Word, ...]:
    """Return the words of one kind, most common first; empty if the origin has no such kind."""
    entries = []
    for row in _rows(FOLDER / f"{origin}.csv"):
        if row["kind"] == kind:
            forms = spellings(row["spellings"])
            entries.append(Word(row["native"], forms, forms[0], row["group"].replace("_", " ")))
    return tuple(entries)


@cache
def homes(origin: str) -> tuple[Home, ...]:
    """Return the places of birth of an origin."""
    return tuple(
        Home(
            row["country"],
            int(row["share"]),
            spellings(row["province"]),
            spellings(row["town"]),
            tuple(spellings(each) for each in row["villages"].split(";")),
            tuple(row["group"].split()),
        )
        for row in _rows(FOLDER / "homes.csv")
        if row["origin"] == origin
    )


@cache
def stops() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the places on the routes, by country."""
    return {
        row["country"]: tuple(spellings(each) for each in row["place"].split(";"))
        for row in _rows(FOLDER / "stops.csv")
    }
