"""Rows with any cell: each is parsed or reported, and none raises an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Engine, pack, parse_row, row_problems
from tests.properties.strategies import HOSTILE, TEXT

settings.load_profile("engine")
ENGINE = Engine()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_cell_neither_crashes_nor_makes_a_strong_match(text: str) -> None:
    cells = (
        "full_name",
        "name_native",
        "aliases",
        "birth_date",
        "age",
        "sex",
        "nationalities",
        "languages",
        "ethnicity",
        "birth_place",
        "home_address",
        "event_date",
        "event_place",
        "route",
        "phones",
        "documents",
        "relatives",
        "height_cm",
        "eyes",
        "hair",
        "marks",
    )
    row = {"record_ref": "A", "kind": "missing"} | dict.fromkeys(cells, text)
    row_problems(row)
    person = parse_row(row).person
    assert ENGINE.compare(person, person).band != "strong"
    assert all(item.band != "strong" for item in ENGINE.rank(person, [person, person]))


@given(
    st.dictionaries(
        st.sampled_from(
            (
                "record_ref",
                "kind",
                "full_name",
                "birth_date",
                "phones",
                "marks",
                "age",
                "documents",
                "relatives",
                "aliases",
                "height_cm",
            )
        ),
        TEXT | st.integers() | st.floats() | st.none() | st.lists(TEXT, max_size=3) | st.booleans(),
    )
)
def test_no_row_makes_the_parser_raise(row: dict[str, object]) -> None:
    parsed = parse_row(row)
    row_problems(row)
    pack(parsed.person)
