"""Rows from a spreadsheet (XLSX): the first visible sheet, values as they are shown, never a
formula.

An XLSX is a ZIP of XML, so it may unfold to anything. What it unfolds to is measured and looked
through before the library parses a byte of it: parts, size, ratio, rows, cells, texts; document
types and entities are refused.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

from core.errors import InvalidInput
from core.policy.exchange import (
    MAX_CELL_LENGTH,
    MAX_COLUMNS,
    MAX_FILE_ROWS,
    MAX_XLSX_BYTES,
    MAX_XLSX_CELLS,
    MAX_XLSX_OTHER_TAGS,
    MAX_XLSX_PARTS,
    MAX_XLSX_RATIO,
    MAX_XLSX_TAGS,
)
from services.exchange import cells

_MEMBER = b"PK\x01\x02"  # begins every entry of a ZIP's directory
_READ = (".xml", ".rels")
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?\s*<(?:[\w.-]+:)?(\w+)"
)  # its name, without a prefix
_HEAD_BYTES = 2_000
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_IS_ENCRYPTED = 0x1
# What the library, and the parsers below it, raise for a file that is none.
_NO_SPREADSHEET = (
    *(ParseError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, TypeError, LookupError, AttributeError, OverflowError, OSError),
)
MAX_HEADER_ROW = 20  # rows: a title may stand above the headings


def read_table(data: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, tuple[str, ...]]]]:
    """Return the columns of a spreadsheet and its rows as (row number, a cell a column); empty rows
    are left out.

    `InvalidInput` (field `file`) here or while rows are read, for what is no spreadsheet within the
    limits.
    """
    _check_archive(data)
    rows = _rows(data)
    for number, row in rows:
        if number > MAX_HEADER_ROW:
            break
        if any(row):
            columns = tuple(name.strip() for name in row)
            while columns and not columns[-1]:
                columns = columns[:-1]
            if len(columns) > MAX_COLUMNS:
                raise InvalidInput("file", "too_many_columns")
            return columns, _filled(rows, len(columns))
    raise InvalidInput("file", "no_rows")


def _filled(
    rows: Iterator[tuple[int, Sequence[str]]], width: int
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in rows:
        padded = [*row[:width], *[""] * (width - len(row))]
        if any(padded):
            yield number, tuple(cells.restore_formula(cell) for cell in padded)


def _rows(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield every row of the first visible sheet, the empty ones too, up to where too many
    begin.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    # its warnings repeat what stands in cells
    warnings.filterwarnings("ignore", module=r"openpyxl(\.|$)")
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next(
            (worksheet for worksheet in book.worksheets if worksheet.sheet_state == "visible"), None
        )
        if sheet is None:
            raise InvalidInput("file", "no_rows")
        for number, row in enumerate(
            sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1
        ):
            # Empty ones count: a row may say that it is the billionth.
            if number > 2 * MAX_FILE_ROWS:
                raise InvalidInput("file", "too_many_rows")
            yield number, [_text(value) for value in row]
    except InvalidInput:
        raise
    except (*_NO_SPREADSHEET, InvalidFileException):
        raise _not_xlsx() from None


def _text(value: object) -> str:
    """Return a cell as text: days as YYYY-MM-DD, whole numbers without a point, an error of the
    sheet as nothing.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    if len(text) > MAX_CELL_LENGTH:
        raise InvalidInput("file", "row_too_long", "a cell is too long")
    return "" if text.startswith("#") and text.rstrip("!?").isupper() else text


def _check_archive(data: bytes) -> None:
    """Refuse what no parser should see; nothing is unfolded beyond what the limits allow."""
    if data.count(_MEMBER) > MAX_XLSX_PARTS:
        raise InvalidInput("file", "too_many_parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = [entry for entry in file.infolist() if entry.filename.lower().endswith(_READ)]
            _measure(file.infolist(), parts)
            for part in parts:
                with file.open(part) as opened:
                    _check_part(opened.read(MAX_XLSX_BYTES + 1))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ):
        raise _not_xlsx() from None


def _measure(entries: Sequence[zipfile.ZipInfo], parts: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse by the directory alone: it is believed only to refuse, what a part unfolds to is
    bounded by it.
    """
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names) or any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise _not_xlsx()
    if any(part.compress_type not in _METHODS for part in parts):
        raise _not_xlsx()
    if sum(part.file_size for part in parts) > MAX_XLSX_BYTES:
        raise InvalidInput("file", "unfolds_too_far", "what the file unfolds to is too large")
    if any(
        part.file_size > MAX_XLSX_RATIO * max(part.compress_size, MAX_XLSX_RATIO) for part in parts
    ):
        raise InvalidInput("file", "unfolds_too_far", "a part of the file unfolds too far")


def _check_part(part: bytes) -> None:
    """Refuse a part with too much in it, or with what an XML of a spreadsheet never has."""
    if b"\0" in part:
        raise InvalidInput("file", "not_utf8")
    if b"<!" in part:
        raise InvalidInput(
            "file", "doctype", "neither a document type is read, nor an entity, nor a comment"
        )
    found = _ROOT.match(part[:_HEAD_BYTES])
    root = found.group(1) if found else b""
    if root == b"worksheet" and part.count(b"<row") > MAX_FILE_ROWS + MAX_HEADER_ROW:
        raise InvalidInput(
            "file",
            "too_many_rows",
            f"more than {MAX_FILE_ROWS} rows; a larger file is cut into several",
        )
    if root == b"worksheet" and part.count(b"<c ") + part.count(b"<c>") > MAX_XLSX_CELLS:
        raise InvalidInput("file", "too_many_cells")
    if part.count(b"<") > MAX_XLSX_TAGS.get(root.decode(), MAX_XLSX_OTHER_TAGS):
        raise InvalidInput("file", "too_many_elements")


def _not_xlsx() -> InvalidInput:
    return InvalidInput(
        "file", "not_xlsx", "this is no spreadsheet that can be read; save it as XLSX or CSV UTF-8"
    )
