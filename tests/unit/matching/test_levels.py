from __future__ import annotations

import dataclasses
import itertools
from datetime import date, timedelta

import pytest

from matching import Birth, Document, Engine, Mark, Name, Person, Phone, Place, Relative, levels

ENGINE = Engine()


def level(attribute: str, one: Person, other: Person) -> str:
    """The level of one attribute, which must be the same either way round."""
    forth = {item.attribute: item.level for item in ENGINE.compare(one, other).evidence}
    back = {item.attribute: item.level for item in ENGINE.compare(other, one).evidence}
    assert forth == back
    return forth[attribute]


def day(text: str, **more: object) -> Birth:
    return Birth(date.fromisoformat(text), date.fromisoformat(text), **more)  # type: ignore[arg-type]


def span(first: str, last: str) -> Birth:
    return Birth(date.fromisoformat(first), date.fromisoformat(last))


def born(*births: Birth) -> Person:
    return Person(births=births)


YEAR = span("2009-01-01", "2009-12-31")
MONTH = span("2009-03-01", "2009-03-31")
AGE = span("2007-06-02", "2010-06-01")
BASE = day("2009-03-05")

BIRTHS = [
    ("same day", BASE, day("2009-03-05"), "same_day"),
    ("swapped", BASE, day("2009-05-03"), "swapped"),
    ("other year", BASE, day("2011-03-05"), "same_day_other_year"),
    ("other month", BASE, day("2009-08-15"), "same_year_other_day"),
    ("other day", BASE, day("2009-03-25"), "same_month"),
    ("one digit of the month", BASE, day("2009-08-05"), "one_digit"),
    ("a mistyped decade", BASE, day("2019-03-05"), "one_digit"),
    ("digits of the year exchanged", BASE, day("2090-03-05"), "one_digit"),
    ("two digits apart from each other", BASE, day("1999-03-05"), "far"),
    ("three years off is two digits", BASE, day("2012-03-05"), "apart"),
    ("twenty years", BASE, day("1987-04-07"), "very_far"),
    ("same year", BASE, day("2009-11-27"), "same_year_other_day"),
    ("year only", BASE, YEAR, "same_year"),
    ("both year only", YEAR, YEAR, "same_year"),
    ("month", BASE, MONTH, "same_month"),
    ("month inside year", MONTH, YEAR, "same_year"),
    ("age", BASE, AGE, "age_fits"),
    ("age and year", YEAR, AGE, "age_fits"),
    ("next year only", BASE, span("2010-01-01", "2010-12-31"), "one_year"),
    ("a year apart", BASE, day("2010-04-07"), "one_year"),
    ("two years apart", BASE, day("2011-01-27"), "two_years"),
    ("four years apart", BASE, day("2013-01-27"), "apart"),
    ("far apart", BASE, day("2016-01-27"), "far"),
    ("Ethiopian read as Gregorian", BASE, day("2001-06-26"), "misread_calendar"),
    ("Solar Hijri day kept", BASE, day("2008-12-15"), "misread_calendar"),
]


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in BIRTHS], ids=[case[0] for case in BIRTHS])
def test_births(one: Birth, other: Birth, expected: str) -> None:
    assert level("birth", born(one), born(other)) == expected


def test_a_birth_on_neither_side_or_one_is_unknown() -> None:
    assert level("birth", born(), born(BASE)) == level("birth", born(), born()) == "unknown"


def test_the_best_of_several_births_counts() -> None:
    assert level("birth", born(day("1990-01-02"), BASE), born(BASE, day("2020-01-02"))) == "same_day"


def test_every_day_of_a_year_agrees_with_itself_and_its_neighbour_is_never_the_same_day() -> None:
    for step in range(0, 366, 7):
        one = date(2008, 1, 1) + timedelta(days=step)
        other = one + timedelta(days=1)
        assert level("birth", born(Birth(one, one)), born(Birth(one, one))) == "same_day"
        assert level("birth", born(Birth(one, one)), born(Birth(other, other))) != "same_day"


SEXES = {("F", "F"): "agree", ("F", "M"): "differ", ("X", "F"): "unclear", ("X", "X"): "agree", ("", "F"): "unknown"}


