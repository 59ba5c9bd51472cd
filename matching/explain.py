"""Evidence in words a caseworker understands, made at reading time from whichever persons may be shown.

With both persons, the values that were compared stand beside the words; with None for either, only which kinds agreed
or differed: no value of either side appears then. Stores nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from matching.controllers import compared
from matching.evidence import Evidence
from matching.facts import Birth, Place
from matching.levels import ATTRIBUTES
from matching.person import Person
from matching.places.gazetteer import kilometres, read_place

_ATTRIBUTES: Final = {attribute.name: attribute for attribute in ATTRIBUTES}


def explain(evidence: Sequence[Evidence], a: Person | None = None, b: Person | None = None) -> tuple[str, ...]:
    """Return one line an attribute that says anything, the weightiest first; "unknown" attributes are left out.

    A line is words, bits with sign, and, only when both persons are given, the values of a and b.
    """
    known = sorted((item for item in evidence if item.is_known), key=lambda item: -abs(item.bits))
    return tuple(_line(item, a, b) for item in known)


def unknown_kinds(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Return in words what could not be compared, which is apart from what differs."""
    return tuple(_ATTRIBUTES[item.attribute].levels[0].words for item in evidence if not item.is_known)


def _line(item: Evidence, a: Person | None, b: Person | None) -> str:
    attribute = _ATTRIBUTES[item.attribute]
    line = f"{attribute.words}: {attribute.levels[item.number].words} ({item.bits:+.1f} bits)"
    if a is None or b is None:
        return line
    show = _VALUES[item.attribute]
    left, right = show(a), show(b)
    apart = _APART[item.attribute](a, b) if item.attribute in _APART else None
    shown = f"{line}: {left} / {right}" if left or right else line
    return f"{shown} (about {apart} km apart)" if apart else shown


def _birth_place(person: Person) -> str:
    """Return the place as written, with the country it was read to where the text does not state it."""
    lands = {spot.country for spot in read_place(person.birth_place).spots if not spot.is_stated}
    return f"{person.birth_place} ({lands.pop()})" if len(lands) == 1 else person.birth_place


def _place(place: Place) -> str:
    words = (place.country, place.name, place.on.isoformat() if place.on else "")
    return ("route " if place.role == "route" else "") + " ".join(filter(None, words))


def _births_apart(a: Person, b: Person) -> int | None:
    return kilometres(read_place(a.birth_place).spots, read_place(b.birth_place).spots)


def _events_apart(a: Person, b: Person) -> int | None:
    events = [[place for place in person.places if place.role != "route"] for person in (a, b)]
    one, other = (
        [spot for place in places for spot in read_place(place.name, place.country).spots] for places in events
    )
    return kilometres(one, other)


def _birth(birth: Birth) -> str:
    if birth.first == birth.last:
        return birth.first.isoformat()
    return f"{birth.first.isoformat()} to {birth.last.isoformat()}"


# Attribute -> how the values of it that were compared are written.
_VALUES: Final[dict[str, Callable[[Person], str]]] = {
    "name": lambda person: ", ".join(name.text for name in compared(person.names)),
    "birth": lambda person: ", ".join(_birth(birth) for birth in person.births),
    "sex": lambda person: person.sex,
    "origin": lambda person: ", ".join((*person.nationalities, *person.languages)),
    "ethnicity": lambda person: ", ".join(person.ethnicities),
    "birth_place": _birth_place,
    "event": lambda person: ", ".join(_place(place) for place in person.places),
    "phone": lambda person: ", ".join(phone.e164 or phone.digits for phone in compared(person.phones)),
    "document": lambda person: ", ".join(
        " ".join(filter(None, (item.type, item.country, item.number))) for item in compared(person.documents)
    ),
    "relative": lambda person: ", ".join(
        f"{relative.relation} {relative.name}" for relative in compared(person.relatives)
    ),
    "height": lambda person: f"{person.height_cm} cm" if person.height_cm is not None else "",
    "eyes": lambda person: person.eyes,
    "hair": lambda person: person.hair,
    "marks": lambda person: ", ".join(
        " ".join(filter(None, (mark.kind, mark.part, mark.side, mark.text))) for mark in person.marks
    ),
}
# Attribute -> how many kilometres lie between what two people's values mean.
_APART: Final[dict[str, Callable[[Person, Person], int | None]]] = {
    "birth_place": _births_apart,
    "event": _events_apart,
}
