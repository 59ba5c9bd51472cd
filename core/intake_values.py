"""Read values of the columns of `core.intake` whose codes the engine does not read."""

from __future__ import annotations

import re
from datetime import date

from core.intake import INTAKE_FIELDS, NOT_KNOWN, IntakeField, Kind

MAX_AGE_YEARS = 120
OTHER = "other"  # counted for a value outside its list
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")
FIELDS = {field.name: field for field in INTAKE_FIELDS}


def as_code(text: str) -> str:
    """Return a text as a code: lower case, with underscores for spaces.

    A capital after a small letter begins a new word, as in the names of HTCDS. `DebtBondage`
    becomes `debt_bondage`.
    """
    return "_".join(_WORD_START.sub(" ", text).casefold().split())


def split_parts(field: IntakeField, value: str) -> dict[str, str]:
    """Return the parts of a value by name, without surrounding spaces. A missing part is ""."""
    cells = [cell.strip() for cell in value.split(":", len(field.parts) - 1)]
    cells += [""] * (len(field.parts) - len(cells))
    return {part.name: cell for part, cell in zip(field.parts, cells, strict=True)}


def day_of(text: str) -> date | None:
    """Return the date of a text YYYY-MM-DD; None for any other text."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else None
    except ValueError:
        return None


def days_in(field: IntakeField, value: str) -> list[date]:
    """Return the dates among the parts of a value."""
    parts = split_parts(field, value)
    found = (day_of(parts[part.name]) for part in field.parts if part.kind is Kind.DATE)
    return [day for day in found if day is not None]


def years_of(text: str) -> tuple[int, int] | None:
    """Return the lowest and highest age in years in a text such as `15` or `15-17`.

    `15` gives (15, 15). None for any other text, for a range that falls, and above `MAX_AGE_YEARS`.
    """
    ages = [cell.strip() for cell in text.split("-")]
    if len(ages) > 2 or not all(cell.isascii() and cell.isdigit() for cell in ages):
        return None
    low, high = int(ages[0]), int(ages[-1])
    return (low, high) if low <= high <= MAX_AGE_YEARS else None


def codes_in(field: IntakeField, part: str, values: list[str]) -> frozenset[str]:
    """Return the codes in the values of a column.

    `part` is the part of each value that has the code, "" for the whole value. `unknown`,
    `not_asked` and `refused` are left out. A value outside the list counts as `other`.
    """
    if part:
        (accepted,) = (one.accepted for one in field.parts if one.name == part)
        values = [split_parts(field, value)[part] for value in values]
    else:
        accepted = field.accepted
        values = [value.partition(":")[0] for value in values]
    written = {as_code(value) for value in values} - {"", *NOT_KNOWN}
    return frozenset(code if code in accepted else OTHER for code in written)
