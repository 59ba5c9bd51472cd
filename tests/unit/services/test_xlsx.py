from __future__ import annotations

import io
import warnings
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from core.errors import InvalidInput
from core.policy.exchange import MAX_COLUMNS, MAX_FILE_ROWS
from services.exchange import files

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def _book(*rows: list[Any], hidden: bool = False) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if hidden:
        sheet.append(["secret"])
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("second")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _read(data: bytes) -> tuple[tuple[str, ...], list[tuple[int, tuple[str, ...]]]]:
    table = files.open_file(data, "xlsx", now=NOW)
    return table.columns, list(table.rows)


# content of a cell -> the text read from it
CELLS: dict[str, tuple[Any, str]] = {
    "text": (" Golchehra ", "Golchehra"),
    "another script": ("شکیبا", "شکیبا"),
    "a day": (date(2009, 7, 10), "2009-07-10"),
    "a moment": (datetime(2009, 7, 10, 21, 40), "2009-07-10 21:40"),  # noqa: DTZ001 - a sheet knows no zone
    "a whole number": (493055501.0, "493055501"),
    "a fraction": (1.5, "1.5"),
    "nothing": (None, ""),
    "an error": ("#N/A", ""),
    "a formula that nobody reckoned": ("=1+1", ""),
    "what was made harmless": ("'=1+1", "=1+1"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_is_read_as_it_is_shown(name: str) -> None:
    value, expected = CELLS[name]
    _, rows = _read(_book(["ref", "said"], ["A-1", value]))
    assert rows == [(2, ("A-1", expected))]


def test_rows_keep_their_numbers_titles_and_empty_rows_are_passed_over() -> None:
    table = _read(
        _book([], [None], ["ref", "name", None], [], ["A-1"], [None, None], ["A-2", "B", "beyond"])
    )
    assert table == (("ref", "name"), [(5, ("A-1", "")), (7, ("A-2", "B"))])


def test_the_first_sheet_that_is_shown_is_read() -> None:
    assert _read(_book(["ref"], ["A-1"], hidden=True)) == (("ref",), [(2, ("A-1",))])


REFUSED: dict[str, tuple[bytes, str]] = {
    "no row": (_book(), "no_rows"),
    "too many rows": (
        _book(["ref"], *([f"A-{n}"] for n in range(MAX_FILE_ROWS + 1))),
        "too_many_rows",
    ),
    "too many columns": (_book([f"c{n}" for n in range(MAX_COLUMNS + 1)]), "too_many_columns"),
    "a text": (b"record_ref,kind\n", "not_xlsx"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_table_within_the_limits_is_refused(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(InvalidInput) as raised:
        _read(data)
    assert (raised.value.field, raised.value.reason) == ("file", reason)


def test_as_many_rows_as_are_allowed_are_read() -> None:
    assert (
        len(_read(_book(["ref"], *([f"A-{n}"] for n in range(MAX_FILE_ROWS))))[1]) == MAX_FILE_ROWS
    )


def test_the_library_logs_no_cell_contents() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ref"])
    sheet.append([99_999_999])
    sheet["A2"].number_format = "yyyy-mm-dd"
    out = io.BytesIO()
    book.save(out)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert _read(out.getvalue()) == (("ref",), [])
    assert caught == []


@pytest.mark.parametrize(
    ("name", "form"), [("a.XLSX", "xlsx"), ("a.xml", "pfif"), ("a.csv", "csv"), ("", "csv")]
)
def test_a_files_name_says_its_format(name: str, form: str) -> None:
    assert files.format_of(name) == form
