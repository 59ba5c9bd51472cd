from __future__ import annotations

import dataclasses
import unicodedata
from datetime import date

import pytest

from matching import (
    BITS_MEAN,
    Birth,
    ComparedValues,
    Document,
    Engine,
    Evidence,
    Explanation,
    Home,
    Mark,
    Name,
    Person,
    Phone,
    Place,
    Relative,
    TokenFrequencies,
    explanation_line,
    explanations,
)
from matching.explain.decisive_values import MAX_VALUES
from matching.explain.explanation import sanitise, value_text
from matching.explain.remarks import format_bits
from matching.names.text.surface_forms import surface_forms
from matching.names.text.tokeniser import name_tokens
from matching.packing.features import _MOST_ITEMS

ENGINE = Engine()
OWN = Phone("93701000001", "own", is_full=True)
RELATIVES = Phone("93799555666", "relative", is_full=True)
FULL = (
    Person(
        names=(Name("Shekiba Rahimzadah"), Name("Sheki", "nickname")),
        births=(Birth(date(2009, 1, 1), date(2009, 12, 31), "claimed", is_placeholder=True),),
        sex="F",
        nationalities=("AF", "PK"),
        languages=("fas",),
        ethnicities=("hazara",),
        birth_place="Herat",
        homes=(Home("7, Park Road, Kabul"), Home("12 Main Street, Injil, Herat, 3001")),
        places=(Place("GR", "Lesvos", date(2023, 9, 14)),),
        phones=(
            Phone("93462041187", "relative", is_full=True),
            Phone("4930000001", "own", is_full=True),
        ),
        documents=(Document("passport", "AF", "P0012345"), Document("id_card", "AF", "7741")),
        relatives=(Relative("mother", "Golchehra"), Relative("brother", "Yunus")),
        height_cm=150,
        height_on=date(2023, 9, 14),
        eyes="brown",
        hair="black",
        marks=(Mark("burn", "forearm", "left"), Mark("scar", "chin")),
    ),
    Person(
        names=(Name("شکیبا رحیم زاده", "native"),),
        births=(Birth(date(2009, 7, 10), date(2009, 7, 10), "claimed", "solar_hijri"),),
        sex="F",
        nationalities=("AF",),
        languages=("fas",),
        ethnicities=("hazara",),
        birth_place="هرات",
        homes=(Home("Main Street 12, 3001 Herat"),),
        places=(Place("DE", "Hamburg", date(2024, 2, 3), "found"),),
        phones=(Phone("93462041187", "own", is_full=True),),
        documents=(Document("passport", "AF", "P0012345"),),
        relatives=(Relative("mother", "گلچهره"), Relative("sister", "Laila")),
        height_cm=162,
        height_on=date(2025, 9, 20),
        eyes="brown",
        hair="brown",
        marks=(Mark("burn", "forearm", "left"), Mark("mole", "back")),
    ),
)


def explain_pair(
    one: Person, other: Person, rarity: TokenFrequencies | None = None
) -> dict[str, Explanation]:
    evidence = ENGINE.compare(one, other, rarity=rarity).evidence
    return {
        item.attribute: item
        for item in explanations(evidence, one, other, engine=ENGINE, rarity=rarity)
    }


