"""The only reader of the values of intake columns: it splits a text into an `Entry`.

The engine has its own reader (`matching.reading`) for the facts that it compares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from core.entry import Entry, EntryPart
from core.intake import INTAKE_FIELDS, IntakeField, Kind, Part
from core.intake_values import FIELDS, MAX_AGE_YEARS, as_code

# Columns whose codes the engine does not read. Their codes may be names of HTCDS (`DebtBondage`).
_OWN_CODES = frozenset(
    field.name
    for field in INTAKE_FIELDS
    if field.accepted or any(part.accepted for part in field.parts)
)
_WITH_PARTS = frozenset(field.name for field in INTAKE_FIELDS if field.parts)
_NO_PARTS: Mapping[str, EntryPart] = {}


def read_entry(column: str, text: str) -> Entry:
    """Return a value of a column, split into its parts. Never raises."""
    pieces = tuple([piece.strip() for piece in text.split(":")])
    first = pieces[0]
    return Entry(
        column,
        text,
        as_code(first) if column in _OWN_CODES else _engine_code(first),
        text.partition(":")[2].strip() if len(pieces) > 1 else "",
        pieces,
        _read_parts(FIELDS[column], text) if column in _WITH_PARTS else _NO_PARTS,
    )


def _read_parts(field: IntakeField, text: str) -> dict[str, EntryPart]:
    cells = [cell.strip() for cell in text.split(":", len(field.parts) - 1)]
    cells += [""] * (len(field.parts) - len(cells))
    return {
        part.name: _read_part(part, cell) for part, cell in zip(field.parts, cells, strict=True)
    }


def _engine_code(text: str) -> str:
    """Return a text as a code of the engine (`matching.reading.row_parser`)."""
    return "_".join(text.casefold().split())


def _read_part(part: Part, text: str) -> EntryPart:
    return EntryPart(
        text,
        (as_code(text) if part.accepted else _engine_code(text)) if part.kind is Kind.CODE else "",
        _day_of(text) if part.kind is Kind.DATE else None,
        _years_of(text) if part.kind is Kind.YEARS else None,
    )


def _day_of(text: str) -> date | None:
    """Return the date of a text YYYY-MM-DD; None for any other text."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else None
    except ValueError:
        return None


_YEARS = re.compile(r"(\d{1,3})\s*(?:-\s*(\d{1,3}))?", re.ASCII)


def _years_of(text: str) -> tuple[int, int] | None:
    """Return the lowest and highest age in years in a text such as `15` or `15-17`.

    `15` gives (15, 15). None for any other text, for a range that falls, and above `MAX_AGE_YEARS`.
    """
    read = _YEARS.fullmatch(text)
    if read is None:
        return None
    low, high = int(read[1]), int(read[2] or read[1])
    return (low, high) if low <= high <= MAX_AGE_YEARS else None
