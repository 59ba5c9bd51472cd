from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.web.evidence import WIDTH, bar, differences, percent, script


@given(st.floats(-60, 60), st.floats(-60, 60))
def test_a_bar_stays_in_its_picture_and_more_bits_are_never_shorter(one: float, other: float) -> None:
    for drawn in (bar(one), bar(other)):
        assert 0 <= drawn.x <= drawn.x + drawn.width <= WIDTH
    if abs(one) <= abs(other):
        assert bar(one).width <= bar(other).width


def test_a_bar_begins_in_the_middle_on_the_side_it_speaks_for() -> None:
    assert (bar(10).way, bar(10).x) == ("for", WIDTH / 2)
    against = bar(-10)
    assert (against.way, against.x + against.width) == ("against", WIDTH / 2)
    assert (bar(0).way, bar(0).width) == ("unknown", 0)


@given(st.text(max_size=30), st.text(max_size=30))
def test_cut_text_is_the_text(one: str, other: str) -> None:
    assert "".join(span.text for span in differences(one, other)) == one


def test_letters_that_differ_are_told_and_scripts_are_not_torn_apart() -> None:
    assert [(span.text, span.is_same) for span in differences("Rahimi", "Rahimzadah")][-1] == ("i", False)
    assert [span.is_same for span in differences("ALI", "ali")] == [True]
    assert [(span.text, span.is_same) for span in differences("علی", "Ali")] == [("علی", True)]
    assert script("42 رضا") == "ARABIC"


@given(st.floats(0, 1))
def test_nothing_is_ever_said_to_be_certain(probability: float) -> None:
    assert percent(probability) not in {"100.0 %", "0.0 %"}