@pytest.mark.parametrize(("sexes", "expected"), SEXES.items(), ids=str)
def test_sex(sexes: tuple[str, str], expected: str) -> None:
    assert level("sex", Person(sex=sexes[0]), Person(sex=sexes[1])) == expected


ORIGINS = [
    ((("SY",), ()), (("SY",), ()), "agree"),
    ((("SY", "TR"), ()), (("TR",), ()), "agree"),
    ((("SY",), ("ara",)), (("IQ",), ("ara",)), "language_agrees"),
    ((("SY",), ("ara",)), (("IQ",), ("kur",)), "differ"),
    ((("SY",), ()), (("IQ",), ()), "differ"),
    (((), ("ara",)), (("IQ",), ("kur",)), "language_differs"),
    (((), ("ara", "kur")), ((), ("kur",)), "language_agrees"),
    ((("SY",), ()), ((), ("ara",)), "unknown"),
    (((), ()), (("SY",), ("ara",)), "unknown"),
]


@pytest.mark.parametrize(("one", "other", "expected"), ORIGINS)
def test_nationality_and_language(
    one: tuple[tuple[str, ...], tuple[str, ...]], other: tuple[tuple[str, ...], tuple[str, ...]], expected: str
) -> None:
    people = [Person(nationalities=nations, languages=languages) for nations, languages in (one, other)]
    assert level("origin", *people) == expected


FULL = Phone("963944123456", "own", is_full=True)
RELATIVES = dataclasses.replace(FULL, owner="relative")
CONTROLLERS = dataclasses.replace(FULL, owner="controller")
PHONES = [
    ("own", FULL, FULL, "own"),
    ("one a relative's", FULL, RELATIVES, "relative"),
    ("without country", FULL, Phone("0944123456"), "last_digits"),
    ("six digits", Phone("123456"), Phone("963944123456"), "last_digits"),
    ("other end", FULL, Phone("963944123457", "own", is_full=True), "differ"),
    ("another country, same end", FULL, Phone("49944123456", "own", is_full=True), "last_digits"),
    ("a controller's", FULL, CONTROLLERS, "unknown"),
    ("both a controller's", CONTROLLERS, CONTROLLERS, "unknown"),
]


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in PHONES], ids=[case[0] for case in PHONES])
def test_phones(one: Phone, other: Phone, expected: str) -> None:
    assert level("phone", Person(phones=(one,)), Person(phones=(other,))) == expected


PASSPORT = Document("passport", "SY", "N0012345")
DOCUMENTS = [
    ("the same", PASSPORT, "agree"),
    ("look-alike letters", Document("passport", "SY", "NOO12345"), "agree"),
    ("no country", Document("passport", "", "N0012345"), "number"),
    ("another kind", Document("id_card", "SY", "N0012345"), "number"),
    ("another number", Document("passport", "SY", "N0912745"), "differ"),
    ("another sign", Document("passport", "SY", "N0017345"), "one_sign"),
    ("another last sign", Document("passport", "SY", "N0012346"), "one_sign"),
    ("a sign left out", Document("passport", "SY", "N001245"), "one_sign"),
    ("a sign twice", Document("passport", "SY", "N00123345"), "one_sign"),
    ("a sign more at the end", Document("passport", "SY", "N00123459"), "one_sign"),
    ("neighbours exchanged", Document("passport", "SY", "N0013245"), "one_sign"),
    ("two signs exchanged over a third", Document("passport", "SY", "N0032145"), "differ"),
    ("two other signs", Document("passport", "SY", "N0017346"), "differ"),
    ("two other neighbours", Document("passport", "SY", "N0019945"), "differ"),
    ("one other, one left out", Document("passport", "SY", "N001746"), "differ"),
    ("another sign of another country", Document("passport", "IQ", "N0017345"), "unknown"),
    ("the digit fits", Document("passport", "SY", "N0012345", "fits"), "agree_checked"),
    ("the digit fails", Document("passport", "SY", "N0012345", "fails"), "number"),
    ("another sign, digit fits", Document("passport", "SY", "N0017345", "fits"), "one_sign"),
    ("a controller's", Document("passport", "SY", "N0012345", "", "controller"), "unknown"),
    ("another number of another kind", Document("id_card", "SY", "N0012346"), "unknown"),
    ("another number of another country", Document("passport", "IQ", "N0012346"), "unknown"),
    ("another number without country", Document("passport", "", "N0012346"), "unknown"),
]