def parts(
    left: str, right: str, rarity: TokenFrequencies | None = None
) -> list[tuple[str, str, str]]:
    """Return left part, right part and words of the rows between the header and the total."""
    rows = explain_pair(Person(names=(Name(left),)), Person(names=(Name(right),)), rarity)[
        "name"
    ].compared
    assert (rows[0].left, rows[0].right, rows[0].bits) == (left, right, None)
    return [
        (row.left, row.right, row.words)
        for row in rows[1:]
        if not row.words.startswith("names in all")
    ]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Hoseyni", "حسینی", [("Hoseyni", "حسینی", "one name in two scripts")]),
        (
            "Ali Karimi",
            "Karimi M.",
            [("Ali", "M", "an initial that does not fit"), ("Karimi", "Karimi", "the same")],
        ),
        (
            "Mariam K.",
            "Mariam Karimi",
            [("Mariam", "Mariam", "the same"), ("K", "Karimi", "an initial that fits")],
        ),
        (
            "Noor Ahmad Karimi",
            "Noorahmad Karimi",
            [
                (
                    "Noor Ahmad",
                    "Noorahmad",
                    "one name, spelt differently, two parts taken as one word",
                ),
                ("Karimi", "Karimi", "the same"),
            ],
        ),
        (
            "Ali Karimi",
            "Ali Mohammad Karimi",
            [
                ("Ali", "Ali", "the same"),
                ("Karimi", "Karimi", "the same"),
                ("", "Mohammad", "an extra part, on the second record only"),
            ],
        ),
        (
            "Ali Karimi",
            "Hassan Nazari",
            [
                (
                    "Ali Karimi",
                    "Hassan Nazari",
                    "no part of the other record's name fits: a conflict",
                )
            ],
        ),
        (
            "张伟",
            "Petra Novak",
            [
                (
                    "张伟",
                    "Petra Novak",
                    "compared as one word: "
                    "in one of the scripts it is not written where a name ends",
                )
            ],
        ),
        (
            "Abd al-Rahman",
            "Abdurrahman",
            [("Abd al-Rahman", "Abdurrahman", "one name, spelt differently")],
        ),
    ],
    ids=[
        "scripts",
        "initial-not",
        "initial",
        "joined",
        "extra",
        "conflict",
        "syllables",
        "servant",
    ],
)
def test_a_name_is_explained_part_by_part(
    left: str, right: str, expected: list[tuple[str, str, str]]
) -> None:
    assert parts(left, right) == expected


def test_the_pair_of_names_that_decided_is_named() -> None:
    one = Person(names=(Name("Petra Novak"), Name("Maryam Karimi", "alias")))
    other = Person(names=(Name("مریم کریمی", "native"),))
    header = explain_pair(one, other)["name"].compared[0]
    assert (header.left, header.right) == ("Maryam Karimi", "مریم کریمی")
    assert header.words == "these names decided, one of them an alias"


def test_a_name_followed_by_the_fathers_is_described_so_and_shown_as_written() -> None:
    one = Person(names=(Name("Maryam Zadran"),), relatives=(Relative("father", "Ghulam Haidar"),))
    rows = explain_pair(one, Person(names=(Name("Maryam Ghulam Haidar"),)))["name"].compared
    assert (rows[0].left, rows[0].words) == (
        "Maryam Ghulam Haidar",
        "these names decided, one of them followed by a father's or a sibling's family name",
    )
    assert [row.left for row in rows[1:4]] == ["Maryam", "Ghulam", "Haidar"]


def test_a_short_form_is_explained_as_a_form_of_the_name_and_not_as_a_spelling() -> None:
    assert parts("Sasha Bondar", "Oleksandr Bondar")[0] == (
        "Sasha",
        "Oleksandr",
        "two forms of one name",
    )


@pytest.mark.parametrize(
    ("size", "carriers", "words"),
    [
        (5000, 250, "the same, a name that about 1 in 20 people searched carries"),
        (5000, 2, "the same, a rare name"),
        (300, 30, "the same, a name that about 1 in 10 people searched carries"),
        (300, 9, "the same"),
        (300, 0, "the same"),
    ],
    ids=["common", "rare", "common-in-few", "ten-or-fewer-are-not-told", "nobody-in-few"],
)
def test_the_frequency_of_a_name_is_stated_without_revealing_single_people(
    size: int, carriers: int, words: str
) -> None:
    rarity = TokenFrequencies(size, lambda token: carriers)
    assert [row[2] for row in parts("Karimi", "Karimi", rarity)] == [words]


