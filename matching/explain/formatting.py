"""Formatting of a person's values in an explanation: codes with their list, the rest as written."""

from __future__ import annotations

from datetime import date
from typing import Final

from matching.explain.explanation import Value, ValuePart, join_parts, sanitise
from matching.places.gazetteer import read_place
from matching.reading.facts import Birth, Document, Home, Mark, Phone, Place, Relative
from matching.reading.person import Person

CALENDARS: Final = {"solar_hijri": "Solar Hijri", "hijri": "Islamic", "ethiopian": "Ethiopian"}
_KNOWN: Final = {"documented": "documented", "claimed": "claimed", "assessed": "age assessed"}
# Coded attribute -> the words for its codes, if the codes are not words.
_WORDS: Final = {"sex": {"F": "female", "M": "male", "X": "neither female nor male"}}
_OWNERS: Final = {"own": "own", "relative": "a relative's"}
_ROLES: Final = {"last_seen": "last seen", "found": "found", "route": "on the way"}


def format_birth(value: Birth) -> Value:
    """Return a birth: the day or range of days, the original calendar, and the source."""
    calendar = CALENDARS.get(value.calendar)
    text = (
        ValuePart("only the year is believed", "birth", "placeholder")
        if value.is_placeholder
        else None,
        ValuePart(f"{calendar} calendar", "birth", value.calendar) if calendar else None,
        _coded("birth", value.known, _KNOWN.get(value.known, "")),
    )
    rest = join_parts(text, ", ")
    return (*_days(value), ValuePart(" ("), *rest, ValuePart(")")) if rest else _days(value)


def _days(value: Birth) -> Value:
    first, last = value.first, value.last
    is_years = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    first_text, last_text = (
        str(day.year) if is_years else day.isoformat() for day in (first, last)
    )
    return (
        (ValuePart(first_text),)
        if first_text == last_text
        else join_parts(
            (ValuePart(first_text), ValuePart("to", "birth", "to"), ValuePart(last_text))
        )
    )


def _coded(of: str, code: str, text: str | None = None) -> ValuePart:
    """Return a code of a list; without a given text its English is the code without underscores."""
    return ValuePart(sanitise(code.replace("_", " ")) if text is None else text, of, code)


def format_country(code: str) -> Value:
    """Return a country as a piece of a value."""
    return (_coded("country", code, sanitise(code)),)


def format_origin(code: str) -> Value:
    """Return a nationality (two letters) or a language (three letters)."""
    return format_country(code) if len(code) == 2 else (_coded("language", code, sanitise(code)),)


def format_text(text: str) -> Value:
    """Return a text as it was written."""
    return (ValuePart(sanitise(text)),)


def format_code(of: str, value: str) -> Value:
    """Return the code of a coded attribute."""
    return (_coded(of, value, _WORDS.get(of, {}).get(value, sanitise(value))),)


def format_birth_place(person: Person) -> Value:
    """Return the place as written, with the country it resolved to if the text omits it."""
    lands = {spot.country for spot in read_place(person.birth_place).spots if not spot.is_stated}
    if len(lands) != 1:
        return format_text(person.birth_place)
    return (
        *format_text(person.birth_place),
        ValuePart(" ("),
        *format_country(lands.pop()),
        ValuePart(")"),
    )


def format_home(value: Home) -> Value:
    """Return a home address as written."""
    return format_text(value.text)


def format_place(value: Place) -> Value:
    """Return an event with its place and day."""
    return join_parts(
        (_happened(value), *format_country(value.country), *format_text(value.name), _day(value.on))
    )


def format_day(value: Place) -> Value:
    """Return an event with its day."""
    return join_parts((_happened(value), _day(value.on)))


def _happened(value: Place) -> ValuePart:
    return _coded("happened", value.role, _ROLES.get(value.role, ""))


def _day(on: date | None) -> ValuePart | None:
    return ValuePart(on.isoformat()) if on else None


def format_phone(value: Phone) -> Value:
    """Return a phone's owner and number."""
    owner = _coded("phone_owner", value.owner, _OWNERS.get(value.owner, ""))
    return join_parts((owner, *format_text(value.e164 or value.digits)))


def format_document(value: Document) -> Value:
    """Return kind, country and number."""
    return join_parts(
        (
            _coded("document_type", value.type),
            *format_country(value.country),
            *format_text(value.number),
        )
    )


def format_relative(value: Relative) -> Value:
    """Return relation and name."""
    return join_parts((_coded("relation", value.relation), *format_text(value.name)))


def format_mark(value: Mark) -> Value:
    """Return a mark: kind, side, part of the body, and description."""
    part = ValuePart(f"({sanitise(value.text)})") if value.text else None
    return join_parts(
        (
            _coded("mark_kind", value.kind),
            _coded("mark_side", value.side),
            _coded("mark_part", value.part),
            part,
        )
    )


def format_height(person: Person) -> Value:
    """Return the height and the day of the measurement."""
    if person.height_cm is None:
        return ()
    on = ValuePart("on", "height", "on") if person.height_on else None
    return join_parts((ValuePart(f"{person.height_cm} cm"), on, _day(person.height_on)))


def days_between(left: date | None, right: date | None) -> int | None:
    """Return the number of days between two days, None if either is unknown."""
    return None if left is None or right is None else abs((left - right).days)