@pytest.mark.parametrize(("other", "expected"), [case[1:] for case in DOCUMENTS], ids=[case[0] for case in DOCUMENTS])
def test_documents(other: Document, expected: str) -> None:
    assert level("document", Person(documents=(PASSPORT,)), Person(documents=(other,))) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Document("passport", "SY", "N0012345", "fits"), Document("passport", "SY", "N0017345", "fits"), "differ"),
        (
            Document("passport", "SY", "N0012345", "fails"),
            Document("passport", "SY", "N0012345", "fits"),
            "agree_checked",
        ),
        (Document("passport", "SY", "N0012345", "fails"), Document("passport", "SY", "N0012345", "fails"), "number"),
        (Document("passport", "SY", "N0012"), Document("passport", "SY", "N0013"), "differ"),
        (Document("passport", "SY", "N00123"), Document("passport", "SY", "N00124"), "one_sign"),
        (Document("passport", "SY", "N" * 24 + "1"), Document("passport", "SY", "N" * 24 + "2"), "differ"),
        (Document("passport", "SY", "ن0012345"), Document("passport", "SY", "ن0017345"), "differ"),
    ],
    ids=["both checked", "one fails", "both fail", "too short", "six", "too long to look into", "letters of no zone"],
)
def test_check_digits_and_slips_of_document_numbers(one: Document, other: Document, expected: str) -> None:
    assert level("document", Person(documents=(one,)), Person(documents=(other,))) == expected


def kin(*relatives: tuple[str, str]) -> Person:
    return Person(relatives=tuple(Relative(relation, name) for relation, name in relatives))


KIN = [
    ("mother", kin(("mother", "Khadija")), kin(("mother", "خديجة")), "agree"),
    (
        "two",
        kin(("mother", "Khadija"), ("father", "Youssef")),
        kin(("father", "Yusuf"), ("mother", "Hadidja")),
        "two_agree",
    ),
    (
        "one of two",
        kin(("mother", "Khadija"), ("father", "Youssef")),
        kin(("mother", "Khadija"), ("father", "Igor")),
        "agree",
    ),
    (
        "two sisters",
        kin(("sister", "Amal"), ("sister", "Rima")),
        kin(("sister", "Rima"), ("sister", "Amal")),
        "two_agree",
    ),
    ("one sister twice", kin(("sister", "Amal"), ("sister", "Aamal")), kin(("sister", "Amal")), "agree"),
    ("another name", kin(("mother", "Khadija")), kin(("mother", "Oksana")), "differ"),
    ("another relation", kin(("mother", "Khadija")), kin(("aunt", "Khadija")), "unknown"),
    ("a controller's name", kin(("controller", "Khadija")), kin(("controller", "Khadija")), "unknown"),
    ("a placeholder", kin(("mother", "unknown")), kin(("mother", "unknown")), "unknown"),
]


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in KIN], ids=[case[0] for case in KIN])
def test_relatives(one: Person, other: Person, expected: str) -> None:
    assert level("relative", one, other) == expected


def tall(centimetres: int, on: str = "2020-01-01", birth: str = "2008-01-01") -> Person:
    return Person(births=(day(birth),), height_cm=centimetres, height_on=date.fromisoformat(on))


HEIGHTS = [
    ("the same", tall(150), tall(150), "agree"),
    ("measured otherwise", tall(150), tall(153), "agree"),
    ("nearly", tall(150), tall(156), "near"),
    ("too far", tall(150), tall(160), "differ"),
    ("grown in a year", tall(150), tall(158, "2021-01-01"), "agree"),
    ("shrunk in a year", tall(158), tall(150, "2021-01-01"), "differ"),
    ("grown too much", tall(130), tall(158, "2021-01-01"), "differ"),
    ("grown-ups do not grow", tall(160, birth="1990-01-01"), tall(168, "2021-01-01", "1990-01-01"), "differ"),
    ("not known", tall(150), Person(), "unknown"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in HEIGHTS], ids=[case[0] for case in HEIGHTS]
)
def test_height_grows_with_the_child(one: Person, other: Person, expected: str) -> None:
    assert level("height", one, other) == expected


