from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from api.web import evidence
from api.web.labels import display
from core.intake import INTAKE_FIELDS, Kind
from core.policy.fields import FIELD_CLASSES
from core.policy.records.provenance import PROVENANCE_COLUMNS
from docs.site.written.intake_row import FILE, intake_row_page
from sample_data import rows
from services.exchange import pfif

# Columns that every agency may search by, listed here independently: an additional column would let
# others guess facts.
SEARCHED = (
    "full_name given_names family_names name_native aliases birth_date birth_known birth_calendar"
    " age age_on sex nationalities languages birth_place event_date event_country event_place route"
    " phones documents relatives height_cm eyes hair marks"
)
# Columns that each scope of a disclosure opens, listed independently for the same reason.
OPENED = {
    "identity": (
        "full_name given_names family_names name_native aliases birth_date birth_known"
        " birth_calendar age age_on sex nationalities languages birth_place documents relatives"
    ),
    "place": "event_date event_country event_place route",
    "contact": "phones",
    "photo": "height_cm eyes hair marks",
}
# Lists that select or order some of the columns. `sample_data` imports no package of the project.
CHOSEN: dict[str, Iterable[str]] = {
    "made up": rows.COLUMNS,
    "read from PFIF": pfif.COLUMNS,
    "shown in this order": evidence.FIELD_ORDER,
    "of one value": display.SINGLE,
}


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


def test_a_searched_column_is_not_for_the_responsible_only() -> None:
    responsible_only = {"F4a", "F4b"}
    assert [
        one.name for one in INTAKE_FIELDS if one.is_searched and one.field_class in responsible_only
    ] == []


def test_search_columns_are_as_agreed() -> None:
    assert [one.name for one in INTAKE_FIELDS if one.is_searched] == SEARCHED.split()


def test_columns_opened_by_disclosures_are_as_agreed() -> None:
    opened: dict[str, list[str]] = {}
    for field in INTAKE_FIELDS:
        if field.scope:
            opened.setdefault(field.scope, []).append(field.name)
    assert opened == {scope: names.split() for scope, names in OPENED.items()}


@pytest.mark.parametrize("chosen", CHOSEN.values(), ids=CHOSEN.keys())
def test_a_list_of_some_columns_names_only_fields_that_there_are(chosen: Iterable[str]) -> None:
    named = {one.name for one in INTAKE_FIELDS} | FIELD_CLASSES.keys()
    named |= set(PROVENANCE_COLUMNS)
    assert set(chosen) - named == set()


def test_the_reference_page_of_the_intake_row_is_made_from_the_table() -> None:
    made = FILE.read_text(encoding="utf-8") == intake_row_page()
    assert made, "run python -m docs.site.written.intake_row"
