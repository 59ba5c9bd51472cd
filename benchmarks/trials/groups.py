"""Groups of a pair of records: script, age, sex, origin, and missing facts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

from matching import Person
from sample_data.origins import load_origins

AGE_BANDS = (
    (0, "under 8"),
    (8, "8 to 12"),
    (13, "13 to 15"),
    (16, "16 and 17"),
    (18, "18 and over"),
)
NATIVE = ("ARABIC", "CYRILLIC", "ETHIOPIC", "CJK", "BENGALI")


@cache
def regions() -> dict[str, str]:
    """Return the group of names of each origin."""
    return {origin.code: f"{origin.custom} names" for origin in load_origins()}


def scripts(person: Person) -> set[str]:
    """Return the scripts of a person's names, by the first word of the letters' Unicode names."""
    letters = {letter for name in person.names for letter in name.text if letter.isalpha()}
    return {unicodedata.name(letter, "?").split(" ")[0].split("-")[0] for letter in letters}


def script(one: Person, other: Person) -> str:
    """Return the scripts of the names of both sides."""
    left, right = scripts(one), scripts(other)
    native = sorted((left | right) & set(NATIVE))
    if not native:
        return "Latin on both sides"
    name = native[0].capitalize()
    return f"{name} on both sides" if native[0] in left & right else (
        f"Latin on both, {name} on one" if "LATIN" in left & right else f"{name} against Latin"
    )  # fmt: skip


def age(left: Person, right: Person) -> str:
    """Return the age band at the event, from the first side that has birth and event."""
    for person in (left, right):
        place = person.places[0] if person.places else None
        if person.births and place and place.on:
            birth = person.births[0].first + (person.births[0].last - person.births[0].first) / 2
            years = (place.on - birth).days / 365.25
            return [words for least, words in AGE_BANDS if years >= least or least == 0][-1]
    return "age not known"


def sex(left: Person, right: Person) -> str:
    """Return the sex on which both sides agree."""
    sexes = {person.sex for person in (left, right)} - {""}
    return sexes.pop() if len(sexes) == 1 else "differs or not known"


def missing(left: Person, right: Person) -> Iterator[str]:
    """Yield the facts that one side, or both, do not have."""
    if not (left.births and right.births):
        yield "no birth on a side"
    if not any(scripts(person) & set(NATIVE) for person in (left, right)):
        yield "no native name"
    if any(
        all(name.role in ("nickname", "alias") for name in person.names) for person in (left, right)
    ):
        yield "only nicknames or aliases on a side"
    if any(
        len({word for name in person.names for word in name.text.split()}) < 2
        for person in (left, right)
    ):
        yield "only one name part on a side"
    if not (left.nationalities and right.nationalities):
        yield "no nationality on a side"
