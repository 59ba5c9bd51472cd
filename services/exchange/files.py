"""An uploaded file as a table of columns and rows, in any supported format, within the limits."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from core.codes.records import RecordKind
from core.errors import InvalidInput, require_code
from core.intake_values import as_code
from core.policy.exchange import MAX_FILE_BYTES, MAX_FILE_ROWS
from services.exchange import columns, csv_rows, pfif, xlsx_rows
from services.foundation.facts.intake_row import Row

Cells = tuple[str, ...]
Lines = Iterator[tuple[int, Cells]]


@dataclasses.dataclass(frozen=True, slots=True)
class FileTable:
    """A table: columns, and rows as (line or number, cells), read lazily and once."""

    columns: Cells
    rows: Lines

    def intake(
        self, mapping: Mapping[str, str], kind: str = "", police_report: str = ""
    ) -> Iterator[tuple[int, Row]]:
        """Yield the intake rows under a mapping; `kind` is used for rows without a kind, and
        `police_report` for missing reports without a report to the police.
        """
        for line, cells in self.rows:
            row: dict[str, str] = columns.map_row(self.columns, mapping, cells)
            if kind and not row.get("kind", "").strip():
                row["kind"] = kind
            is_missing = as_code(row.get("kind", "")) == RecordKind.MISSING
            if police_report and is_missing and not row.get("police_report", "").strip():
                row["police_report"] = police_report
            yield line, row


def _csv(data: bytes, _now: datetime) -> FileTable:
    return FileTable(*csv_rows.read_table_bytes(data))


def _pfif(data: bytes, now: datetime) -> FileTable:
    return FileTable(pfif.COLUMNS, pfif.read_persons(data, now=now))


def _xlsx(data: bytes, _now: datetime) -> FileTable:
    return FileTable(*xlsx_rows.read_table(data))


# format -> reader
FORMATS: dict[str, Callable[[bytes, datetime], FileTable]] = {
    "csv": _csv,
    "pfif": _pfif,
    "xlsx": _xlsx,
}
# file extension -> format
ENDINGS = {".xml": "pfif", ".pfif": "pfif", ".xlsx": "xlsx"}
# Compressed files are recognised by their first bytes and refused, because their unpacked size is
# unknown; spreadsheets are measured before reading.
_COMPRESSED = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
)


def format_of(name: str) -> str:
    """Return the format of a file by its extension; any unknown extension means CSV."""
    ending = name[name.rfind(".") :].casefold() if "." in name else ""
    return ENDINGS.get(ending, "csv")


def open_file(data: bytes, form: str, *, now: datetime) -> FileTable:
    """Return a file's table; raise `InvalidInput` (field `file`), also while its rows are read."""
    require_code("format", form, FORMATS)
    if not data:
        raise InvalidInput("file", "empty")
    if len(data) > MAX_FILE_BYTES:
        raise InvalidInput("file", "too_large")
    if form != "xlsx" and data.startswith(_COMPRESSED):
        raise InvalidInput(
            "file", "compressed", "unpack the file first; save a spreadsheet as XLSX"
        )
    table = FORMATS[form](data, now)
    return FileTable(table.columns, _limited(table.rows))


def _limited(rows: Lines) -> Lines:
    for number, row in enumerate(rows, start=1):
        if number > MAX_FILE_ROWS:
            raise InvalidInput(
                "file",
                "too_many_rows",
                f"more than {MAX_FILE_ROWS} rows; a larger file is cut into several",
            )
        yield row
