from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.web.labels.codes import WORDS
from core.intake import CATEGORIES, INTAKE_FIELDS
from core.policy.fields import VICTIM_CATEGORIES, is_victim_fact
from matching import RowWarning
from services.records.preparation import ReadRow, read_row
from services.statistics.record_codes import describe_record

TODAY = date(2026, 3, 2)


def _read(category: str) -> ReadRow:
    row = {"record_ref": "A-1", "kind": "missing", "full_name": "Zahra", "category": category}
    return read_row(row, source="police", today=TODAY)


def _said(read: ReadRow) -> list[tuple[str, str]]:
    return [
        (one.field, one.value)
        for one in read.said
        if one.field == "unread" or one.field == "category"
    ]


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_code_of_the_list_is_kept_without_a_warning(code: str) -> None:
    read = _read(code)
    assert (read.warnings, _said(read)) == ((), [("category", code)])


@pytest.mark.parametrize("value", ["Trafficking victim", "TRAFFICKING_VICTIM: by an uncle"])
def test_a_victim_stays_one_however_the_code_is_written(value: str) -> None:
    read = _read(value)
    assert (read.warnings, _said(read)) == ((), [("category", value)])
    assert any(is_victim_fact(one.field, one.value) for one in read.said)


@pytest.mark.parametrize("value", ["", "unknown", "-"])
def test_no_category_is_no_warning(value: str) -> None:
    assert _read(value).warnings == ()


@pytest.mark.parametrize("value", ["runaway", "went with a stranger", "missing_in_migration_2"])
def test_another_value_is_a_warning_with_the_codes_and_is_kept_unread(value: str) -> None:
    read = _read(value)
    suggestion = "write one of: " + ", ".join(CATEGORIES)
    assert read.warnings == (RowWarning("category", "not a code of the list", suggestion),)
    assert _said(read) == [("unread", f"category: {value}")]


@pytest.mark.parametrize(
    ("value", "counted"),
    [("runaway", "other"), ("", "not_said"), ("parental_abduction", "parental_abduction")],
)
def test_an_unread_category_is_counted_as_another(value: str, counted: str) -> None:
    said = _read(value).said
    registered = datetime(2026, 3, 2, tzinfo=UTC)
    described = describe_record(said, kind="missing", registered=registered, today=TODAY)
    assert described.category == counted


def test_the_list_has_the_categories_of_victims_and_of_the_form() -> None:
    assert VICTIM_CATEGORIES | WORDS["category"].keys() == set(CATEGORIES)
    assert [one.name for one in INTAKE_FIELDS if one.accepted and not one.codes] == []
