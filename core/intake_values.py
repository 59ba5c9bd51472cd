"""Reads values of the columns of `core.intake` whose codes the engine does not read."""

from __future__ import annotations

from datetime import date

from core.intake import INTAKE_FIELDS, NOT_KNOWN, IntakeField, Kind

MAX_AGE_YEARS = 120
OTHER = "other"  # what a value outside its list is counted as
FIELDS = {field.name: field for field in INTAKE_FIELDS}


def as_code(text: str) -> str:
    """Return the code that a text writes: in small letters, with underscores for spaces."""
    return "_".join(text.casefold().split())


def split_parts(field: IntakeField, value: str) -> dict[str, str]:
    """Return the parts of a value by their names, trimmed; a part that is left out is empty."""
    cells = [cell.strip() for cell in value.split(":", len(field.parts) - 1)]
    cells += [""] * (len(field.parts) - len(cells))
    return {part.name: cell for part, cell in zip(field.parts, cells, strict=True)}


def day_of(text: str) -> date | None:
    """Return the day that YYYY-MM-DD writes; None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else None
    except ValueError:
        return None


def days_in(field: IntakeField, value: str) -> list[date]:
    """Return the days that are parts of a value."""
    parts = split_parts(field, value)
    found = (day_of(parts[part.name]) for part in field.parts if part.kind is Kind.DATE)
    return [day for day in found if day is not None]


def years_of(text: str) -> tuple[int, int] | None:
    """Return the lowest and the highest age that `15` or `15-17` writes; None for anything else."""
    ages = [cell.strip() for cell in text.split("-")]
    if len(ages) > 2 or not all(cell.isascii() and cell.isdigit() for cell in ages):
        return None
    low, high = int(ages[0]), int(ages[-1])
    return (low, high) if low <= high <= MAX_AGE_YEARS else None


def codes_in(field: IntakeField, part: str, values: list[str]) -> frozenset[str]:
    """Return the codes that the values of a column write.

    `part` is the part of each value that holds the code, "" for the whole value.
    `unknown`, `not_asked` and `refused` say nothing and are left out; a value outside the list is
    `other`.
    """
    if part:
        (accepted,) = (one.accepted for one in field.parts if one.name == part)
        values = [split_parts(field, value)[part] for value in values]
    else:
        accepted = field.accepted
        values = [value.partition(":")[0] for value in values]
    written = {as_code(value) for value in values} - {"", *NOT_KNOWN}
    return frozenset(code if code in accepted else OTHER for code in written)
