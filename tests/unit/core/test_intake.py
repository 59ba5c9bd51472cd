from __future__ import annotations

from collections import Counter

from core.intake import INTAKE_FIELDS, Kind


def test_no_two_columns_have_one_name() -> None:
    assert [
        name for name, times in Counter(one.name for one in INTAKE_FIELDS).items() if times > 1
    ] == []


def test_a_heading_belongs_to_one_column() -> None:
    names = {one.name for one in INTAKE_FIELDS}
    taken = Counter(heading for one in INTAKE_FIELDS for heading in one.headings.split())
    assert [heading for heading, times in taken.items() if times > 1] == []
    assert {
        (heading, one.name)
        for one in INTAKE_FIELDS
        for heading in one.headings.split()
        if heading in names and heading != one.name
    } == set()


def test_a_column_names_a_code_list_exactly_if_it_holds_codes() -> None:
    assert [one.name for one in INTAKE_FIELDS if (one.kind is Kind.CODE) != bool(one.codes)] == []


def test_a_searched_column_is_not_for_the_owner_only() -> None:
    owner_only = {"F4a", "F4b"}
    assert [
        one.name for one in INTAKE_FIELDS if one.is_searched and one.field_class in owner_only
    ] == []
