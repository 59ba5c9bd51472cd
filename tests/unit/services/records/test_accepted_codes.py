from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.web.labels.codes import WORDS
from api.web.labels.intake import INTAKE_CODES
from core.counted_facts import COUNTED_FACTS
from core.intake import CATEGORIES, INTAKE_FIELDS, NOT_KNOWN
from core.policy.fields import VICTIM_CATEGORIES, is_victim_fact
from matching import RowWarning
from services.records.preparation import ReadRow, read_row
from services.statistics.record_codes import describe_record

TODAY = date(2026, 3, 2)
PARTS = tuple(part for field in INTAKE_FIELDS for part in field.parts)


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


@pytest.mark.parametrize("value", ["", "unknown", "-", *NOT_KNOWN])
def test_no_category_is_no_warning(value: str) -> None:
    assert _read(value).warnings == ()


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("runaway", "perhaps runaway_or_thrown_out"),
        ("missing in the migration", "perhaps missing_in_migration"),
        ("went with a stranger", "write one of: " + ", ".join(CATEGORIES)),
    ],
)
def test_another_value_is_a_warning_with_a_suggestion_and_is_kept_unread(
    value: str, suggestion: str
) -> None:
    read = _read(value)
    assert read.warnings == (RowWarning("category", "not a code of the list", suggestion),)
    assert _said(read) == [("unread", f"category: {value}")]


@pytest.mark.parametrize(
    ("value", "counted"),
    [
        ("runaway", "other"),
        ("", "not_said"),
        ("not_asked", "not_said"),
        ("Parental abduction", "parental_abduction"),
        ("parental_abduction: by the father", "parental_abduction"),
    ],
)
def test_an_unread_category_is_counted_as_another(value: str, counted: str) -> None:
    said = _read(value).said
    registered = datetime(2026, 3, 2, tzinfo=UTC)
    described = describe_record(said, kind="missing", registered=registered, today=TODAY)
    (fact,) = (one for one in COUNTED_FACTS if one.cube == "categories")
    assert fact.cells_of(described.facts["categories"]) == [(counted,)]


def test_the_form_offers_every_code_of_a_list_and_no_other() -> None:
    lists = {one.codes: one.accepted for one in (*INTAKE_FIELDS, *PARTS) if one.accepted}
    assert "" not in lists
    assert {name: set(INTAKE_CODES[name]) for name in lists} == {
        name: set(codes) for name, codes in lists.items()
    }
    assert INTAKE_CODES.keys() == lists.keys()
    assert all(WORDS[name].keys() == {*codes, *NOT_KNOWN} for name, codes in lists.items())
    assert not [name for name, codes in lists.items() if not {*NOT_KNOWN}.isdisjoint(codes)]


def test_the_categories_of_victims_are_in_the_list() -> None:
    assert set(CATEGORIES) >= VICTIM_CATEGORIES


def test_no_two_parts_have_one_name() -> None:
    names = [one.name for one in (*INTAKE_FIELDS, *PARTS)]
    assert len(names) == len(set(names))