def test_without_a_snapshot_the_frequency_of_a_name_is_not_stated() -> None:
    assert parts("Karimi", "Karimi") == [("Karimi", "Karimi", "the same")]


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("phone", ("a relative's +93462041187", "own +93462041187", "")),
        ("document", ("passport AF P0012345", "passport AF P0012345", "")),
        ("relative", ("mother Golchehra", "mother گلچهره", "")),
        ("marks", ("burn left forearm", "burn left forearm", "")),
        (
            "height",
            ("150 cm on 2023-09-14", "162 cm on 2025-09-20", "12 cm more, 2 years later: fits"),
        ),
        (
            "event",
            (
                "last seen GR Lesvos 2023-09-14",
                "found DE Hamburg 2024-02-03",
                "about 2,038 km apart",
            ),
        ),
        ("interval", ("last seen 2023-09-14", "found 2024-02-03", "5 months between them")),
        ("birth_place", ("Herat (AF)", "هرات (AF)", "the same place")),
        (
            "birth",
            (
                "2009 (only the year is believed, claimed)",
                "2009-07-10 (Solar Hijri calendar, claimed)",
                "both can be true",
            ),
        ),
        ("origin", ("AF", "AF", "")),
        ("ethnicity", ("hazara", "hazara", "")),
        ("home", ("12 Main Street, Injil, Herat, 3001", "Main Street 12, 3001 Herat", "")),
        ("sex", ("female", "female", "")),
        ("hair", ("black", "brown", "")),
    ],
)
def test_only_the_deciding_values_are_shown(attribute: str, expected: tuple[str, str, str]) -> None:
    item = explain_pair(*FULL)[attribute]
    assert [(row.left, row.right, row.words, row.bits) for row in item.compared] == [
        (*expected, item.bits)
    ]
    assert all(
        value_text(row.left_pieces) == row.left and value_text(row.right_pieces) == row.right
        for row in item.compared
    )


def test_all_values_are_shown_if_none_agree() -> None:
    one = Person(phones=(Phone("4930111111", is_full=True), Phone("4930222222", is_full=True)))
    (row,) = explain_pair(one, Person(phones=(Phone("3906333333", is_full=True),)))[
        "phone"
    ].compared
    assert (row.left, row.right) == ("own +4930111111, own +4930222222", "own +3906333333")


def test_a_exploiters_phone_is_never_shown_as_compared() -> None:
    one = Person(
        phones=(Phone("4930111111", "exploiter", is_full=True), Phone("4930222222", is_full=True))
    )
    (row,) = explain_pair(one, Person(phones=(Phone("3906333333", is_full=True),)))[
        "phone"
    ].compared
    assert "111111" not in row.left


@pytest.mark.parametrize(
    "role", ["full", "native", "given", "family", "alias", "nickname", "patronymic"]
)
def test_a_exploiters_name_is_never_shown_as_compared(role: str) -> None:
    """Its spelling is not shown either if it has the same parts as the person's own name."""
    given = (Name("ALIREZA KARIMI", "exploiter"), Name("Boss Man", "exploiter"))
    one = Person(names=(*given, Name("Alireza Karimi", role)))
    other = Person(names=(*given, Name("Alireza Karimi")))
    compared = explain_pair(one, other)["name"].compared
    assert (compared[0].left, compared[0].right) == ("Alireza Karimi", "Alireza Karimi")
    assert {"ALIREZA KARIMI", "Boss Man"}.isdisjoint(
        value for row in compared for value in (row.left, row.right)
    )
    only = explain_pair(Person(names=given), other)["name"]
    assert (only.level, only.compared) == ("unknown", ())


@pytest.mark.parametrize(
    ("other", "known", "words"),
    [
        (date(2010, 7, 4), "claimed", "day and month exchanged"),
        (
            date(2016, 1, 1),
            "assessed",
            "6 years apart, an assessed age is often off by years, so this counts less",
        ),
        (date(2016, 1, 1), "documented", "6 years apart, both are documented, so this counts more"),
        (date(2010, 4, 7), "claimed", "the same day"),
    ],
)
def test_two_birth_dates_are_explained_by_their_difference(
    other: date, known: str, words: str
) -> None:
    one = Birth(date(2010, 4, 7), date(2010, 4, 7), "documented")
    (row,) = explain_pair(Person(births=(one,)), Person(births=(Birth(other, other, known),)))[
        "birth"
    ].compared
    assert row.words == words


def test_a_misread_calendar_is_named() -> None:
    one = Birth(date(2009, 7, 10), date(2009, 7, 10))  # 19 Tir 1388
    other = Birth(date(2009, 4, 19), date(2009, 4, 19))
    item = explain_pair(Person(births=(one,)), Person(births=(other,)))["birth"]
    assert item.level == "misread_calendar"
    assert item.compared[0].words == "the second is the first with its Solar Hijri date misread"
    back = explain_pair(Person(births=(other,)), Person(births=(one,)))["birth"]
    assert back.compared[0].words == "the first is the second with its Solar Hijri date misread"


