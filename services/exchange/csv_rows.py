"""Intake rows from CSV (UTF-8, a header line, comma or semicolon), read as a stream with limits."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from core.errors import InvalidInput
from services.statements import INTAKE_COLUMNS

MAX_CELL = 20_000
NEEDED = ("record_ref", "kind")


def read(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a file; unknown columns are dropped.

    `InvalidInput` (field `file`) when it is missing, not UTF-8, not CSV, or lacks a needed column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(file)
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        raise InvalidInput("file", "not_readable") from None
    except UnicodeDecodeError:
        raise InvalidInput("file", "not_utf8", "the file is not UTF-8; save it as CSV UTF-8") from None
    except csv.Error:
        raise InvalidInput("file", "not_csv") from None


def _rows(file: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(MAX_CELL)
    head = file.readline()
    file.seek(0)
    reader = csv.DictReader(file, delimiter=";" if head.count(";") > head.count(",") else ",")
    columns = reader.fieldnames or []
    for needed in NEEDED:
        if needed not in columns:
            raise InvalidInput("file", "column_missing", f"the column {needed} is missing from the header line")
    wanted = [column for column in INTAKE_COLUMNS if column in columns]
    for row in reader:
        yield reader.line_num, {column: row[column] or "" for column in wanted}
