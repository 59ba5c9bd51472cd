"""The same provenance by form, API, CSV and spreadsheet gives the same statements."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from api.schemas.records.register import RecordIn, RecordPatch
from api.web.forms import SubmittedForm, make_request
from api.web.pages.records import intake_form
from api.web.pages.records.new_record import body_of
from core.errors import InvalidInput
from core.policy.records.provenance import STATED_COLUMNS
from services.exchange import columns, csv_rows, files
from services.foundation.facts.intake_row import Row
from services.records.intake import preparation

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
FACTS = {"record_ref": "A-1", "kind": "missing", "full_name": "Zahra", "sex": "F", "hair": "black"}
FILE = {
    **FACTS,
    "birth_date": "2010-03-01",
    "documents": "passport:AF:P0123|id_card:AF:55512",
    "all@source": "reporter",
    "birth_date@source": "authority",
    "birth_date@stated_on": "2026-02-03",
    "birth_date@quality": "A1H1",
    "documents@source": "authority",
    "documents@quality": "A1",
    "hair@source": "witness",
    "hair@quality": "C2H1",
    "sex": "F|M",  # two sources contradict each other
    "sex@source": "reporter|professional",
    "sex@quality": "|B2",
}


def _form(_: Path) -> Row:
    fields = {
        **{name: value for name, value in FACTS.items() if name != "kind"},
        "birth_date": "2010-03-01",
        **{f"{group}@source": "reporter" for group in ("first", "looks")},
        "birth@source": "authority",
        "birth@stated_on": "2026-02-03",
        "birth@source_grade": "A",
        "birth@information_grade": "1",
        "birth@handling": "H1",
        "documents@source": "authority",
        "documents@source_grade": "A",
        "documents@information_grade": "1",
        "own2_for": "hair",
        "own2@source": "witness",
        "own2@source_grade": "C",
        "own2@information_grade": "2",
        "own2@handling": "H1",
        "event@source": "witness",  # the row states no event, so this source belongs to nothing
        "other_column": "sex",
        "other_value": "male",
        "other@source": "professional",
        "other@source_grade": "B",
        "other@information_grade": "2",
    }
    cells = [
        *fields.items(),
        *(("document_type", kind) for kind in ("passport", "id_card")),
        *(("document_country", "AF") for _ in range(2)),
        *(("document_number", number) for number in ("P0123", "55512")),
    ]
    body = body_of(SubmittedForm.of(cells), "missing", TODAY)
    return make_request(RecordIn, body).registration(key=None).row


def _interface(_: Path) -> Row:
    verified = {"source": "authority", "quality": "A1H0"}
    body = {
        **FACTS,
        "sex": ["F", "M"],
        "birth_date": "2010-03-01",
        "documents": ["passport:AF:P0123", "id_card:AF:55512"],
        "provenance": {
            "all": {"source": "reporter"},
            "birth_date": {"source": "authority", "stated_on": "2026-02-03", "quality": "A1H1"},
            "documents": [verified, verified],
            "hair": {"source": "witness", "quality": "C2H1"},
            "sex": [{"source": "reporter"}, {"source": "professional", "quality": "B2"}],
        },
    }
    return RecordIn.model_validate(body).registration(key=None).row


def _csv(path: Path) -> Row:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([FILE.keys(), FILE.values()])
    (path / "rows.csv").write_text(out.getvalue(), encoding="utf-8")
    ((_, row),) = csv_rows.read_intake_file(path / "rows.csv")
    return row


def _mapped(data: bytes, form: str) -> Row:
    table = files.open_file(data, form, now=NOW)
    mapping = columns.suggest_mapping(table.columns)
    columns.check_mapping(table.columns, mapping, needed=csv_rows.REQUIRED_COLUMNS)
    ((_, row),) = table.intake(mapping)
    return row


def _sent_csv(path: Path) -> Row:
    _csv(path)
    return _mapped((path / "rows.csv").read_bytes(), "csv")


def _xlsx(_: Path) -> Row:
    book = Workbook()
    assert book.active is not None
    days = {"birth_date@stated_on": date(2026, 2, 3)}  # a day in the form that spreadsheets store
    book.active.append(list(FILE))
    book.active.append([days.get(name, value) for name, value in FILE.items()])
    out = io.BytesIO()
    book.save(out)
    return _mapped(out.getvalue(), "xlsx")


CHANNELS: dict[str, Callable[[Path], Row]] = {
    "form": _form,
    "interface": _interface,
    "csv": _csv,
    "sent csv": _sent_csv,
    "xlsx": _xlsx,
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_same_provenance_makes_the_same_statements(channel: str, tmp_path: Path) -> None:
    row = CHANNELS[channel](tmp_path)
    statements = preparation.read_new_row(row, source="protection", today=TODAY).statements
    assert {(one.field, one.value, *map(str, one[1:])) for one in statements} == {
        ("record_ref", "A-1", "protection", "2026-03-02", "X4H0"),
        ("full_name", "Zahra", "reporter", "2026-03-02", "X4H0"),
        ("sex", "F", "reporter", "2026-03-02", "X4H0"),
        ("sex", "M", "professional", "2026-03-02", "B2H0"),
        ("hair", "black", "witness", "2026-03-02", "C2H1"),
        ("birth_date", "2010-03-01", "authority", "2026-02-03", "A1H1"),
        ("documents", "passport:AF:P0123", "authority", "2026-03-02", "A1H0"),
        ("documents", "id_card:AF:55512", "authority", "2026-03-02", "A1H0"),
    }


def test_a_column_of_provenance_that_belongs_to_none_refuses_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("record_ref,kind,full_name,born@source\nA-1,missing,Zahra,person\n")
    with pytest.raises(InvalidInput, match="column@source") as refused:
        list(csv_rows.read_intake_file(file))
    assert refused.value.reason == "unknown_column"


def test_an_edit_has_the_provenance_of_its_changed_values() -> None:
    body = {"changes": {"sex": "F"}, "provenance": {"all": {"source": "person"}}}
    row = RecordPatch.model_validate(body).row()
    assert (row["sex"], row["all@source"]) == ("F", "person")


def test_every_group_of_the_form_states_the_provenance_of_its_columns() -> None:
    groups = intake_form.PROVENANCE_GROUPS
    assert groups.keys() <= set(STATED_COLUMNS)
    form_columns = {
        one.column.name
        for fields in intake_form.fields_of("missing").values()
        for one in fields
        if one.column.name in STATED_COLUMNS
    }
    assert form_columns <= groups.keys()


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ({"own1@source": "witness"}, "needed"),
        ({"own1_for": "recipients", "own1@source": "witness"}, "unknown_code"),
        ({"own1_for": "eyes", "own1@source": "witness"}, "field_is_empty"),
    ],
)
def test_a_source_of_its_own_needs_a_field_that_is_filled_in(
    block: dict[str, str], reason: str
) -> None:
    form = SubmittedForm.of({"full_name": "Zahra", **block}.items())
    with pytest.raises(InvalidInput) as refused:
        body_of(form, "missing", TODAY)
    assert (refused.value.field, refused.value.reason) == ("own1_for", reason)


def test_every_column_of_the_form_may_have_a_source_of_its_own() -> None:
    columns = {column for column, _ in intake_form.stated_columns("missing")}
    assert columns >= {"sex", "marks", "phones", "age_assessments", "trafficking_status"}
    assert columns <= set(STATED_COLUMNS)
    assert "category" not in {column for column, _ in intake_form.stated_columns("found")}


def test_an_error_names_the_field_of_the_form() -> None:
    for column, named in (
        ("documents@stated_on", "documents@stated_on"),
        ("sex@source", "first@source"),
        ("eyes@quality", "looks@quality"),
        ("hair@quality", "own3@quality"),
    ):
        error = InvalidInput(column, "unknown_code")
        intake_form.name_field(error, SubmittedForm.of([("own3_for", "hair")]))
        assert error.field == named
