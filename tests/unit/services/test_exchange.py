from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import InvalidInput
from services.exchange import cells, columns, csv_rows


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\ufeff=1", "＝1", "\n=1"]
)
def test_a_cell_that_begins_a_formula_is_made_harmless(cell: str) -> None:
    assert cells.neutralise_formula(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell", ["", "Golchehra", "2009-07-10", "own:+49", "'quoted", "a=b", "شکیبا"]
)
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert cells.neutralise_formula(cell) == cell == cells.restore_formula(cell)


@example("\x85=")
@given(st.text(max_size=20))
def test_a_neutralised_formula_is_restored_unchanged(cell: str) -> None:
    made = cells.neutralise_formula(cell)
    assert cells.restore_formula(made) == cell or cells.restore_formula(cell) != cell
    assert not made.lstrip().startswith(("=", "+", "-", "@"))


def test_headings_of_several_languages_are_known_and_none_is_suggested_twice() -> None:
    assert columns.suggest_mapping(
        [
            "Référence",
            "Prénoms",
            "NACHNAME",
            "Größe",
            "Fecha de nacimiento",
            "Anschrift",
            "surname",
            "?",
        ]
    ) == {
        "Référence": "record_ref",
        "Prénoms": "given_names",
        "NACHNAME": "family_names",
        "Größe": "height_cm",
        "Fecha de nacimiento": "birth_date",
        "Anschrift": "home_address",
    }


def test_several_columns_make_one_list() -> None:
    mapping = {"mother": "relatives", "father": "relatives", "name": "full_name"}
    names = ("name", "mother", "father")
    columns.check_mapping(names, mapping, needed=["full_name"])
    assert columns.map_row(names, mapping, ("A", "mother:B", "father:C")) == {
        "relatives": "mother:B|father:C",
        "full_name": "A",
    }
    assert columns.map_row(names, mapping, ("A", "", "father:C"))["relatives"] == "father:C"


def test_a_column_that_occurs_twice_is_not_assigned() -> None:
    with pytest.raises(InvalidInput) as raised:
        columns.check_mapping(("name", "name"), {"name": "full_name"}, needed=[])
    assert raised.value.reason == "column_twice"


def test_a_table_fills_up_short_rows_drops_long_ones_tail_and_counts_lines() -> None:
    names, rows = csv_rows.read_table_bytes(b'a;b\n1\n\n"x\ny";2;3\n')
    assert names == ("a", "b")
    assert list(rows) == [(2, ("1", "")), (5, ("x\ny", "2"))]