@pytest.mark.parametrize("attribute", ["eyes", "hair"])
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("brown", "brown", "agree"), ("brown", "black", "near"), ("brown", "white", "differ"), ("", "brown", "unknown")],
)
def test_colours(attribute: str, one: str, other: str, expected: str) -> None:
    if attribute == "eyes" and other == "white":
        other = "blue"
    assert level(attribute, Person(**{attribute: one}), Person(**{attribute: other})) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("hair", ["dyed", "covered", "bald"])
def test_hair_that_says_nothing_is_unknown(hair: str) -> None:
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
    ("two against one without side", (SCAR, Mark("scar", "hand", "right")), (Mark("scar", "hand"),), "kind_and_part"),
    ("none", (SCAR,), (), "unknown"),
    ("text in common", (drawn("a cross"),), (drawn("Kreuz und Herz"),), "agree_told"),
    ("text in common, no side", (drawn("Maria 1999"),), (drawn("الاسم ١٩٩٩", side=""),), "agree_told"),
    ("other text", (drawn("a cross"),), (drawn("an eagle"),), "agree"),
    ("text that says nothing", (drawn("a small tattoo of the"),), (drawn("small tattoo"),), "agree"),
    ("text on one side", (drawn("a cross"),), (drawn(""),), "agree"),
    ("text in common elsewhere", (drawn("a cross"),), (Mark("tattoo", "neck", "left", "a cross"),), "differ"),
    ("two, with text", (drawn("a cross"), SCAR), (SCAR, drawn("croix")), "two_agree"),
]


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in MARKS], ids=[case[0] for case in MARKS])
def test_marks(one: tuple[Mark, ...], other: tuple[Mark, ...], expected: str) -> None:
    assert level("marks", Person(marks=one), Person(marks=other)) == expected


def at(role: str, on: str | None, country: str = "", name: str = "") -> Person:
    return Person(places=(Place(country, name, date.fromisoformat(on) if on else None, role),))


EVENTS = [
    ("country", at("last_seen", "2024-01-01", "IT"), at("found", "2024-03-01", "IT"), "same_country"),
    ("place", at("last_seen", "2024-01-01", "IT", "Roma"), at("found", "2024-05-01", "IT", "Roma"), "same_place"),
    (
        "one name in two countries",
        at("found", "2024-01-01", "IT", "Roma"),
        at("found", "2024-01-09", "SE", "Roma"),
        "possible",
    ),
    ("country without day", at("last_seen", None, "IT"), at("found", "2024-03-01", "SE"), "possible"),
    ("nothing to compare", at("last_seen", None, "IT"), at("found", "2024-03-01"), "unknown"),
    ("days alone", at("last_seen", "2024-01-01"), at("found", "2024-03-01"), "unknown"),
    ("no event", Person(), at("found", "2024-03-01", "SE"), "unknown"),
]

