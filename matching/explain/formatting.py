"""How a value of a person is written in an explanation: codes with their list, the rest as it was
written. Compares nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from matching.explain.explanation import Piece, Value, clean, joined
from matching.places.gazetteer import read_place
from matching.reading.facts import Birth, Document, Home, Mark, Phone, Place, Relative
from matching.reading.person import Person

CALENDARS: Final = {"solar_hijri": "Solar Hijri", "hijri": "Islamic", "ethiopian": "Ethiopian"}
_KNOWN: Final = {"documented": "documented", "claimed": "claimed", "assessed": "age assessed"}
# Coded attribute -> its codes in words, where they are none themselves.
_WORDS: Final = {"sex": {"F": "female", "M": "male", "X": "neither female nor male"}}
_OWNERS: Final = {"own": "own", "relative": "a relative's"}
_ROLES: Final = {"last_seen": "last seen", "found": "found", "route": "on the way"}


def birth(value: Birth) -> Value:
    """Return a birth: the day, or the days between which it lies, the calendar it was written in,
    how it is known.
    """
    calendar = CALENDARS.get(value.calendar)
    told = (
        Piece("only the year is believed", "birth", "placeholder")
        if value.is_placeholder
        else None,
        Piece(f"{calendar} calendar", "birth", value.calendar) if calendar else None,
        _coded("birth", value.known, _KNOWN.get(value.known, "")),
    )
    rest = joined(told, ", ")
    return (*_days(value), Piece(" ("), *rest, Piece(")")) if rest else _days(value)


def _days(value: Birth) -> Value:
    first, last = value.first, value.last
    is_years = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    one, other = (str(day.year) if is_years else day.isoformat() for day in (first, last))
    return (
        (Piece(one),)
        if one == other
        else joined((Piece(one), Piece("to", "birth", "to"), Piece(other)))
    )


def _coded(of: str, code: str, text: str | None = None) -> Piece:
    """Return a code of a list; in English it is read without its underscores where nothing else is
    given.
    """
    return Piece(clean(code.replace("_", " ")) if text is None else text, of, code)


def country(code: str) -> Value:
    """Return a country."""
    return (_coded("country", code, clean(code)),)


def origin(code: str) -> Value:
    """Return a nationality (two letters) or a language (three)."""
    return country(code) if len(code) == 2 else (_coded("language", code, clean(code)),)


def free(text: str) -> Value:
    """Return what was written."""
    return (Piece(clean(text)),)


def code(of: str, value: str) -> Value:
    """Return the code of a coded attribute."""
    return (_coded(of, value, _WORDS.get(of, {}).get(value, clean(value))),)


def birth_place(person: Person) -> Value:
    """Return the place as written, with the country it was read to where the text does not state
    it.
    """
    lands = {spot.country for spot in read_place(person.birth_place).spots if not spot.is_stated}
    if len(lands) != 1:
        return free(person.birth_place)
    return (*free(person.birth_place), Piece(" ("), *country(lands.pop()), Piece(")"))


def home(value: Home) -> Value:
    """Return a home address as written."""
    return free(value.text)


def place(value: Place) -> Value:
    """Return what happened where and when."""
    return joined((_happened(value), *country(value.country), *free(value.name), _day(value.on)))


def day(value: Place) -> Value:
    """Return what happened when."""
    return joined((_happened(value), _day(value.on)))


def _happened(value: Place) -> Piece:
    return _coded("happened", value.role, _ROLES.get(value.role, ""))


def _day(on: date | None) -> Piece | None:
    return Piece(on.isoformat()) if on else None


def phone(value: Phone) -> Value:
    """Return whose phone it is and its number."""
    owner = _coded("phone_owner", value.owner, _OWNERS.get(value.owner, ""))
    return joined((owner, *free(value.e164 or value.digits)))


def document(value: Document) -> Value:
    """Return kind, country and number."""
    return joined(
        (_coded("document_type", value.type), *country(value.country), *free(value.number))
    )


def relative(value: Relative) -> Value:
    """Return relation and name."""
    return joined((_coded("relation", value.relation), *free(value.name)))


def mark(value: Mark) -> Value:
    """Return kind, side, part of the body, and what is told of it."""
    told = Piece(f"({clean(value.text)})") if value.text else None
    return joined(
        (
            _coded("mark_kind", value.kind),
            _coded("mark_side", value.side),
            _coded("mark_part", value.part),
            told,
        )
    )


def height(person: Person) -> Value:
    """Return the height and the day it was measured."""
    if person.height_cm is None:
        return ()
    on = Piece("on", "height", "on") if person.height_on else None
    return joined((Piece(f"{person.height_cm} cm"), on, _day(person.height_on)))


def days_between(one: date | None, other: date | None) -> int | None:
    """Return how many days lie between two days, None where one is not known."""
    return None if one is None or other is None else abs((one - other).days)
