"""Spreadsheets (XLSX): the first visible sheet, values as shown, never a formula.

An XLSX is a ZIP of XML, which may expand to any size. The expanded content is measured and checked
before the library parses it: parts, size, ratio, rows, cells, texts. Document types and entities
are refused.
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

_MEMBER = b"PK\x01\x02"  # the signature of every entry of a ZIP directory
_READ = (".xml", ".rels")
# an element name without a prefix
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?\s*<(?:[\w.-]+:)?(\w+)")
_HEAD_BYTES = 2_000
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_IS_ENCRYPTED = 0x1
# Exceptions of the library and its parsers for a file that is no spreadsheet.
_NO_SPREADSHEET = (
    *(ParseError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, TypeError, LookupError, AttributeError, OverflowError, OSError),
)
MAX_HEADER_ROW = 20  # rows: a title may precede the headings


def read_table(data: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, tuple[str, ...]]]]:
    """Return the columns and rows of a spreadsheet; a row is (row number, one cell per column).

    Empty rows are left out. Raise `InvalidInput` (field `file`), also while rows are read, for data
    that is no spreadsheet within the limits.
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
    """Yield every row of the first visible sheet, with empty rows, up to the limit."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    # the warnings of openpyxl repeat the content of cells
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
            # Empty rows count, because a row may have any number.
            if number > 2 * MAX_FILE_ROWS:
                raise InvalidInput("file", "too_many_rows")
            yield number, [_text(value) for value in row]
    except (*_NO_SPREADSHEET, InvalidFileException):
        raise _not_xlsx() from None


def _text(value: object) -> str:
    """Return a cell as text: days as YYYY-MM-DD, whole numbers without a point.

    An error value of the sheet becomes "".
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
    """Refuse archives that no parser should see; expand at most `MAX_XLSX_BYTES` per part."""
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
    """Refuse an archive by its directory.

    The directory is trusted only for refusal; reading a part is limited as well.
    """
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names) or any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise _not_xlsx()
    if any(part.compress_type not in _METHODS for part in parts):
        raise _not_xlsx()
    if sum(part.file_size for part in parts) > MAX_XLSX_BYTES:
        raise InvalidInput(
            "file", "unfolds_too_far", "the unpacked content of the file is too large"
        )
    if any(
        part.file_size > MAX_XLSX_RATIO * max(part.compress_size, MAX_XLSX_RATIO) for part in parts
    ):
        raise InvalidInput(
            "file", "unfolds_too_far", "a part of the file is compressed too strongly"
        )


def _check_part(part: bytes) -> None:
    """Refuse a part that is too large or has XML that a spreadsheet never has."""
    if b"\0" in part:
        raise InvalidInput("file", "not_utf8")
    if b"<!" in part:
        raise InvalidInput("file", "doctype", "remove document types, entities and comments")
    root_match = _ROOT.match(part[:_HEAD_BYTES])
    root = root_match.group(1) if root_match else b""
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
        "file", "not_xlsx", "the spreadsheet cannot be read; save it as XLSX or CSV UTF-8"
    )
