"""The Gregorian days of births that are stated in any calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from matching import parse_row
from services.foundation.facts.statements import Statement

# The statements that say how a written birth is read.
_READ_WITH = ("birth_calendar", "nationalities", "languages")
Interval = tuple[date, date]


def birth_days(statements: Iterable[Statement]) -> Mapping[str, Interval]:
    """Return the first and last Gregorian day of each birth date, by the text as it was stated.

    A text that cannot be read is left out. Only the statements given are used, so a reader who may
    not see the calendar gets the reading without it.
    """
    values: dict[str, list[str]] = {}
    for statement in statements:
        values.setdefault(statement.field, []).append(statement.value)
    context = {name: values[name] for name in _READ_WITH if name in values}
    if "birth_calendar" in context:
        context["birth_calendar"] = context["birth_calendar"][:1]
    intervals: dict[str, Interval] = {}
    for text in values.get("birth_date", []):
        row = {"birth_date": [text], **context}
        births = parse_row(row).person.births
        if births:
            intervals[text] = (births[0].first, births[0].last)
    return intervals
