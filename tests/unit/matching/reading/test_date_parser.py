from __future__ import annotations

from datetime import date

import pytest

from matching import Person, parse_row
from matching.reading.date_parser import WrittenDate, is_ambiguous, read_day, read_written_date
from matching.reading.month_names import CALENDARS, fold_month_name, month_of

BASE: dict[str, object] = {"record_ref": "A", "kind": "missing", "full_name": "Example Person"}

READ = [
    ("2011", WrittenDate(2011)),
    ("2011-04", WrittenDate(2011, 4)),
    ("2011-04-05", WrittenDate(2011, 4, 5)),
    ("٢٠١١-٠٤-٠٥", WrittenDate(2011, 4, 5)),  # Arabic-Indic
    ("۱۳۹۰-۰۱-۱۵", WrittenDate(1390, 1, 15)),  # Persian
    ("2011/4/5", WrittenDate(2011, 4, 5)),
    ("2011.04.05", WrittenDate(2011, 4, 5)),
    ("2011 4 5", WrittenDate(2011, 4, 5)),
    ("05.04.2011", WrittenDate(2011, 4, 5)),
    ("5. 4. 2011", WrittenDate(2011, 4, 5)),
    ("25/3/2011", WrittenDate(2011, 3, 25)),
    ("3/25/2011", WrittenDate(2011, 3, 25)),
    ("25-03-2011", WrittenDate(2011, 3, 25)),
    ("4/4/2011", WrittenDate(2011, 4, 4)),
    ("5 April 2011", WrittenDate(2011, 4, 5, "gregorian")),
    ("April 5th, 2011", WrittenDate(2011, 4, 5, "gregorian")),
    ("5-Apr-2011", WrittenDate(2011, 4, 5, "gregorian")),
    ("5 mars 2010", WrittenDate(2010, 3, 5, "gregorian")),
    ("1er août 2010", WrittenDate(2010, 8, 1, "gregorian")),
    ("5. März 2010", WrittenDate(2010, 3, 5, "gregorian")),
    ("5 maggio 2010", WrittenDate(2010, 5, 5, "gregorian")),
    ("5 de enero de 2010", WrittenDate(2010, 1, 5, "gregorian")),
    ("5 березня 2010 року", WrittenDate(2010, 3, 5, "gregorian")),
    ("٥ كانون الثاني ٢٠١٠", WrittenDate(2010, 1, 5, "gregorian")),
    ("5 أبريل 2010", WrittenDate(2010, 4, 5, "gregorian")),
    ("۵ جنوری ۲۰۱۰", WrittenDate(2010, 1, 5, "gregorian")),
    ("March 2010", WrittenDate(2010, 3, 0, "gregorian")),
    ("12 Hamal 1388", WrittenDate(1388, 1, 12, "solar_hijri")),
    ("۱۲ حمل ۱۳۸۸", WrittenDate(1388, 1, 12, "solar_hijri")),
    ("1388 Hut 3", WrittenDate(1388, 12, 3, "solar_hijri")),
    ("3 Farvardin 1389", WrittenDate(1389, 1, 3, "solar_hijri")),
    ("۳ اردیبهشت ۱۳۸۹", WrittenDate(1389, 2, 3, "solar_hijri")),
    ("5 Rabi' al-awwal 1431", WrittenDate(1431, 3, 5, "hijri")),
    ("٥ ذو الحجة ١٤٣١", WrittenDate(1431, 12, 5, "hijri")),
    ("1 Ramadan 1431", WrittenDate(1431, 9, 1, "hijri")),
    ("12 Meskerem 2002", WrittenDate(2002, 1, 12, "ethiopian")),
    ("12 ሐምሌ 2002", WrittenDate(2002, 11, 12, "ethiopian")),
    ("11-04-05", None),
    ("5/4/2011", None),
    ("5-4-2011", None),
    ("2011-04-05T10", None),
    ("2011-04/05", None),
    ("5 Tir 1389", None),
    ("5 April", None),
    ("5 April 11", None),
    ("5 April 5 2011", None),
    ("0 April 2011", None),
    ("April", None),
    ("5 Aprilish 2011", None),
    ("between 2010 and 2011", None),
    ("²011", None),
    ("", None),
    ("\ud800", None),
    ("e\u0301" * 1000, None),
    ("9" * 5000, None),
]


@pytest.mark.parametrize(("text", "written"), READ, ids=[str(place) for place in range(len(READ))])
def test_dates_that_can_mean_one_day_only_are_read(text: str, written: WrittenDate | None) -> None:
    assert read_written_date(text) == written


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [
        ("5/4/2011", True),
        ("05-04-2011", True),
        ("5.4.2011", False),
        ("5/5/2011", False),
        ("13/5/2011", False),
    ],
)
def test_a_date_is_ambiguous_when_either_number_may_be_the_month(
    text: str, *, ambiguous: bool
) -> None:
    assert is_ambiguous(text) == ambiguous


def test_the_thirteenth_may_be_a_month_in_ethiopia() -> None:
    assert is_ambiguous("13/5/2002", "ethiopian")
    assert read_written_date("13/5/2002", "ethiopian") is None


def test_every_month_of_a_calendar_has_a_unique_name() -> None:
    for calendar, names in CALENDARS.items():
        assert len(names) == (13 if calendar == "ethiopian" else 12)
        for number, of_month in enumerate(names, start=1):
            for name in of_month.split():
                assert month_of(name.replace("_", " "), calendar) == (calendar, number)