def test_bits_of_parts_are_shown_only_if_a_new_comparison_gives_the_same_bits() -> None:
    evidence = [
        (
            dataclasses.replace(item, bits=item.bits + 1 / 64)
            if item.attribute in ("name", "birth")
            else item
        )
        for item in ENGINE.compare(*FULL).evidence
    ]
    by_name = {item.attribute: item for item in explanations(evidence, *FULL)}
    assert by_name["name"].compared
    assert {row.bits for row in by_name["name"].compared} == {None}
    assert {row.bits for row in by_name["birth"].compared} == {None}


def test_values_that_do_not_reach_the_stated_level_are_not_shown() -> None:
    level = Evidence("phone", "own", 4, 10.5)
    (item,) = explanations(
        [level], Person(phones=(Phone("1234567"),)), Person(phones=(Phone("7654321"),))
    )
    assert item.compared == ()


def test_no_values_are_shown_if_a_person_is_missing() -> None:
    evidence = ENGINE.compare(*FULL).evidence
    for a, b in ((None, None), (FULL[0], None), (None, FULL[1])):
        items = explanations(evidence, a, b, engine=ENGINE, rarity=TokenFrequencies(5000, len))
        assert all(item.compared == () for item in items)
        assert [item.words for item in items] == [item.words for item in explanations(evidence)]


def test_an_attribute_that_is_not_passed_is_not_explained() -> None:
    evidence = [
        item
        for item in ENGINE.compare(*FULL).evidence
        if item.attribute not in ("ethnicity", "event")
    ]
    text = str(explanations(evidence, *FULL))
    assert "hazara" not in text
    assert "Hamburg" not in text


def test_unknown_attributes_are_listed_last_and_separately_from_differences() -> None:
    one, other = Person(sex="F", eyes="brown"), Person(sex="M")
    items = explanations(ENGINE.compare(one, other).evidence, one, other)
    assert [(item.attribute, item.level) for item in items[:1]] == [("sex", "differ")]
    assert all(not item.is_known and item.bits == 0 and item.compared == () for item in items[1:])


def test_a_line_has_words_bits_and_compared_values() -> None:
    items = explain_pair(*FULL)
    assert (
        explanation_line(items["hair"])
        == "Hair: hair colours are easily confused (-1.5 bits): black with brown"
    )
    assert (
        explanation_line(items["eyes"])
        == "Eyes: eye colour agrees, black or brown (+0.6 bits): both brown"
    )
    assert (
        explanation_line(items["relative"])
        == "Relatives: a relative's name agrees, and it is rare (+2.8 bits): mother Golchehra"
        " with \u2068mother گلچهره\u2069"
    )
    assert "names in all +" in explanation_line(items["name"])
    assert "doubles the odds" in BITS_MEAN


def test_shown_numbers_are_off_by_a_twentieth_at_most() -> None:
    items = explain_pair(*FULL).values()
    shown = sum(float(format_bits(item.bits)) for item in items)
    assert abs(shown - sum(item.bits for item in items)) <= 0.05 * len(items)
    assert format_bits(-1 / 64) == "0.0"


@pytest.mark.parametrize(
    "value", ["\u202eevil\u202c", "a\u2069b", "\ud800x", "x\n\x00y", "z" * 3000, "\u2067שלום"]
)
def test_a_value_cannot_turn_break_or_flood_the_line(value: str) -> None:
    shown = sanitise(value)
    assert len(shown) <= 120
    assert not [letter for letter in shown if unicodedata.category(letter) in ("Cc", "Cf", "Cs")]
    found = Explanation("name", "agree", "words", 1.0, (ComparedValues(shown, "שלום"),))
    line = explanation_line(found)
    assert line.count("\u2068") == line.count("\u2069") > 0
    line.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Abd al-Rahman KHALIL", ("Abd al-Rahman", "KHALIL")),
        ("Nguyễn Văn Minh", ("Nguyễn", "Minh")),
        ("张伟明", ("张", "伟", "明")),
        ("Sheikh Nur ud Din", ("Nur", "Din")),
        ("O'Brien, Ann-Marie", ("O'Brien", "Ann", "Marie")),
        ("Ali Ali Hassan", ("Ali", "Ali", "Hassan")),
        ("Kind Ali", ("kind", "Ali")),
    ],
)
def test_the_parts_of_a_name_are_shown_as_written(text: str, expected: tuple[str, ...]) -> None:
    assert surface_forms(text, name_tokens(text)) == expected


