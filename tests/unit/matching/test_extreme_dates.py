"""Impossible dates: nothing raises, an impossible day is unknown, and other days are unaffected."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from matching import (
    Birth,
    Engine,
    Name,
    Person,
    Place,
    blocking_keys,
    explain,
    pack,
    parse_row,
    stated_days,
)
from matching.codes import code_lists
from matching.reading import calendars

ENGINE = Engine()
DAYS = (
    date.min,
    date(1, 1, 2),
    date(8, 8, 27),
    date(621, 3, 21),
    date(1582, 10, 15),
    date(1899, 12, 31),
    date(2101, 1, 1),
    date(9999, 1, 1),
    date.max,
)
CELLS = (
    "0001-01-01",
    "0001",
    "0008-01-01",
    "0621-03-21",
    "1899-12-31",
    "2101-01-01",
    "9999",
    "9999-12",
    "9999-12-31",
    "0000-01-01",
    "12 Hamal 0001",
    "30 Esfand 9999",
    "1 Meskerem 9991",
    "9992",
    "9999-13-05",
)
BASE: dict[str, object] = {
    "record_ref": "A-1",
    "kind": "found",
    "full_name": "Shekiba Rahimzadah",
    "age": "14",
}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_slips_of_calendars_are_none_where_a_calendar_does_not_reach(day: date) -> None:
    assert all(isinstance(slip, int) for slip in calendars.misconverted_days(day))
    assert all(
        isinstance(calendars.swapped_day(day, calendar), int) for calendar in code_lists.CALENDARS
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("age", [0, 1, 14, 120, 10_000, -1, -10_000])
def test_an_age_on_any_day_gives_an_ordered_range_of_valid_dates(age: int, day: date) -> None:
    first, last = calendars.age_interval(age, day, 1)
    assert date.min <= first <= last <= date.max


def test_an_age_on_an_ordinary_day_is_unchanged() -> None:
    assert calendars.age_interval(14, date(2024, 2, 29), 1) == (date(2008, 3, 1), date(2011, 2, 28))
    assert calendars.age_interval(14, date(2024, 2, 29), 0) == (date(2009, 3, 1), date(2010, 2, 28))


def test_persons_of_any_days_are_packed_keyed_compared_and_explained() -> None:
    ends = [(day, day) for day in DAYS] + [(date.min, date.max), (date(2009, 7, 10), date.max)]
    people = [
        Person(
            ref=str(number),
            names=(Name("Shekiba Rahimzadah"),),
            births=(Birth(first, last, "claimed", calendar),),
            places=(Place("GR", "Lesvos", last, "found"), Place("DE", "", first, "route")),
            height_cm=150,
            height_on=last,
        )
        for number, ((first, last), calendar) in enumerate(
            itertools.product(ends, code_lists.CALENDARS)
        )
    ]
    for one in people:
        assert pack(one)
        assert len(blocking_keys(one, b"secret")) <= 32
    for one, other in itertools.pairwise([*people, people[0]]):
        comparison = ENGINE.compare(one, other)
        assert explain(comparison.evidence, one, other)


@pytest.mark.parametrize("column", ["event_date", "age_on", "birth_date", "route"])
def test_an_impossible_day_is_unknown_and_reported(column: str) -> None:
    for cell, calendar in itertools.product(CELLS, ("", *code_lists.CALENDARS)):
        written = f"GR:Lesvos:{cell}" if column == "route" else cell
        row = {**BASE, column: written, "birth_calendar": calendar}
        parsed = parse_row(row)
        assert all(calendars.is_compared(place.on) for place in parsed.person.places if place.on)
        assert all(calendars.is_compared(birth.first) for birth in parsed.person.births)
        assert pack(parsed.person)
        assert all(cell not in warning.reason + warning.suggestion for warning in parsed.warnings)
        stated_days(row)


@pytest.mark.parametrize(
    ("row", "stated"),
    [
        ({"event_date": "0001-01-01"}, [("event_date", date.min, date.min)]),
        ({"age_on": "31.12.9999"}, [("age_on", date.max, date.max)]),
        (
            {"route": "GR:Lesvos:1700-05-05|DE:Hamburg"},
            [("route", date(1700, 5, 5), date(1700, 5, 5))],
        ),
        (
            {"birth_date": "1388-04-19", "birth_calendar": "solar_hijri"},
            [("birth_date", *[date(2009, 7, 10)] * 2)],
        ),
        ({"birth_date": "9999"}, [("birth_date", date(9999, 1, 1), date.max)]),
        ({"birth_date": "1850"}, [("birth_date", date(1850, 1, 1), date(1850, 12, 31))]),
        ({"birth_date": "9999-12-31|0001-01-01|5/4/2011|yesterday"}, []),
        ({"event_date": "5/4/2011", "age_on": "", "route": "GR"}, []),
    ],
)
def test_stated_days_are_those_of_any_year_that_can_be_read(
    row: dict[str, object], stated: list[tuple[str, date, date]]
) -> None:
    assert list(stated_days({**BASE, **row})) == stated


def test_every_ordinary_day_is_read_as_before() -> None:
    for day in (date(1900, 1, 1), date(2024, 2, 29), date(2100, 12, 31)):
        person = parse_row({**BASE, "event_date": day.isoformat(), "route": f"GR::{day}"}).person
        assert [place.on for place in person.places] == [day, day]
        assert person.births[0].last - person.births[0].first > timedelta(days=700)
