"""Levels of identity: names, birth, sex, origin, place of birth, relatives."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import date, timedelta

import numpy as np
import pytest

from matching import Birth, Name, Person, Population, Relative, TokenFrequencies
from matching.codes import code_lists
from matching.model.levels import ATTRIBUTES
from matching.names.text.scripts import LATIN, script_mark
from matching.reading import calendars
from tests.unit.matching.levels.steps import ENGINE, born, day, level, span

YEAR = span("2009-01-01", "2009-12-31")
MONTH = span("2009-03-01", "2009-03-31")
AGE = span("2007-06-02", "2010-06-01")
BASE = day("2009-03-05")

BIRTHS = [
    ("same day", BASE, day("2009-03-05"), "same_day"),
    ("swapped", BASE, day("2009-05-03"), "swapped"),
    ("other year", BASE, day("2011-03-05"), "same_day_other_year"),
    ("other month", BASE, day("2009-08-15"), "same_year_other_day"),
    ("other day", BASE, day("2009-03-25"), "same_month_other_day"),
    (
        "another month of the year, its day not known",
        BASE,
        span("2009-07-01", "2009-07-31"),
        "same_year_other_day",
    ),
    ("two months of a year", MONTH, span("2009-07-01", "2009-07-31"), "same_year_other_day"),
    (
        "months on either side of New Year",
        span("2009-12-01", "2009-12-31"),
        day("2010-01-20"),
        "one_year",
    ),
    ("an age and a year that it does not reach", AGE, span("2011-01-01", "2011-12-31"), "one_year"),
    ("one digit of the month", BASE, day("2009-08-05"), "one_digit"),
    ("a mistyped decade", BASE, day("2019-03-05"), "one_digit"),
    ("digits of the year exchanged", BASE, day("2090-03-05"), "one_digit"),
    ("two digits apart from each other", BASE, day("1999-03-05"), "far"),
    ("three years off is two digits", BASE, day("2012-03-05"), "same_day_years_off"),
    ("five years off", BASE, day("2014-03-05"), "same_day_years_off"),
    ("six years off", BASE, day("2015-03-05"), "far"),
    ("four years and a day off", BASE, day("2013-03-06"), "apart"),
    ("twenty years", BASE, day("1987-04-07"), "very_far"),
    ("same year", BASE, day("2009-11-27"), "same_year_other_day"),
    ("year only", BASE, YEAR, "same_year"),
    ("both year only", YEAR, YEAR, "same_year_vague"),
    ("both years only, a year apart", YEAR, span("2010-01-01", "2010-12-31"), "one_year_vague"),
    ("both years only, two years apart", YEAR, span("2011-08-01", "2012-07-31"), "two_years"),
    ("a month and the next year", MONTH, span("2010-01-01", "2010-12-31"), "one_year"),
    ("half a year inside a year", span("2009-03-01", "2009-08-31"), YEAR, "same_year"),
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


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in BIRTHS], ids=[case[0] for case in BIRTHS]
)
def test_births(one: Birth, other: Birth, expected: str) -> None:
    assert level("birth", born(one), born(other)) == expected


@pytest.mark.parametrize("calendar", code_lists.CALENDARS)
def test_day_and_month_are_exchanged_in_the_calendar_they_were_written_in(calendar: str) -> None:
    year = calendars.written_in(calendar, date(2009, 3, 5))[0]
    days = [calendars.to_day(calendar, year, *rest) for rest in ((5, 10), (10, 5))]
    one, other = (Birth(day, day, calendar=calendar) for day in days)
    assert level("birth", born(one), born(other)) == "swapped"


def test_a_date_of_another_calendar_is_never_a_gregorian_one_exchanged() -> None:
    exchanged = date(2009, 5, 3)
    solar, other = (Birth(day, day, calendar="solar_hijri") for day in (BASE.first, exchanged))
    assert level("birth", born(solar), born(other)) != "swapped"
    assert level("birth", born(solar), born(Birth(exchanged, exchanged))) == "swapped"


def test_a_birth_on_neither_side_or_one_is_unknown() -> None:
    assert level("birth", born(), born(BASE)) == level("birth", born(), born()) == "unknown"


def test_the_best_of_several_births_counts() -> None:
    assert (
        level("birth", born(day("1990-01-02"), BASE), born(BASE, day("2020-01-02"))) == "same_day"
    )


def test_every_day_of_a_year_agrees_with_itself_and_its_neighbour_is_never_the_same_day() -> None:
    for step in range(0, 366, 7):
        one = date(2008, 1, 1) + timedelta(days=step)
        other = one + timedelta(days=1)
        assert level("birth", born(Birth(one, one)), born(Birth(one, one))) == "same_day"
        assert level("birth", born(Birth(one, one)), born(Birth(other, other))) != "same_day"


SEXES = {
    ("F", "F"): "agree",
    ("F", "M"): "differ",
    ("X", "F"): "unclear",
    ("X", "X"): "agree",
    ("", "F"): "unknown",
}


@pytest.mark.parametrize(("sexes", "expected"), SEXES.items(), ids=str)
def test_sex(sexes: tuple[str, str], expected: str) -> None:
    assert level("sex", Person(sex=sexes[0]), Person(sex=sexes[1])) == expected


ORIGINS = [
    ((("SY",), ()), (("SY",), ()), "agree"),
    ((("SY", "TR"), ()), (("TR",), ()), "agree"),
    ((("SY",), ("ara",)), (("IQ",), ("ara",)), "wide_language"),
    ((("SY",), ("ara",)), (("IQ",), ("kur",)), "differ"),
    ((("SY",), ()), (("IQ",), ()), "differ"),
    (((), ("kur",)), (("IQ",), ("fas",)), "language_differs"),
    (((), ("ara", "kur")), ((), ("kur",)), "language_agrees"),
    ((("SY",), ()), ((), ("ara",)), "unknown"),
    (((), ()), (("SY",), ("ara",)), "unknown"),
    ((("AF",), ("fas",)), (("AF",), ("pus",)), "nationality_alone"),
    ((("AF",), ("fas", "pus")), (("AF",), ("pus",)), "agree"),
    ((("AF",), ("fas",)), (("AF",), ()), "agree"),
    # One person may speak both: a language of many countries, or a neighbouring language.
    ((("SY",), ("ara",)), (("SY",), ("kur",)), "agree"),
    ((("AF",), ("eng",)), (("AF",), ("pus",)), "agree"),
    ((("AF",), ("eng", "fas")), (("AF",), ("pus",)), "nationality_alone"),
    ((("ER",), ("tir",)), (("ER",), ("amh",)), "agree"),
    ((("AF",), ("fas",)), (("AF",), ("haz",)), "agree"),
    ((("AF",), ("haz",)), (("AF",), ("urd",)), "nationality_alone"),
    ((("SY",), ("kur",)), (("SY",), ("deu",)), "agree"),
    # This also holds if a nationality is not known.
    ((("ER",), ("tir",)), ((), ("amh",)), "unknown"),
    (((), ("eng",)), ((), ("pus",)), "unknown"),
    (((), ("fas",)), ((), ("pus",)), "language_differs"),
    # A language of many countries does not hide that the nationalities differ.
    ((("SY",), ("ara",)), (("EG",), ("ara",)), "wide_language"),
    ((("SY",), ("ara", "kur")), (("IQ",), ("ara", "kur")), "language_agrees"),
    ((("AF",), ("fas",)), (("IR",), ("fas",)), "language_agrees"),
    (((), ("ara",)), ((), ("ara",)), "language_agrees"),
    (((), ("ara",)), (("EG",), ("ara",)), "language_agrees"),
    ((("SY",), ("ara",)), (("AF",), ("eng",)), "differ"),
]


@pytest.mark.parametrize(("one", "other", "expected"), ORIGINS)
def test_nationality_and_language(
    one: tuple[tuple[str, ...], tuple[str, ...]],
    other: tuple[tuple[str, ...], tuple[str, ...]],
    expected: str,
) -> None:
    people = [
        Person(nationalities=nations, languages=languages) for nations, languages in (one, other)
    ]
    assert level("origin", *people) == expected


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


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES]
)
def test_names(one: Person, other: Person, expected: str) -> None:
    assert level("name", one, other) == expected


@pytest.mark.parametrize("role", ["nickname", "alias", "patronymic", "exploiter"])
def test_an_informal_name_that_does_not_fit_costs_less_than_a_formal_one(role: str) -> None:
    one = named(("Maryam Karimi", "full"))
    informal = ENGINE.compare(one, named(("Bobo", role))).bits
    formal = ENGINE.compare(one, named(("Bobo", "full"))).bits
    assert formal < informal


def bits_of(attribute: str, one: Person, other: Person) -> float:
    return {item.attribute: item.bits for item in ENGINE.compare(one, other).evidence}[attribute]


def test_a_common_nickname_adds_little_to_a_different_name() -> None:
    both = [
        named(("Zabiullah Muhammadi", "full"), ("Lala", "nickname")),
        named(("Jawad Amad", "full")),
    ]
    same = named(("Jawad Amad", "full"), ("Lala", "nickname"))
    assert bits_of("name", both[0], same) == bits_of("name", *both)


def test_two_nicknames_have_at_most_two_bits() -> None:
    lone = named(("Zarghunak", "nickname"))
    assert 0 < bits_of("name", lone, lone) <= 2
    assert bits_of("name", lone, named(("Zarghunak", "alias"))) > 4


def test_a_patronymic_and_a_name_are_worth_two_bits_at_most() -> None:
    one = named(("Youssef Zarghunak", "full"), ("Bartholomew", "patronymic"))
    other = named(("Bartholomew Mohammadi", "full"))
    assert bits_of("name", one, other) == bits_of(
        "name", named(("Youssef Zarghunak", "full")), other
    )
    lone = named(("Bartholomew", "patronymic"))
    assert 0 < bits_of("name", lone, other) <= 2


def kin(*relatives: tuple[str, str]) -> Person:
    return Person(relatives=tuple(Relative(relation, name) for relation, name in relatives))


KIN = [
    ("mother", kin(("mother", "Khadija")), kin(("mother", "خديجة")), "much"),
    (
        "two",
        kin(("mother", "Khadija"), ("father", "Youssef")),
        kin(("father", "Yusuf"), ("mother", "Hadidja")),
        "two_agree",
    ),
    (
        "one of two",
        kin(("mother", "Khadija"), ("father", "Youssef")),
        kin(("mother", "Khadija"), ("uncle", "Igor")),
        "much",
    ),
    (
        "the mother, and another father",
        kin(("mother", "Khadija"), ("father", "Youssef")),
        kin(("mother", "Khadija"), ("father", "Igor")),
        "mixed",
    ),
    (
        "both parents, and by another name the father too",
        kin(("mother", "Khadija"), ("father", "Youssef")),
        kin(("mother", "Khadija"), ("father", "Igor"), ("father", "Youssef")),
        "two_agree",
    ),
    (
        "an uncle, and another mother",
        kin(("uncle", "Zarghun"), ("mother", "Oksana")),
        kin(("uncle", "Zarghun"), ("mother", "Khadija")),
        "mixed",
    ),
    ("another sister", kin(("sister", "Amal")), kin(("sister", "Oksana")), "unclear"),
    (
        "two sisters",
        kin(("sister", "Amal"), ("sister", "Rima")),
        kin(("sister", "Rima"), ("sister", "Amal")),
        "two_agree",
    ),
    (
        "one sister twice",
        kin(("sister", "Amal"), ("sister", "Aamal")),
        kin(("sister", "Amal")),
        "much",
    ),
    ("another name", kin(("mother", "Khadija")), kin(("mother", "Oksana")), "differ"),
    (
        "the family's part alone",
        kin(("father", "Wenbo Rahimzadah")),
        kin(("father", "Guoqiang Rahimzada")),
        "part",
    ),
    (
        "a family's part, and nothing else told",
        kin(("father", "Rahimzadah")),
        kin(("father", "Rahimzada")),
        "much",
    ),
    ("both parts", kin(("father", "Abdiweli Xasan")), kin(("father", "Abdiwali Hassan")), "much"),
    (
        "a short part that is swallowed",
        kin(("father", "Hussain Jan Muhammadi")),
        kin(("father", "Ehsan Mohammadi")),
        "part",
    ),
    ("one word or two", kin(("father", "Saifurrahman")), kin(("father", "Saif Rahman")), "much"),
    (
        "the family's part of two",
        kin(("father", "Li Cai"), ("mother", "Na Cai")),
        kin(("mother", "Yu Cai")),
        "part",
    ),
    ("another relation", kin(("mother", "Khadija")), kin(("aunt", "Khadija")), "unknown"),
    (
        "an exploiter's name",
        kin(("exploiter", "Khadija")),
        kin(("exploiter", "Khadija")),
        "unknown",
    ),
    ("a placeholder", kin(("mother", "unknown")), kin(("mother", "unknown")), "unknown"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in KIN], ids=[case[0] for case in KIN]
)
def test_relatives(one: Person, other: Person, expected: str) -> None:
    assert level("relative", one, other) == expected


def called(name: str, *relatives: tuple[str, str], **more: str) -> Person:
    names = (Name(name), *(Name(text, role) for role, text in more.items()))
    return dataclasses.replace(kin(*relatives), names=names)


NAMED = [
    ("a brother", called("Omar Qaderi", ("brother", "Yunus")), called("Yunus Qaderi"), "named"),
    (
        "a sister in another script",
        called("Omar Qaderi", ("sister", "شکیبا")),
        called("Shekiba Qaderi"),
        "named",
    ),
    (
        "a half-brother",
        called("Omar Qaderi", ("half_brother", "Yunus Karimi")),
        called("Yunus"),
        "named",
    ),
    (
        "a cousin",
        called("Omar Qaderi", ("cousin", "Yunus Qaderi")),
        called("Yunus Qaderi"),
        "named",
    ),
    (
        "a companion",
        called("Omar Qaderi", ("travel_companion", "Yunus")),
        called("Yunus Karimi"),
        "named",
    ),
    ("an uncle", called("Omar Qaderi", ("uncle", "Yunus")), called("Yunus Qaderi"), "unknown"),
    (
        "and parents in common",
        called("Omar", ("mother", "Zarghuna"), ("brother", "Yunus")),
        called("Yunus", ("mother", "Zarghuna")),
        "named",
    ),
    (
        "the brother's family name",
        called("Omar Qaderi", ("brother", "Yunus")),
        called("Idris Yunus"),
        "unknown",
    ),
    ("a mother", called("Omar Qaderi", ("mother", "Shekiba")), called("Shekiba Qaderi"), "unknown"),
    (
        "the own name as a brother's",
        called("Yunus Qaderi", ("brother", "Yunus")),
        called("Yunus Qaderi"),
        "unknown",
    ),
    (
        "an alias of one's own",
        called("Omar Qaderi", ("brother", "Yunus"), alias="Yunus"),
        called("Yunus"),
        "unknown",
    ),
    (
        "the other's alias",
        called("Omar", ("brother", "Yunus")),
        called("Idris Karimi", alias="Yunus"),
        "unknown",
    ),
    (
        "nobody's name",
        called("Omar Qaderi", ("brother", "Yunus")),
        kin(("uncle", "Yunus")),
        "unknown",
    ),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in NAMED], ids=[case[0] for case in NAMED]
)
def test_the_level_of_a_person_named_as_a_child_of_the_other(
    one: Person, other: Person, expected: str
) -> None:
    assert level("relative", one, other) == expected


CARRIERS = {b"mohammad": 200, b"khadija": 10, script_mark(LATIN): 900}
COMMON = TokenFrequencies(1000, lambda token: CARRIERS.get(token, 2))
HOW_COMMON = {
    "Mohammad": "little",
    "Khadija": "agree",
    "Zarghuna": "much",
    "Mohammad Khadija": "much",
}


@pytest.mark.parametrize(("name", "expected"), HOW_COMMON.items(), ids=str)
def test_the_commoner_a_relatives_name_the_less_it_says(name: str, expected: str) -> None:
    one = kin(("mother", name))
    (found,) = [
        item
        for item in ENGINE.compare(one, one, rarity=COMMON).evidence
        if item.attribute == "relative"
    ]
    assert found.level == expected


MADE = [
    "".join(parts)
    for parts in itertools.product(("Zar", "Bak", "Mol", "Tur"), ("dan", "kir", "lef", "mut"))
]


def level_in_store(attribute: str, pair: tuple[Person, Person], names: list[str]) -> str:
    """Return the level of two people in a store of other people with these names."""
    people = Population.from_people([*pair, *(Person(names=(Name(name),)) for name in names)])
    scores = ENGINE.score_pairs(people, np.array([0]), np.array([1]))
    (found,) = (
        one.levels[scores.levels[0, row]]
        for row, one in enumerate(ATTRIBUTES)
        if one.name == attribute
    )
    return found.code


def test_common_names_that_agree_in_other_spellings_agree() -> None:
    names = [name for made in MADE for name in (f"Hussain {made}", f"{made} Ahmadi")]
    pair = Person(names=(Name("Husain Achmady"),)), Person(names=(Name("Hosayn Ahmadi"),))
    assert level_in_store("name", pair, names) in ("similar", "agree")


def test_a_relatives_name_that_everybody_has_says_little_in_another_spelling_too() -> None:
    names = [*MADE, *("Mohammad", "Muhammad", "Mohamed", "Mohammed") * 20]
    assert (
        level_in_store(
            "relative", (kin(("father", "Mohammad")), kin(("father", "Muhammad"))), names
        )
        == "little"
    )
    assert (
        level_in_store("relative", (kin(("father", "Mohammad")), kin(("father", "Mahmud"))), names)
        == "differ"
    )


PARTS = ("Zarghuna", "Rahimzadah", "Oleksandr")
SOME = [" ".join(some) for size in (1, 2, 3) for some in itertools.permutations(PARTS, size)]


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations_with_replacement(SOME, 2)])
def test_two_parts_of_a_relatives_name_match_in_any_order(one: str, other: str) -> None:
    shared = len(set(one.split()) & set(other.split()))
    needed = min(2, len(one.split()), len(other.split()))
    expected = "much" if shared >= needed else "part" if shared else "differ"
    assert level("relative", kin(("mother", one)), kin(("mother", other))) == expected
