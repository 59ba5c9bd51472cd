from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.entry import EntryPart
from core.entry_reader import read_entry
from core.intake import INTAKE_FIELDS


@pytest.mark.parametrize(
    ("column", "text", "code", "rest"),
    [
        ("phones", "own:+30 69", "own", "+30 69"),
        ("phones", "+30 69", "+30_69", ""),
        ("phones", " exploiter : +30", "exploiter", "+30"),
        ("relatives", "Sister in law: Amina: Bibi", "sister_in_law", "Amina: Bibi"),
        ("means_of_control", "DebtBondage", "debt_bondage", ""),
        ("trafficking_status", "Presumed:assessor", "presumed", "assessor"),
        ("unread", "eyes: teal: green", "eyes", "teal: green"),
        ("description", "Seen at 12:30", "seen_at_12", "30"),
        ("legal_basis", "", "", ""),
    ],
)
def test_a_value_has_the_code_before_its_first_colon(
    column: str, text: str, code: str, rest: str
) -> None:
    entry = read_entry(column, text)
    assert (entry.text, entry.code, entry.rest) == (text, code, rest)


def test_the_parts_of_a_value_have_their_names_and_kinds() -> None:
    entry = read_entry("age_assessments", "Minor:dental: 15 - 17 :2026-02-03::Office: Health")
    assert entry.parts["age_result"] == EntryPart("Minor", "minor")
    assert entry.parts["age_years"].years == (15, 17)
    assert entry.parts["age_assessed_on"].day == date(2026, 2, 3)
    assert entry.parts["age_contested"] == EntryPart("", "")
    assert entry.parts["age_authority"].text == "Office: Health"


@pytest.mark.parametrize("text", ["17-15", "121", "15-16-17", "-3", "a", "", "١٥", "9" * 5000])
def test_a_text_that_is_no_age_has_no_years(text: str) -> None:
    assert read_entry("age_assessments", f"minor:dental:{text}").parts["age_years"].years is None


def test_an_unread_value_names_its_column() -> None:
    assert read_entry("unread", "recipients: XX").stated_column == "recipients"
    assert read_entry("recipients", "DE").stated_column == "recipients"


@given(st.sampled_from([*(field.name for field in INTAKE_FIELDS), "unread", "?"]), st.text())
def test_any_text_of_any_column_is_read(column: str, text: str) -> None:
    entry = read_entry(column, text)
    assert (entry.column, entry.text) == (column, text)
    assert entry.pieces[0].casefold().split() == text.split(":")[0].casefold().split()
