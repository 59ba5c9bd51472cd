"""The word lists of the fourth world, read once from CSV files."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.generators.generator_d import rates

LISTS = Path(__file__).parent / "lists"


@dataclass(frozen=True, slots=True)
class Name:
    """One part of a name: Latin spellings (a family's own first), original script, and sound."""

    latin: tuple[str, ...]
    native: str
    sound: str


@dataclass(frozen=True, slots=True)
class Place:
    """A home town: country, spellings, district, region and original script."""

    country: str
    town: tuple[str, ...]
    district: str
    region: str
    native: str
    people: str  # its people (weights); "" for the origin's usual ones


@dataclass(frozen=True, slots=True)
class Country:
    """A country: language of its desks, its names by language, calling code and number formats."""

    language: str
    names: dict[str, str]
    dial: str
    mobile: str
    asylum: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A possible mark: kind, body parts, origins (empty: any), and its words by language."""

    kind: str
    parts: tuple[str, ...]
    origins: tuple[str, ...]
    texts: dict[str, str]


def _rows(name: str) -> list[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def names(origin: str, role: str) -> tuple[Name, ...]:
    """Return the names of an origin for a role (m, f, or s for family names), most common first."""
    own = _rows(f"names/{origin}")
    shared = _rows(f"names/{rates.SHARED_NAMES[origin]}") if origin in rates.SHARED_NAMES else []
    own_rows = [row for row in own if row["role"] == role]
    shared_rows = [row for row in shared if row["role"] == role]
    # The origin's own names alternate with the shared ones, because both lists have popular names.
    merged = [row for pair in zip(shared_rows, own_rows, strict=False) for row in pair]
    rest = shared_rows[len(own_rows) :] + own_rows[len(shared_rows) :]
    spelled: Iterable[tuple[list[str], str]] = (
        (row["latin"].split("/"), row["native"]) for row in merged + rest
    )
    return tuple(Name(tuple(latin), native, _sound(latin[0], origin)) for latin, native in spelled)


def _sound(text: str, origin: str) -> str:
    if origin not in rates.WRITE_FRENCH:
        return text
    for french, plain in (("ch", "sh"), ("ou", "u"), ("dj", "j")):
        text = text.replace(french, plain).replace(french.title(), plain.title())
    return text


@cache
def places(origin: str) -> tuple[Place, ...]:
    """Return the home towns of an origin."""
    return tuple(
        Place(
            row["country"],
            tuple(row["town"].split("/")),
            row["district"],
            row["region"],
            row["native"],
            row["people"],
        )
        for row in _rows("places")
        if row["origin"] == origin
    )


@cache
def towns(country: str) -> tuple[Place, ...]:
    """Return the home towns in a country, of any origin."""
    return tuple(
        place for origin in rates.ORIGINS for place in places(origin) if place.country == country
    )


@cache
def stops(country: str, before: str) -> tuple[tuple[str, ...], ...]:
    """Return the places in a country that are reached from the country before, with spellings."""
    return tuple(
        tuple(row["place"].split("/"))
        for row in _rows("stops")
        if row["country"] == country
        and (not row["comes_from"] or before in row["comes_from"].split())
    )


@cache
def routes(origin: str) -> dict[str, float]:
    """Return the usual routes of an origin (countries in order) by weight."""
    return {
        row["countries"]: float(row["weight"]) for row in _rows("routes") if row["origin"] == origin
    }


@cache
def countries() -> dict[str, Country]:
    """Return all countries on the routes, by code."""
    return {
        row["country"]: Country(
            row["language"],
            {code: row[code] for code in ("en", "fr", "de", "it")},
            row["dial"],
            row["mobile"],
            row["asylum"],
        )
        for row in _rows("countries")
    }


@cache
def marks(origin: str) -> tuple[Mark, ...]:
    """Return the marks that children of an origin may have."""
    kinds = (
        Mark(row["kind"], tuple(row["parts"].split()), tuple(row["origins"].split()),
             {code: row[code] for code in ("en", "fr", "de", "it")})
        for row in _rows("marks")
    )  # fmt: skip
    return tuple(mark for mark in kinds if not mark.origins or origin in mark.origins)


@cache
def nicknames(origin: str, sex: str) -> tuple[str, ...]:
    """Return the nicknames among friends."""
    return tuple(
        row["name"] for row in _rows("nicknames") if row["origin"] == origin and row["sex"] == sex
    )


@cache
def streets(origin: str) -> tuple[str, ...]:
    """Return first lines of home addresses; # is replaced by a number."""
    return tuple(row["address"] for row in _rows("streets") if row["origin"] == origin)


@cache
def spelling(style: str) -> dict[str, str]:
    """Return the spelling of sounds by ear: letters to letters; ^ and $ are the ends of a word."""
    return {row["from"]: row["to"] for row in _rows("spelling") if row["style"] == style}


@cache
def confusions() -> tuple[tuple[str, str], ...]:
    """Return pairs of sounds that are confused with each other."""
    return tuple(
        (row["from"], row["to"]) for row in _rows("spelling") if row["style"] == "misheard"
    )
