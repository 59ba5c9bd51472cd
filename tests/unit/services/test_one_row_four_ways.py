"""One row by CSV, spreadsheet, form and API gives the same statements."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import openpyxl
import pytest

from api.schemas.records.register import RecordIn
from api.web.forms import SubmittedForm, make_request
from api.web.pages.records.new_record import ROWS, body_of
from core.intake import INTAKE_FIELDS, IntakeField, Kind
from services.exchange import columns, files
from services.exchange.csv_rows import write_csv
from services.foundation.facts.intake_row import Row
from services.foundation.facts.statements import LIST_COLUMNS
from services.records.intake.preparation import ReadRow, read_row

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
# Values that no code list gives; every other column gets a code, a country or a text.
WRITTEN = {
    "record_ref": "M-1",
    "kind": "missing",
    "birth_date": "2009-07-10",
    "age": "16",
    "age_on": "2026-02-01",
    "birth_calendar": "gregorian",
    "birth_known": "claimed",
    "sex": "F",
    "languages": "prs",
    "event_date": "2026-02-20",
    "event_place": "Lesvos",
    "route": "IR:Tabriz:2026-01-04",
    "phones": "own:+4915123456789",
    "documents": "passport:AF:P1234567",
    "relatives": "mother:Golchehra",
    "height_cm": "150",
    "eyes": "brown",
    "hair": "black",
    "marks": "burn:forearm:left:a cross",
    "sharing": "link",
    "recipients": "DE",
}
PART_VALUES = {Kind.DATE: "2026-02-21", Kind.YEARS: "15-17", Kind.COUNTRY: "DE"}


def _value(field: IntakeField) -> str:
    """Return a valid value of a column."""
    if field.name in WRITTEN:
        return WRITTEN[field.name]
    if field.parts:
        parts = [
            part.accepted[-1] if part.accepted else PART_VALUES.get(part.kind, "a text")
            for part in field.parts
        ]
        return ":".join(parts)
    if field.accepted:
        return field.accepted[-1]
    return "AF" if field.kind is Kind.COUNTRY else "Zahra"


ROW: dict[str, str] = {field.name: _value(field) for field in INTAKE_FIELDS}


def _by_csv(row: Mapping[str, str]) -> Row:
    return _by_table(write_csv(tuple(row), [tuple(row.values())]).encode(), "csv")


def _by_spreadsheet(row: Mapping[str, str]) -> Row:
    book, data = openpyxl.Workbook(), io.BytesIO()
    for line in (tuple(row), tuple(row.values())):
        book.active.append(line)
    book.save(data)
    return _by_table(data.getvalue(), "xlsx")


def _by_table(data: bytes, form: str) -> Row:
    table = files.open_file(data, form, now=NOW)
    mapping = columns.suggest_mapping(table.columns)
    ((_, read),) = table.intake(mapping)
    return read


def _by_interface(row: Mapping[str, str]) -> Row:
    body = {name: [value] if name in LIST_COLUMNS else value for name, value in row.items()}
    return RecordIn.model_validate(body).row()


def _by_form(row: Mapping[str, str]) -> Row:
    matches: list[tuple[str, str]] = []
    for name, value in row.items():
        cells: Sequence[str] = ROWS.get(name, (name,))
        matches += zip(cells, value.split(":", len(cells) - 1), strict=False)
    body = body_of(SubmittedForm.of(matches), row["kind"], TODAY)
    return make_request(RecordIn, body).row()


def _read(row: Row) -> ReadRow:
    return read_row(row, source="police", today=TODAY)


def test_every_column_of_the_row_is_read() -> None:
    read = _read(ROW)
    assert [warning for warning in read.warnings if not warning.is_read] == []
    stored_columns = {one.field for one in read.statements} | {"kind", "sharing"}
    assert stored_columns == ROW.keys()


@pytest.mark.parametrize("way", [_by_csv, _by_spreadsheet, _by_interface, _by_form])
def test_each_way_gives_the_same_statements(way: object) -> None:
    assert callable(way)
    read, expected = _read(way(ROW)), _read(ROW)
    assert sorted(read.statements) == sorted(expected.statements)
    assert (read.kind, read.sharing) == (expected.kind, expected.sharing)
