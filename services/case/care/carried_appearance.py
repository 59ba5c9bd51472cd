"""Clothing and belongings of a found child, and which of them its missing report takes over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.errors import InvalidInput
from services.foundation.facts.statements import Statement

CARRIED_FIELDS = ("clothing", "belongings")
NUMBER_PATTERN = re.compile(r"\d(?:[\s./()-]*\d){5,}")  # six digits or more: a telephone number


def check_clothing(clothing: str, statements: Sequence[Statement]) -> None:
    """Raise `InvalidInput` for clothing that names a place or a number, because others will read
    it.
    """
    if _names_place_or_number(clothing, statements):
        raise InvalidInput(
            "clothing", "names_a_place_or_number", "others will read this: no place, no telephone"
        )


def _names_place_or_number(text: str, statements: Sequence[Statement]) -> bool:
    places = {
        statement.value
        for statement in statements
        if statement.field in ("event_place", "care") and len(statement.value) > 2
    }
    return bool(NUMBER_PATTERN.search(text)) or any(
        place.casefold() in text.casefold() for place in places
    )


def appearance_to_carry(
    facts: Sequence[Statement], *, has_new_clothing: bool, is_minor: bool
) -> tuple[list[Statement], tuple[str, ...]]:
    """Return the clothing and belongings for the missing report, and the fields left out.

    With `has_new_clothing` the form has clothing, which replaces that of the record. Values that
    name a place or a number stay in the found record, because others will read the report. Without
    `is_minor` both results are empty: the appearance of an adult is shared by consent only.
    """
    if not is_minor:
        return [], ()
    candidates = [
        fact
        for fact in facts
        if fact.field in CARRIED_FIELDS and not (fact.field == "clothing" and has_new_clothing)
    ]
    kept = [fact for fact in candidates if _names_place_or_number(fact.value, facts)]
    left_out = {fact.field for fact in kept}
    return [fact for fact in candidates if fact not in kept], tuple(sorted(left_out))
