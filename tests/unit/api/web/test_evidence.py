from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.web.evidence import (
    SPELLED_ATTRIBUTES,
    WATERFALL_WIDTH,
    first_script,
    percent,
    sort_facts,
    split_differences,
    waterfall_bars,
)
from matching.model.levels import ATTRIBUTE_NAMES


@given(st.lists(st.floats(-60, 60), max_size=14))
def test_bars_follow_each_other_stay_in_the_picture_and_end_in_the_sum(bits: list[float]) -> None:
    *steps, total = waterfall_bars(bits)
    for drawn in (*steps, total):
        assert -0.1 <= drawn.x <= drawn.x + drawn.width <= WATERFALL_WIDTH + 0.2
    ends = [drawn.x if drawn.way == "against" else drawn.x + drawn.width for drawn in steps]
    starts = [drawn.x + drawn.width if drawn.way == "against" else drawn.x for drawn in steps]
    for end, start in zip(ends, starts[1:], strict=False):
        assert abs(end - start) <= 0.3
    if ends:
        last = total.x if total.way == "against" else total.x + total.width
        assert abs(ends[-1] - last) <= 0.3


def test_a_bar_speaks_to_its_own_side_and_unknown_has_no_width() -> None:
    fits, unlike, silent, total = waterfall_bars([10, -5, 0])
    assert [one.way for one in (fits, unlike, silent, total)] == [
        "for",
        "against",
        "unknown",
        "for",
    ]
    assert (fits.x, fits.width, unlike.x, silent.width, total.width) == (
        0,
        WATERFALL_WIDTH,
        WATERFALL_WIDTH / 2,
        0,
        WATERFALL_WIDTH / 2,
    )
    assert waterfall_bars([-4])[0].zero == WATERFALL_WIDTH


@given(st.text(max_size=30), st.text(max_size=30))
def test_cut_text_is_the_text(one: str, other: str) -> None:
    assert "".join(span.text for span in split_differences(one, other)) == one


def test_differing_letters_are_marked_and_joined_scripts_not_split() -> None:
    assert [(span.text, span.is_same) for span in split_differences("Rahimi", "Rahimzadah")][
        -1
    ] == (
        "i",
        False,
    )
    assert [span.is_same for span in split_differences("ALI", "ali")] == [True]
    assert [
        (span.text, span.is_other_script) for span in split_differences("علی رضا", "Ali Reza")
    ] == [
        ("علی", True),
        (" ", False),
        ("رضا", True),
    ]
    assert [
        (span.text, span.is_same, span.is_other_script)
        for span in split_differences("mother گلچهره", "mother Gol")
    ] == [
        ("mother ", True, False),
        ("گلچهره", False, True),
    ]
    assert [
        (span.text, span.is_other_script) for span in split_differences("mother Gol", "mother گل")
    ][-1] == ("Gol", True)
    assert [(span.text, span.is_other_script) for span in split_differences("Ali", "")] == [
        ("Ali", False)
    ]
    assert first_script("42 رضا") == "ARABIC"


@given(st.floats(0, 1))
def test_a_probability_is_never_shown_as_certain(probability: float) -> None:
    assert percent(probability) not in {"100.0 %", "0.0 %"}


def test_letters_are_marked_of_attributes_that_there_are_and_not_of_all() -> None:
    assert set(ATTRIBUTE_NAMES) > SPELLED_ATTRIBUTES


def test_facts_have_a_fixed_order_with_names_first_and_none_missing() -> None:
    facts = {field: [] for field in ("sex", "care", "age_band", "full_name", "record_ref")}
    assert [field for field, _ in sort_facts(facts)] == [
        "full_name",
        "record_ref",
        "age_band",
        "sex",
        "care",
    ]
