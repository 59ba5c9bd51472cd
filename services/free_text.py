"""Free text that leaves an agency must not tell where a person is or how to reach them: looked at before it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.errors import InvalidInput
from services.statements import Statement

PLACE_FIELDS = frozenset({"event_place", "route"})
SHORTEST_PLACE = 3
PHONE_DIGITS = 6  # of the end of a number


def check(text: str, said: Iterable[Statement], *, field: str) -> None:
    """Raise `InvalidInput` when a text is empty or holds a place or a phone of these statements."""
    if not text.strip():
        raise InvalidInput(field, "needed")
    words, digits = text.casefold(), re.sub(r"\D", "", text)
    for one in said:
        if one.field in PLACE_FIELDS and any(place in words for place in _places(one)):
            raise InvalidInput(field, "own_place", "where the person is or was is not told in free text")
        number = re.sub(r"\D", "", one.value) if one.field == "phones" else ""
        if len(number) >= PHONE_DIGITS and number[-PHONE_DIGITS:] in digits:
            raise InvalidInput(field, "own_phone", "how to reach the person is not told in free text")


def _places(one: Statement) -> list[str]:
    parts = [one.value] if one.field == "event_place" else one.value.split(":")[1:2]
    return [part.strip().casefold() for part in parts if len(part.strip()) >= SHORTEST_PLACE]
