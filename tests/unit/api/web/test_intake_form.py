from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from api.web.forms import SubmittedForm
from api.web.labels.display import WORDS
from api.web.labels.intake import GROUPS, INTAKE_LABELS
from api.web.pages.records import intake_form
from api.web.pages.records.new_record import PLAIN, REPEATED, ROWS
from api.web.pages.records.register import ADDED, changes_of
from core.intake import INTAKE_FIELDS

# columns that the form does not ask for: they come from files, from the API, or from an edit
NOT_ASKED = {"age", "age_on", "ethnicity"}
# columns in their own parts of the template: the address states the kind, boxes the states
OWN_PIECES = {"kind", "recipients"}
# rows of cells that the template writes itself, and the comments for them
IN_TEMPLATE = {*OWN_PIECES, "phones", "documents", "relatives", "marks", "route"}


def test_every_column_has_its_words() -> None:
    assert {one.name for one in INTAKE_FIELDS} == INTAKE_LABELS.keys()


def _form_columns(kind: str = "missing") -> set[str]:
    return {one.column.name for fields in intake_form.fields_of(kind).values() for one in fields}


def test_every_column_is_asked_for_or_listed_as_not_asked() -> None:
    everything = {one.name for one in INTAKE_FIELDS}
    assert everything - _form_columns() - IN_TEMPLATE == NOT_ASKED
    assert _form_columns().isdisjoint(IN_TEMPLATE)


def test_every_field_of_the_form_is_read() -> None:
    assert _form_columns() <= {*PLAIN, *REPEATED, *ROWS, "birth_date"}


def test_a_column_with_parts_is_asked_for_in_adjacent_cells() -> None:
    assert {one.name for one in INTAKE_FIELDS if one.parts} == ROWS.keys()
    cells = [one for fields in intake_form.fields_of("missing").values() for one in fields]
    assert {one.column.name for one in cells if one.cells} == ROWS.keys() - IN_TEMPLATE


@pytest.mark.parametrize("name", INTAKE_LABELS)
def test_every_column_is_in_an_existing_group(name: str) -> None:
    assert INTAKE_LABELS[name].group in {"", *GROUPS}


def test_the_codes_of_a_column_have_words() -> None:
    assert {one.codes for one in INTAKE_FIELDS if one.codes} <= WORDS.keys()


def test_the_form_of_a_found_person_has_no_category() -> None:
    assert "category" in [one.column.name for one in intake_form.fields_of("tracing")["event"]]
    assert "category" not in [one.column.name for one in intake_form.fields_of("found")["event"]]


def test_the_edit_form_adds_one_value_of_several_parts_to_the_stored_ones() -> None:
    stored = {"marks": ["scar:eye:right"], "relatives": ["mother:Golchehra"]}
    facts: Any = {
        name: [SimpleNamespace(value=value) for value in values] for name, values in stored.items()
    }
    sent = [(name, value) for name, values in stored.items() for value in values]
    cells = [(part, "") for column in ADDED for part in ROWS[column]]
    assert changes_of(SubmittedForm.of([*sent, *cells]), facts) == {}
    burn = {"mark_kind": "burn", "mark_part": "forearm", "mark_side": "left"}
    filled = [(part, burn.get(part, "")) for part, _ in cells]
    changes = changes_of(SubmittedForm.of([*sent, *filled]), facts)
    assert changes == {"marks": ["scar:eye:right", "burn:forearm:left"]}


def test_each_column_of_several_values_with_parts_has_cells_on_the_edit_page() -> None:
    with_parts = {one.name for one in INTAKE_FIELDS if one.parts and one.is_list}
    assert ADDED.keys() == with_parts
    assert all(one.cells for one in ADDED.values())
