"""CSV files (UTF-8, a header line, comma or semicolon), streamed with limits; safe CSV output.

The length of a row is bounded before it is parsed. So a long cell, an unclosed quote or a million
columns cost at most `MAX_ROW_LENGTH`.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from core.errors import InvalidInput
from core.policy.exchange import MAX_CELL_LENGTH, MAX_COLUMNS, MAX_ROW_LENGTH
from services.exchange import cells
from services.exchange.columns import FILE_COLUMNS, check_provenance_columns

REQUIRED_COLUMNS = ("record_ref", "kind")


def read_intake_file(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of an intake file; unknown columns are dropped.

    Raise `InvalidInput` (field `file`) if it is missing, not UTF-8, not CSV, too wide, or lacks a
    needed column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _intake_rows(file)
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        raise InvalidInput("file", "not_readable") from None


def _intake_rows(file: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
    columns, rows = read_table(file)
    for needed in REQUIRED_COLUMNS:
        if needed not in columns:
            raise InvalidInput(
                "file", "column_missing", f"the column {needed} is missing from the header line"
            )
    check_provenance_columns(columns)
    places = {name: columns.index(name) for name in FILE_COLUMNS if name in columns}
    for number, row in rows:
        yield number, {name: row[place] for name, place in places.items()}


def read_table_bytes(data: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, tuple[str, ...]]]]:
    """Return the result of `read_table` for the bytes of a file."""
    return read_table(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline=""))


def read_table(file: TextIO) -> tuple[tuple[str, ...], Iterator[tuple[int, tuple[str, ...]]]]:
    """Return the columns and rows of a file; a row is (line number, one cell per column).

    Short rows are filled up. Raise `InvalidInput` (field `file`), also while rows are read, for
    data that is not CSV within the limits.
    """
    with _telling():
        csv.field_size_limit(MAX_CELL_LENGTH)
        lines = _Lines(file)
        head = next(lines, "")
        delimiter = ";" if head.count(";") > head.count(",") else ","
        first = csv.reader(itertools.chain((head,), lines), delimiter=delimiter)
        columns = tuple(name.strip() for name in next(first, []))
        if len(columns) > MAX_COLUMNS:
            raise InvalidInput("file", "too_many_columns")
    return columns, _rows(lines, first, columns)


def _rows(
    lines: _Lines, reader: Iterator[list[str]], columns: tuple[str, ...]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    width = len(columns)
    with _telling():
        lines.begin_row()
        for row in reader:
            lines.begin_row()
            if row:
                filled = (*row[:width], *[""] * (width - len(row)))
                yield lines.number, tuple(cells.restore_formula(cell) for cell in filled)


class _Lines:
    """The lines of a file; the lines of one row together are limited to `MAX_ROW_LENGTH`."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._left = MAX_ROW_LENGTH
        self.number = 0

    def begin_row(self) -> None:
        """Reset the count, because the reader has a complete row."""
        self._left = MAX_ROW_LENGTH

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._left + 1)
        if len(line) > self._left:
            raise InvalidInput(
                "file", "row_too_long", "a row is too long; is a quotation mark left open?"
            )
        if not line:
            raise StopIteration
        if "\0" in line:
            raise InvalidInput("file", "not_csv", "remove the zero bytes")
        self._left -= len(line)
        self.number += 1
        return line


@contextlib.contextmanager
def _telling() -> Iterator[None]:
    """Raise `InvalidInput` for a file that is not UTF-8 or not CSV, without any of its content."""
    try:
        yield
    except UnicodeDecodeError:
        raise InvalidInput(
            "file", "not_utf8", "the file is not UTF-8; save it as CSV UTF-8"
        ) from None
    except csv.Error:
        raise InvalidInput("file", "not_csv") from None


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV of a header line and rows, every cell neutralised."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in itertools.chain([columns], rows):
        writer.writerow([cells.neutralise_formula(cell) for cell in row])
    return out.getvalue()