INTERVALS = [
    ("found after", at("last_seen", "2024-01-01"), at("found", "2024-03-01"), "within_quarter"),
    ("found before", at("last_seen", "2024-06-01"), at("found", "2024-03-01"), "found_before"),
    ("found half a year before", at("last_seen", "2024-08-31"), at("found", "2024-03-01"), "found_before"),
    ("a day more", at("last_seen", "2024-09-01"), at("found", "2024-03-01"), "long_before"),
    ("found a year before", at("last_seen", "2025-03-01"), at("found", "2024-03-01"), "long_before"),
    ("found more than a year before", at("last_seen", "2025-03-02"), at("found", "2024-03-01"), "one_year"),
    ("found before, late report", at("last_seen", "2024-03-20"), at("found", "2024-03-01"), "within_month"),
    ("the longest that a report is late", at("last_seen", "2024-03-31"), at("found", "2024-03-01"), "within_month"),
    ("a day later", at("last_seen", "2024-04-01"), at("found", "2024-03-01"), "found_before"),
    ("two reports in any order", at("last_seen", "2024-06-01"), at("last_seen", "2024-03-01"), "within_quarter"),
    ("one day", at("found", "2024-06-01"), at("found", "2024-06-01"), "within_month"),
    ("31 days", at("found", "2024-01-01"), at("found", "2024-02-01"), "within_month"),
    ("32 days", at("found", "2024-01-01"), at("found", "2024-02-02"), "within_quarter"),
    ("a third of a year", at("found", "2024-01-01"), at("found", "2024-05-01"), "within_half_year"),
    ("three quarters of a year", at("last_seen", "2024-01-01"), at("found", "2024-10-01"), "within_year"),
    ("a year and a half", at("last_seen", "2022-01-01"), at("found", "2023-07-01"), "one_year"),
    ("more than two years", at("last_seen", "2022-01-01"), at("found", "2024-01-02"), "two_years"),
    ("long after", at("last_seen", "2018-01-01"), at("found", "2024-01-01"), "far_apart"),
    ("no day", at("last_seen", None, "IT"), at("found", "2024-03-01", "IT"), "unknown"),
    ("a day on the way is none", at("route", "2024-03-01", "IT"), at("found", "2024-03-01", "IT"), "unknown"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in INTERVALS], ids=[case[0] for case in INTERVALS]
)
def test_the_time_between(one: Person, other: Person, expected: str) -> None:
    assert level("interval", one, other) == expected


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in EVENTS], ids=[case[0] for case in EVENTS])
def test_last_seen_and_found(one: Person, other: Person, expected: str) -> None:
    assert level("event", one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Kunduz", "Kunduz", "agree"),
        ("Kunduz", "Herat", "far"),
        ("هرات", "Herat", "agree"),
        ("", "Herat", "unknown"),
        ("Unknown", "Herat", "unknown"),
        ("Kunduz, Afghanistan", "Kunduz", "agree"),
    ],
)
def test_place_of_birth(one: str, other: str, expected: str) -> None:
    assert level("birth_place", Person(birth_place=one), Person(birth_place=other)) == expected


def named(*names: tuple[str, str]) -> Person:
    return Person(names=tuple(Name(text, role) for text, role in names))


NAMES = [
    ("agree", named(("Maryam Karimi", "full")), named(("مریم کریمی", "native")), "agree"),
    ("differ", named(("Maryam Karimi", "full")), named(("Oleksandr Bondar", "full")), "differ"),
    ("a placeholder", named(("Maryam Karimi", "full")), named(("Baby girl", "full")), "unknown"),
    ("none", named(), named(("Maryam Karimi", "full")), "unknown"),
    (
        "any alias",
        named(("Maryam Karimi", "full")),
        named(("Oleksandr Bondar", "full"), ("Maryam Karimi", "alias")),
        "agree",
    ),
]


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES])
def test_names(one: Person, other: Person, expected: str) -> None:
    assert level("name", one, other) == expected


@pytest.mark.parametrize("role", ["nickname", "alias", "patronymic", "controller"])
def test_an_informal_name_that_does_not_fit_costs_less_than_a_formal_one(role: str) -> None:
    one = named(("Maryam Karimi", "full"))
    informal = ENGINE.compare(one, named(("Bobo", role))).bits
    formal = ENGINE.compare(one, named(("Bobo", "full"))).bits
    assert formal < informal


def test_the_table_is_ordered_and_unknown_weighs_nothing() -> None:
    for attribute in levels.ATTRIBUTES:
        bits = [item.bits for item in attribute.levels]
        assert attribute.levels[0].code == "unknown"
        assert bits[0] == 0
        assert all(earlier <= later for earlier, later in itertools.pairwise(bits[1:])), attribute.name


def test_every_level_has_a_source_words_and_whole_64ths_of_a_bit() -> None:
    for attribute, item in ((a, item) for a in levels.ATTRIBUTES for item in a.levels):
        assert item.source in ("judged", "simulated", "listed", "tokens"), attribute.name
        assert item.words
        assert (item.bits * 64).is_integer()


def test_names_of_levels_are_distinct_within_an_attribute() -> None:
    for attribute in levels.ATTRIBUTES:
        codes = [item.code for item in attribute.levels]
        assert len(set(codes)) == len(codes)


def test_the_bend_of_names_rises() -> None:
    assert all(a < c and b <= d for (a, b), (c, d) in itertools.pairwise(levels.NAME_BEND))
