"""The word lists of the fourth world, read once from its CSV files."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.generators.generator_d import rates

LISTS = Path(__file__).parent / "lists"


@dataclass(frozen=True, slots=True)
class Name:
    """One part of a name: its usual spellings in Latin letters (a family's own first), its script,
    how it sounds.
    """

    latin: tuple[str, ...]
    native: str
    sound: str


@dataclass(frozen=True, slots=True)
class Place:
    """A home town: its country, its spellings, district, region and own script."""

    country: str
    town: tuple[str, ...]
    district: str
    region: str
    native: str
    people: str  # who lives there (weights), empty for the origin's usual


@dataclass(frozen=True, slots=True)
class Country:
    """A country: the language its desks write, its names by language, dialling code and number
    patterns.
    """

    language: str
    names: dict[str, str]
    dial: str
    mobile: str
    asylum: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it may be found: kind, body parts, who has it (empty: anyone), what it is called by
    language.
    """

    kind: str
    parts: tuple[str, ...]
    origins: tuple[str, ...]
    texts: dict[str, str]


def _rows(name: str) -> list[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def names(origin: str, role: str) -> tuple[Name, ...]:
    """Return the names of an origin for a role (m, f or s for family names), the most usual
    first.
    """
    own = _rows(f"names/{origin}")
    shared = _rows(f"names/{rates.SHARED_NAMES[origin]}") if origin in rates.SHARED_NAMES else []
    own_rows = [row for row in own if row["role"] == role]
    shared_rows = [row for row in shared if row["role"] == role]
    # The origin's own names stand between the shared ones: both have popular names.
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
    """Where children of an origin come from."""
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
    """Home towns in a country, of whatever origin."""
    return tuple(
        place for origin in rates.ORIGINS for place in places(origin) if place.country == country
    )


@cache
def stops(country: str, before: str) -> tuple[tuple[str, ...], ...]:
    """Places on the way in a country, each with its spellings, that one reaches from the country
    before.
    """
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
    """All countries met, by code."""
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
    """Return the marks that children of an origin may bear."""
    kinds = (
        Mark(row["kind"], tuple(row["parts"].split()), tuple(row["origins"].split()),
             {code: row[code] for code in ("en", "fr", "de", "it")})
        for row in _rows("marks")
    )  # fmt: skip
    return tuple(mark for mark in kinds if not mark.origins or origin in mark.origins)


@cache
def nicknames(origin: str, sex: str) -> tuple[str, ...]:
    """Return what friends call each other."""
    return tuple(
        row["name"] for row in _rows("nicknames") if row["origin"] == origin and row["sex"] == sex
    )


@cache
def streets(origin: str) -> tuple[str, ...]:
    """First lines of a home address; # stands for a number."""
    return tuple(row["address"] for row in _rows("streets") if row["origin"] == origin)


@cache
def spelling(style: str) -> dict[str, str]:
    """How an ear writes sounds: letters to letters; ^ and $ bind to the ends of a word."""
    return {row["from"]: row["to"] for row in _rows("spelling") if row["style"] == style}


@cache
def confusions() -> tuple[tuple[str, str], ...]:
    """Sounds that are taken for one another."""
    return tuple(
        (row["from"], row["to"]) for row in _rows("spelling") if row["style"] == "misheard"
    )
