"""Levels of appearance: height, colours, marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matching import Mark, Person
from matching.codes import code_lists
from tests.unit.matching.levels.steps import born, day, level, span


def tall(centimetres: int, on: str = "2020-01-01", birth: str = "2008-01-01") -> Person:
    return replace(measured(centimetres, on), births=(day(birth),))


def measured(centimetres: int, on: str = "2020-01-01") -> Person:
    """Return a person with a height and without a birth date."""
    return Person(height_cm=centimetres, height_on=date.fromisoformat(on) if on else None)


HEIGHTS = [
    ("the same", tall(150), tall(150), "close"),
    ("a centimetre more", tall(150), tall(151), "close"),
    ("two centimetres less", tall(150), tall(148), "agree"),
    ("measured otherwise", tall(150), tall(153), "agree"),
    ("nearly", tall(150), tall(156), "near"),
    ("hardly", tall(150), tall(162), "off"),
    ("too far", tall(150), tall(163), "differ"),
    ("grown in a year", tall(150), tall(158, "2021-01-01"), "agree"),
    ("shrunk in a year", tall(163), tall(150, "2021-01-01"), "differ"),
    ("grown too much", tall(130), tall(158, "2021-01-01"), "differ"),
    (
        "grown-ups do not grow",
        tall(160, birth="1990-01-01"),
        tall(173, "2021-01-01", "1990-01-01"),
        "differ",
    ),
    ("not known", tall(150), Person(), "unknown"),
    (
        "a small child, and born long ago",
        measured(66, "2024-05-06"),
        born(day("2009-01-01")),
        "not_of_age",
    ),
    (
        "a tall one, and born of late",
        measured(170, "2024-05-06"),
        born(day("2020-01-01")),
        "not_of_age",
    ),
    (
        "a grown one, and born long ago",
        measured(120, "2024-05-06"),
        born(day("1990-01-01")),
        "not_of_age",
    ),
    ("of that age", measured(150, "2024-05-06"), born(day("2011-01-01")), "unknown"),
    ("small for that age", measured(120, "2024-05-06"), born(day("2011-01-01")), "unknown"),
    (
        "of one of two ages",
        measured(66, "2024-05-06"),
        born(day("2009-01-01"), day("2023-09-01")),
        "unknown",
    ),
    (
        "of a birth that may be",
        measured(66, "2024-05-06"),
        born(span("2009-01-01", "2023-09-01")),
        "unknown",
    ),
    ("the day not known", measured(66, ""), born(day("2009-01-01")), "unknown"),
    (
        "beside a birth of its own",
        tall(66, "2024-05-06", "2023-09-01"),
        born(day("2009-01-01")),
        "unknown",
    ),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in HEIGHTS], ids=[case[0] for case in HEIGHTS]
)
def test_height_grows_with_the_child(one: Person, other: Person, expected: str) -> None:
    assert level("height", one, other) == expected


@pytest.mark.parametrize("attribute", ["eyes", "hair"])
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("brown", "brown", "agree"),
        ("grey", "grey", "agree_light"),
        ("brown", "black", "near"),
        ("brown", "white", "differ"),
        ("", "brown", "unknown"),
    ],
)
def test_colours(attribute: str, one: str, other: str, expected: str) -> None:
    if attribute == "eyes" and other == "white":
        other = "blue"
    assert level(attribute, Person(**{attribute: one}), Person(**{attribute: other})) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("attribute", "codes"), [("eyes", code_lists.EYES), ("hair", code_lists.HAIR)]
)
def test_every_colour_agrees_with_itself_as_what_most_or_few_have(
    attribute: str, codes: tuple[str, ...]
) -> None:
    for code in set(codes) - set(code_lists.UNINFORMATIVE_HAIR):
        one = Person(**{attribute: code})  # type: ignore[arg-type]
        assert level(attribute, one, one) == (
            "agree" if code in ("black", "brown") else "agree_light"
        )


@pytest.mark.parametrize("hair", ["dyed", "covered", "bald"])
def test_an_uninformative_hair_colour_is_unknown(hair: str) -> None:
    assert level("hair", Person(hair=hair), Person(hair="black")) == "unknown"


def drawn(text: str, side: str = "left") -> Mark:
    return Mark("tattoo", "forearm", side, text)


SCAR, BURN = Mark("scar", "hand", "left"), Mark("burn", "knee", "right")
MARKS = [
    ("agree", (SCAR,), (SCAR,), "agree"),
    ("no side", (SCAR,), (Mark("scar", "hand"),), "kind_and_part"),
    ("other side", (SCAR,), (Mark("scar", "hand", "right"),), "differ"),
    ("other part", (SCAR,), (Mark("scar", "foot", "left"),), "differ"),
    ("two", (SCAR, BURN), (BURN, SCAR), "two_agree"),
    ("one of two", (SCAR, BURN), (SCAR,), "agree"),
    ("one twice", (SCAR, SCAR), (SCAR,), "agree"),
    (
        "two against one without side",
        (SCAR, Mark("scar", "hand", "right")),
        (Mark("scar", "hand"),),
        "kind_and_part",
    ),
    ("none", (SCAR,), (), "unknown"),
    ("text in common", (drawn("a cross"),), (drawn("Kreuz und Herz"),), "agree_told"),
    (
        "text in common, no side",
        (drawn("Maria 1999"),),
        (drawn("الاسم ١٩٩٩", side=""),),
        "agree_told",
    ),
    ("other text", (drawn("a cross"),), (drawn("an eagle"),), "agree"),
    (
        "text that says nothing",
        (drawn("a small tattoo of the"),),
        (drawn("small tattoo"),),
        "agree",
    ),
    ("text on one side", (drawn("a cross"),), (drawn(""),), "agree"),
    (
        "text in common elsewhere",
        (drawn("a cross"),),
        (Mark("tattoo", "neck", "left", "a cross"),),
        "differ",
    ),
    ("two, with text", (drawn("a cross"), SCAR), (SCAR, drawn("croix")), "two_agree"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in MARKS], ids=[case[0] for case in MARKS]
)
def test_marks(one: tuple[Mark, ...], other: tuple[Mark, ...], expected: str) -> None:
    assert level("marks", Person(marks=one), Person(marks=other)) == expected


SELF_HARM, GENITAL = Mark("self_harm", "wrist", "left"), Mark("scar", "genital")
SENSITIVE = [
    ("a kind", (SELF_HARM,), (SELF_HARM,), "agree"),
    ("a part", (GENITAL,), (GENITAL,), "kind_and_part"),
    ("a part that the text names", (Mark("scar", "hip", "left", "genital"),), (SCAR,), "unknown"),
    ("another side", (SELF_HARM,), (replace(SELF_HARM, side="right"),), "differ"),
    (
        "words in common",
        (replace(SELF_HARM, text="a cross"),),
        (replace(SELF_HARM, text="Kreuz"),),
        "agree_told",
    ),
    ("two", (SELF_HARM, GENITAL), (GENITAL, SELF_HARM), "two_agree"),
    ("ordinary marks on the other side", (SELF_HARM,), (SCAR, BURN), "unknown"),
    ("ordinary marks alone", (SCAR,), (SCAR,), "unknown"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [case[1:] for case in SENSITIVE],
    ids=[case[0] for case in SENSITIVE],
)
def test_sensitive_marks(one: tuple[Mark, ...], other: tuple[Mark, ...], expected: str) -> None:
    assert level("sensitive_marks", Person(marks=one), Person(marks=other)) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in MARKS], ids=[case[0] for case in MARKS]
)
def test_sensitive_marks_do_not_change_the_level_of_ordinary_marks(
    one: tuple[Mark, ...], other: tuple[Mark, ...], expected: str
) -> None:
    many = tuple(replace(SELF_HARM, part=part) for part in code_lists.MARK_PARTS)
    assert level("marks", Person(marks=(*many, *one)), Person(marks=(*many, *other))) == expected
    assert level("marks", Person(marks=(*one, *many)), Person(marks=other)) == expected
