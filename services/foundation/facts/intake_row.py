"""The intake row after its values were split: the door of forms, files, edits, searches, the demo.

The other door is `services.foundation.facts.statements.open_facts`, for stored values. Checks and
rules get entries and split no text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date

from core.entry import Entry
from core.entry_reader import read_entry
from core.errors import InvalidInput
from core.intake import INTAKE_FIELDS
from services.foundation.facts.statements import (
    INTAKE_COLUMNS,
    PLAIN_COLUMNS,
    SEVERAL_COLUMNS,
    Statement,
)

# The text of each column, or its texts.
Row = Mapping[str, str | Sequence[str]]

# Columns with one value in which a row may state several. A long text holds them in its words.
ONE_VALUED_COLUMNS = tuple(field.name for field in INTAKE_FIELDS if field.may_contradict)
MOST_VALUES = 8  # per column; each value is parsed as its own row
# characters; far below the length at which `matching.reading.cells` cuts a cell
MAX_PLAIN_LENGTH = 1000


@dataclasses.dataclass(frozen=True, slots=True)
class IntakeRow:
    """An intake row whose values were split once.

    `written` is the row as it came, with its provenance. `entries` has the values of each filled
    column, in the order of `INTAKE_COLUMNS`. `engine_rows` are the rows that the engine reads: each
    has one text in every column with one value. The first one has the first values. Each further
    one replaces one value by another.
    """

    written: Row
    entries: Mapping[str, tuple[Entry, ...]]
    engine_rows: tuple[Row, ...]

    @classmethod
    def read(cls, row: Row) -> IntakeRow:
        """Split the values of a row.

        Raise `InvalidInput` for more than `MOST_VALUES` values in a column with one value.
        """
        entries = {
            column: values
            for column in INTAKE_COLUMNS
            if row.get(column)
            and (values := tuple([read_entry(column, text) for text in _texts(row, column)]))
        }
        return cls(row, entries, _engine_rows(row, entries))

    def of(self, column: str) -> tuple[Entry, ...]:
        """Return the values of a column; empty if it has none."""
        return self.entries.get(column, ())

    def text(self, column: str) -> str:
        """Return the first value of a column as written; "" without one."""
        return next((entry.text for entry in self.of(column)), "")

    def statements(self, *, source: str, stated_on: date) -> list[Statement]:
        """Return a statement for every value of the fact columns, in the order of the columns.

        The provenance that the row states is not read here
        (`services.foundation.facts.provenance`).
        """
        return [
            Statement(entry, source, stated_on)
            for column, entries in self.entries.items()
            if column not in PLAIN_COLUMNS
            for entry in entries
        ]

    @property
    def is_plain(self) -> bool:
        """Return whether every cell is a text, below the cut length and without a JSON list.

        The statements of such a row give the same row, so it need not be parsed again from them.
        """
        cells = [cell for cell in self.written.values() if cell != ""]  # two of three are empty
        are_plain = [
            isinstance(cell, str) and len(cell) <= MAX_PLAIN_LENGTH and "[" not in cell
            for cell in cells
        ]
        return all(are_plain)


def _texts(row: Row, column: str) -> list[str]:
    """Return the non-empty values of a column, without surrounding spaces.

    A text is split at `|` if the column may have several values.
    """
    cell = row[column]
    if isinstance(cell, str):
        cell = cell.split("|") if column in SEVERAL_COLUMNS else [cell]
    return [text for part in cell if (text := part.strip())]


def _engine_rows(row: Row, entries: Mapping[str, tuple[Entry, ...]]) -> tuple[Row, ...]:
    listed = {
        column: [entry.text for entry in entries.get(column, ())]
        for column in ONE_VALUED_COLUMNS
        if (cell := row.get(column)) and (not isinstance(cell, str) or "|" in cell)
    }
    if not listed:
        return (row,)
    for column, values in listed.items():
        if len(values) > MOST_VALUES:
            raise InvalidInput(column, "too_many_values", f"state at most {MOST_VALUES}")
    first = {**row, **{column: next(iter(values), "") for column, values in listed.items()}}
    others = [{**first, column: value} for column, values in listed.items() for value in values[1:]]
    return (first, *others)
