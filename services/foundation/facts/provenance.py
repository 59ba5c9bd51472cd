"""Reads the provenance in an intake row: source, day and quality of its values.

A part is one text for every value of its column, or a list with a part for each value. The default
is: the agency is the source, today, not assessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from core.entry import UNREAD
from core.errors import DateOutOfRange, InvalidInput, unknown_code
from core.policy.records.dates import EVENT_DATES
from core.policy.records.provenance import (
    ALL_COLUMNS,
    DEFAULT_HANDLING,
    PARTS,
    PROVENANCE_COLUMNS,
    QUALITY_PATTERN,
    SOURCES,
    STATED_COLUMNS,
)
from services.foundation.facts import statements
from services.foundation.facts.intake_row import IntakeRow, Row
from services.foundation.facts.statements import LIST_COLUMNS, SEVERAL_COLUMNS, Statement

MARK = "@"  # separates the column from the part of its provenance: birth_date@source
# (field, value) -> the statement before an edit
Known = Mapping[tuple[str, str], Statement]
_PERMITTED = frozenset(PROVENANCE_COLUMNS)
_OWNERS = frozenset(statements.FACT_COLUMNS).difference(STATED_COLUMNS)


def split_row(
    row: IntakeRow, *, source: str, today: date, known_statements: Known | None = None
) -> list[Statement]:
    """Return a statement for every value of a row, with the provenance that the row states.

    `known_statements` are those before an edit. A value that was there before keeps its provenance
    unless the row states another for its column. Raise `InvalidInput`, field `column@part`, for a
    part that cannot be read.
    """
    record_statements = row.statements(source=source, stated_on=today)
    parts = _parts(row.written, today)
    if not parts and not known_statements:
        return record_statements
    marked: list[Statement] = []
    for column, values in statements.group_by(record_statements, attrgetter("field")).items():
        for place, one in enumerate(values):
            old = None if known_statements is None else known_statements.get((column, one.value))
            whole = {} if column in _OWNERS else _stated(parts, ALL_COLUMNS, 0, 1)
            base = one._replace(**whole) if old is None else old
            marked.append(base._replace(**_stated(parts, column, place, len(values))))
    return marked


def known_values(record_statements: Iterable[Statement]) -> Known:
    """Return statements by field and value; unreadable values are under their own field."""
    read_as_stated = [
        one.with_value(one.entry.rest, field=one.entry.stated_column)
        if one.field == UNREAD
        else one
        for one in record_statements
    ]
    return {(one.field, one.value): one for one in read_as_stated}


def with_values(changes: Row, record_statements: Sequence[Statement]) -> Row:
    """Return an edit with current values added for each column whose provenance changes.

    Raise `InvalidInput` for a column without a value in the record.
    """
    _check_names(changes)
    filled = dict(changes)
    for name in changes:
        column, mark, _ = name.partition(MARK)
        if mark and column != ALL_COLUMNS and column not in filled:
            values = [value for field, value in known_values(record_statements) if field == column]
            if not values:
                raise _refused(name, "nothing_said", "the record has no value in this column")
            filled[column] = values if column in LIST_COLUMNS or len(values) > 1 else values[0]
    return filled


def _parts(row: Row, today: date) -> dict[str, list[Any]]:
    """Return the provenance in a row by its column, such as `phones@source`.

    A column has one entry for each value, None for a value without this part. A column without any
    part is left out. Raise `InvalidInput` for an unknown column and for a part that cannot be read.
    """
    _check_names(row)
    parts: dict[str, list[Any]] = {}
    for name in [name for name in row if MARK in name]:
        column, _, part = name.partition(MARK)
        cell = row[name]
        texts = cell.split("|") if isinstance(cell, str) and column in SEVERAL_COLUMNS else cell
        texts = [texts] if isinstance(texts, str) else texts
        read = [_READ[part](name, text.strip(), today) if text.strip() else None for text in texts]
        if any(one is not None for one in read):
            parts[name] = read
    return parts


def _check_names(row: Row) -> None:
    """Raise `InvalidInput` for a provenance column (`column@part`) that is not permitted.

    The error does not repeat the input.
    """
    if any(MARK in name and name not in _PERMITTED for name in row):
        raise _refused("provenance", "unknown_column", "write column@source, or all@source")


def _stated(parts: Mapping[str, list[Any]], column: str, place: int, count: int) -> dict[str, Any]:
    """Return the parts that a row states for one of the values of a column."""
    stated = {}
    for part in PARTS:
        name = f"{column}{MARK}{part}"
        given = parts.get(name)
        if given is not None:
            if len(given) not in (1, count):
                raise _refused(name, "wrong_number", "write one for all values, or one for each")
            one = given[0] if len(given) == 1 else given[place]
            if one is not None:
                stated[part] = one
    return stated


def _source(name: str, text: str, _: date) -> str:
    code = text.casefold().replace(" ", "_")
    if code not in SOURCES:
        error = unknown_code(name, SOURCES)
        error.suggestion = "write one of: " + ", ".join(error.codes)
        raise error
    return code


def _stated_on(name: str, text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _refused(name, "not_readable", "write YYYY-MM-DD") from None
    if not EVENT_DATES.first <= day <= today:
        raise DateOutOfRange(name, EVENT_DATES.first, today)
    return day


def _quality(name: str, text: str, _: date) -> str:
    read = QUALITY_PATTERN.fullmatch(text.upper())
    if read is None:
        raise _refused(name, "unknown_code", "write source, information and handling, as A1H0")
    return f"{read[1]}{read[2]}{read[3] or DEFAULT_HANDLING}"


_READ = {"source": _source, "stated_on": _stated_on, "quality": _quality}


def _refused(field: str, reason: str, suggestion: str) -> InvalidInput:
    error = InvalidInput(field, reason)
    error.suggestion = suggestion
    return error
