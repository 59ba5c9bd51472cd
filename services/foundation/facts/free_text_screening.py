"""Screening of free text that leaves an agency, before it is stored.

The text must not contain the location of a person or a way to reach them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.errors import InvalidInput, require_text
from services.foundation.facts.statements import Statement

PLACE_FIELDS = frozenset({"event_place", "route", "home_address"})
SHORTEST_PLACE = 3
_WITH_DIGIT = re.compile(r"\w*\d\w*")
PHONE_DIGITS = 6  # compared from the end of a number
# A number of at least so many digits with usual separators, a mail address, a link, a handle.
_CONTACT = re.compile(
    r"\d(?:[\s()/.+-]*\d){5,}|\S@\S|(?<!\w)@\w{2,}|https?:|\bwww\.|\bt\.me\b|\bwa\.me\b",
    re.IGNORECASE,
)


def check_text(text: str, statements: Iterable[Statement], *, field: str) -> None:
    """Raise `InvalidInput` if a text is empty or has a place or a phone of these statements."""
    require_text(field, text)
    words, digits = text.casefold(), re.sub(r"\D", "", text)
    for statement in statements:
        if statement.field in PLACE_FIELDS and any(place in words for place in _places(statement)):
            raise InvalidInput(
                field,
                "own_place",
                "remove the place: free text must not show where the person is or was",
            )
        number = re.sub(r"\D", "", statement.value) if statement.field == "phones" else ""
        if len(number) >= PHONE_DIGITS and number[-PHONE_DIGITS:] in digits:
            raise InvalidInput(
                field,
                "own_phone",
                "remove the number: free text must not show how to contact the person",
            )


def _places(statement: Statement) -> list[str]:
    entry = statement.entry
    parts = [entry.text] if entry.column == "event_place" else [*entry.pieces[1:2]]
    # the first part with a letter: the street, or the village
    if statement.field == "home_address":
        parts = [part for part in _WITH_DIGIT.sub("", statement.value).split(",") if part.strip()][
            :1
        ]
    return [part.strip().casefold() for part in parts if len(part.strip()) >= SHORTEST_PLACE]


# A house number next to a word for a street, in the languages of the states; coordinates; a link to
# a map.
_STREETS = (
    "street st road rd avenue ave lane square quay boulevard blvd rue allée chemin impasse quai via"
    " viale piazza corso strasse straße str gasse weg platz allee straat laan plein calle avenida"
    " plaza rua praça ulica ul aleja utca út tér strada bulevardul gata gatan väg vägen vej gade"
    " katu tie trg cesta ulice náměstí οδός λεωφόρος πλατεία улица iela gatvė tänav"
)
_AFTER_NUMBER = "street st road rd avenue ave lane square boulevard blvd rue allée chemin impasse"
_STREET = "|".join(sorted(map(re.escape, _STREETS.split()), key=len, reverse=True))
_GERMANIC = (
    r"\w{3,}(?:strasse|straße|str\.|gasse|weg|platz|allee|straat|laan|plein|gatan|vägen|gade|vej"
    r"|katu|utca)"
)
_ADDRESSES = re.compile(
    rf"(?:\b(?:{_STREET})\b\.?[^\d\n+]{{0,40}}\b\d{{1,4}}[a-z]?\b(?![\d:.]))"
    rf"|(?:\b\d{{1,4}}[a-z]?,?\s+(?:[^\W\d]+\s+){{0,3}}(?:{_AFTER_NUMBER.replace(' ', '|')})\b)"
    rf"|(?:\b{_GERMANIC}\s*\d{{1,4}}[a-z]?\b)"
    r"|(?:-?\d{1,2}[.,]\d{3,}\s*°?\s*[NS]?\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,})"
    r"|(?:\d{1,2}\s*°\s*\d{1,2})"
    r"|(?:maps\.|goo\.gl/|/maps|openstreetmap|osm\.org|///?\w+\.\w+\.\w+|\bgeo:)",
    re.IGNORECASE,
)


def check_no_address(text: str, *, field: str) -> None:
    """Raise `InvalidInput` if a text has a street with a number, coordinates or a link to a map.

    The contact point is enough.
    """
    if _ADDRESSES.search(text):
        raise InvalidInput(
            field,
            "tells_an_address",
            "write how to reach a person; remove streets, coordinates and maps",
        )


def check_no_contact(text: str, *, field: str) -> None:
    """Raise `InvalidInput` when a text has a telephone number, a mail address or a link.

    A desk answers by the telephone number of the directory, never by a number in a text.
    """
    if _CONTACT.search(text):
        raise InvalidInput(
            field, "has_contact", "no number, address or link: the directory says whom to call"
        )
