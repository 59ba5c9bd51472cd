"""How a value of a person is written in an explanation: plain words, one value a text. Compares nothing."""

from __future__ import annotations

from datetime import date
from typing import Final

from matching.facts import Birth, Document, Mark, Phone, Place, Relative
from matching.person import Person
from matching.places.gazetteer import read_place
from matching.words.structure import clean

CALENDARS: Final = {"solar_hijri": "Solar Hijri", "hijri": "Islamic", "ethiopian": "Ethiopian"}
_KNOWN: Final = {"documented": "documented", "claimed": "claimed", "assessed": "age assessed"}
_SEX: Final = {"F": "female", "M": "male", "X": "neither female nor male"}
_OWNERS: Final = {"own": "own", "relative": "a relative's"}
_ROLES: Final = {"last_seen": "last seen", "found": "found", "route": "on the way"}


def birth(value: Birth) -> str:
    """Return a birth: the day, or the days between which it lies, the calendar it was written in, how it is known."""
    calendar = CALENDARS.get(value.calendar)
    told = (
        "only the year is believed" if value.is_placeholder else "",
        f"{calendar} calendar" if calendar else "",
        _KNOWN.get(value.known, ""),
    )
    rest = ", ".join(filter(None, told))
    return f"{_days(value)} ({rest})" if rest else _days(value)


def _days(value: Birth) -> str:
    first, last = value.first, value.last
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    return f"{first.isoformat()} to {last.isoformat()}"


def birth_place(person: Person) -> str:
    """Return the place as written, with the country it was read to where the text does not state it."""
    lands = {spot.country for spot in read_place(person.birth_place).spots if not spot.is_stated}
    return clean(f"{person.birth_place} ({lands.pop()})" if len(lands) == 1 else person.birth_place)


def place(value: Place) -> str:
    """Return what happened where and when."""
    on = value.on.isoformat() if value.on else ""
    return clean(" ".join(filter(None, (_ROLES.get(value.role, ""), value.country, value.name, on))))


def day(value: Place) -> str:
    """Return what happened when."""
    return clean(" ".join(filter(None, (_ROLES.get(value.role, ""), value.on.isoformat() if value.on else ""))))


def phone(value: Phone) -> str:
    """Return whose phone it is and its number."""
    return clean(f"{_OWNERS.get(value.owner, '')} {value.e164 or value.digits}")


def document(value: Document) -> str:
    """Return kind, country and number."""
    return clean(" ".join(filter(None, (value.type.replace("_", " "), value.country, value.number))))


def relative(value: Relative) -> str:
    """Return relation and name."""
    return clean(f"{value.relation.replace('_', ' ')} {value.name}")


def mark(value: Mark) -> str:
    """Return kind, part of the body, side, and what is told of it."""
    told = f"({value.text})" if value.text else ""
    return clean(" ".join(filter(None, (value.kind, value.side, value.part, told))).replace("_", " "))


def sex(person: Person) -> str:
    """Return the sex in words."""
    return _SEX.get(person.sex, clean(person.sex))


def height(person: Person) -> str:
    """Return the height and the day it was measured."""
    if person.height_cm is None:
        return ""
    return f"{person.height_cm} cm" + (f" on {person.height_on.isoformat()}" if person.height_on else "")


def span(days: int) -> str:
    """Return a number of days as people say it."""
    for size, unit in ((365.25, "years"), (30.44, "months")):
        if round(days / size, 1) >= 2:
            return f"{round(days / size)} {unit}"
    return f"{days} day" if days == 1 else f"{days} days"


def days_between(one: date | None, other: date | None) -> int | None:
    """Return how many days lie between two days, None where one is not known."""
    return None if one is None or other is None else abs((one - other).days)