def test_as_many_values_are_looked_at_as_the_engine_compares() -> None:
    assert MAX_VALUES == _MOST_ITEMS


def test_a_named_brother_is_shown_next_to_the_matching_name() -> None:
    one = Person(
        names=(Name("Omar Qaderi"),),
        relatives=(
            Relative("mother", "Zarghuna"),
            Relative("sister", "Laila"),
            Relative("brother", "Yunus"),
        ),
    )
    other = Person(names=(Name("Yunus Qaderi"),), relatives=(Relative("mother", "Zarghuna"),))
    for pair, shown in (
        ((one, other), ("brother Yunus", "Yunus Qaderi")),
        ((other, one), ("Yunus Qaderi", "brother Yunus")),
    ):
        item = explain_pair(*pair)["relative"]
        assert item.level == "named"
        assert [(row.left, row.right, row.bits) for row in item.compared] == [(*shown, item.bits)]


def test_a_named_relative_is_not_shown_with_a_name_given_by_an_exploiter() -> None:
    one = Person(names=(Name("Omar Qaderi"),), relatives=(Relative("brother", "Yunus"),))
    other = Person(names=(Name("Bartholomew Quisling", "exploiter"), Name("Yunus Qaderi")))
    item = explain_pair(one, other)["relative"]
    assert [(row.left, row.right) for row in item.compared] == [("brother Yunus", "Yunus Qaderi")]


def test_an_agreeing_relative_is_shown_with_the_differing_parent() -> None:
    one = Person(
        relatives=(
            Relative("mother", "Zarghuna"),
            Relative("father", "Yunus"),
            Relative("uncle", "Karim"),
        )
    )
    other = Person(relatives=(Relative("mother", "Zarghuna"), Relative("father", "Oleksandr")))
    item = explain_pair(one, other)["relative"]
    assert item.level == "mixed"
    assert [(row.left, row.right) for row in item.compared] == [
        ("mother Zarghuna", "mother Zarghuna"),
        ("father Yunus", "father Oleksandr"),
    ]


def test_a_level_that_no_two_values_reach_shows_all_its_values() -> None:
    one = Person(nationalities=("AF",), languages=("fas",), phones=(OWN, RELATIVES))
    other = Person(
        nationalities=("AF",),
        languages=("pus",),
        phones=(
            Phone("93700222333", "own", is_full=True),
            Phone("93700444555", "relative", is_full=True),
        ),
    )
    found = explain_pair(one, other)
    assert (found["origin"].level, found["phone"].level) == ("nationality_alone", "both_differ")
    assert [row.left for row in found["origin"].compared] == ["AF", "fas"]
    assert [row.right for row in found["origin"].compared] == ["AF", "pus"]
    # all numbers differ, so no two of them decided the level
    assert len(found["phone"].compared) == 1
    syrian = dataclasses.replace(one, nationalities=("SY",), languages=("ara",))
    item = explain_pair(syrian, dataclasses.replace(syrian, nationalities=("EG",)))["origin"]
    assert item.level == "wide_language"
    assert [(row.left, row.right) for row in item.compared] == [("SY", "EG"), ("ara", "ara")]


@pytest.mark.parametrize(
    "name", ["Omar Idris Yunus Karimi", "Karimi Omar Idris", "Omar Idris Yunus Ali Reza Karimi"]
)
def test_extra_parts_share_their_cost_in_whole_64ths_of_a_bit(name: str) -> None:
    for pair in ((name, "Karimi"), ("Karimi", name)):
        rows = explain_pair(*(Person(names=(Name(text),)) for text in pair))["name"].compared
        extra = [row.bits for row in rows if "" in (row.left, row.right) and row.bits is not None][
            : len(name.split()) - 1
        ]
        assert len(extra) == len(name.split()) - 1
        assert all((bits * 64).is_integer() for bits in extra)
        assert max(extra) - min(extra) <= 1 / 64