def test_a_month_name_of_two_calendars_needs_a_stated_calendar() -> None:
    shared = {
        fold_month_name(name) for names in CALENDARS["ethiopian"] for name in names.split()
    } & {fold_month_name(name) for names in CALENDARS["solar_hijri"] for name in names.split()}
    assert shared == {"tir"}
    assert month_of("Tir", "") is None
    assert month_of("Tir", "solar_hijri") == ("solar_hijri", 4)
    assert month_of("Tir", "ethiopian") == ("ethiopian", 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-06", date(2024, 5, 6)),
        ("6.5.2024", date(2024, 5, 6)),
        ("12 Hamal 1388", date(2009, 4, 1)),
        ("2024-05", None),
        ("31.2.2024", None),
        ("6/5/2024", None),
        ("May 2024", None),
    ],
)
def test_a_day_is_gregorian_unless_its_month_says_otherwise(text: str, day: date | None) -> None:
    assert read_day(text) == day


def births(**cells: object) -> list[str]:
    return [
        f"{one.first} {one.last} {one.calendar}" for one in Person.from_row(BASE | cells).births
    ]


def warned(**cells: object) -> list[tuple[str, bool]]:
    return [(one.column, one.is_read) for one in parse_row(BASE | cells).warnings]


APRIL = "2009-04-01 2009-04-01 solar_hijri"


@pytest.mark.parametrize(
    ("cells", "birth", "warnings"),
    [
        ({"birth_date": "12 Hamal 1388"}, [APRIL], []),
        ({"birth_date": "1388-01-12", "birth_calendar": "solar_hijri"}, [APRIL], []),
        ({"birth_date": "12.01.1388", "birth_calendar": "solar_hijri"}, [APRIL], []),
        (
            {"birth_date": "12 Hamal 1388", "birth_calendar": "gregorian"},
            [APRIL],
            [("birth_date", True)],
        ),
        ({"birth_date": "1388-01-12", "nationalities": "AF"}, [APRIL], [("birth_date", True)]),
        ({"birth_date": "1388-01-12", "nationalities": "IR"}, [APRIL], [("birth_date", True)]),
        ({"birth_date": "1388-01-12", "languages": "prs"}, [APRIL], [("birth_date", True)]),
        ({"birth_date": "1388-01-12", "languages": "pus"}, [APRIL], [("birth_date", True)]),
        ({"birth_date": "1388-01-12", "nationalities": "SY"}, [], [("birth_date", False)]),
        ({"birth_date": "1388-01-12"}, [], [("birth_date", False)]),
        (
            {"birth_date": "1388-01-12", "nationalities": "AF", "birth_calendar": "gregorian"},
            [],
            [("birth_date", False)],
        ),
        ({"birth_date": "1431-01-12", "nationalities": "AF"}, [], [("birth_date", False)]),
        (
            {"birth_date": "1431-01-12", "birth_calendar": "hijri"},
            ["2009-12-29 2009-12-29 hijri"],
            [],
        ),
        ({"birth_date": "1280-01-12", "nationalities": "AF"}, [], [("birth_date", False)]),
        (
            {"birth_date": "2002-01-12", "nationalities": "ET"},
            ["2002-01-12 2002-01-12 gregorian"],
            [],
        ),
        (
            {"birth_date": "12 Meskerem 2002", "nationalities": "ET"},
            ["2009-09-22 2009-09-22 ethiopian"],
            [],
        ),
        ({"birth_date": "12 Meskerem 2002", "nationalities": "ER"}, [], [("birth_date", False)]),
        (
            {"birth_date": "12 መስከረም 2002", "nationalities": "ER", "birth_calendar": "gregorian"},
            ["2002-09-12 2002-09-12 gregorian"],
            [],
        ),
        (
            {"birth_date": "12 ጥሪ 2002", "nationalities": "ER", "birth_calendar": "gregorian"},
            ["2002-01-12 2002-01-12 gregorian"],
            [],
        ),
        (
            {
                "birth_date": "12 Meskerem 2002",
                "nationalities": "ER",
                "birth_calendar": "ethiopian",
            },
            ["2009-09-22 2009-09-22 ethiopian"],
            [],
        ),
        ({"birth_date": "5/4/2011"}, [], [("birth_date", False)]),
        ({"birth_date": "31.12.2010"}, ["2010-12-31 2010-12-31 gregorian"], []),
        ({"birth_date": "1 Hamal 1388"}, ["2009-03-21 2010-03-20 solar_hijri"], []),
        ({"birth_date": "Hamal 1388"}, ["2009-03-21 2009-04-20 solar_hijri"], []),
    ],
    ids=[f"case{place}" for place in range(24)],
)
def test_the_calendar_of_a_birth_follows_from_its_month_column_or_year(
    cells: dict[str, object], birth: list[str], warnings: list[tuple[str, bool]]
) -> None:
    assert births(**cells) == birth
    assert warned(**cells) == warnings


def test_a_warning_of_an_ambiguous_date_says_how_to_write_it_without_repeating_it() -> None:
    (warning,) = parse_row(BASE | {"birth_date": "5/4/2011"}).warnings
    assert "YYYY-MM-DD" in warning.suggestion
    assert "2011" not in warning.reason + warning.suggestion


def test_the_day_of_the_event_may_be_written_in_words() -> None:
    assert Person.from_row(BASE | {"event_date": "5 mars 2024"}).places[0].on == date(2024, 3, 5)
    assert warned(event_date="5/4/2024") == [("event_date", False)]
