from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from matching.codes import code_lists
from matching.reading import calendars

DAYS = [date(1950, 1, 1) + timedelta(days=97 * step) for step in range(400)]


def test_the_ethiopian_calendar_converts_both_ways_for_every_day_of_a_century() -> None:
    for ordinal in range(date(1920, 1, 1).toordinal(), date(2030, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        assert calendars.ethiopian_to_day(*calendars.day_to_ethiopian(day)) == day


@pytest.mark.parametrize(
    ("calendar", "written", "day"),
    [
        ("ethiopian", (2000, 1, 1), date(2007, 9, 12)),  # the Ethiopian millennium
        ("solar_hijri", (1400, 1, 1), date(2021, 3, 21)),
        ("hijri", (1445, 1, 1), date(2023, 7, 19)),
        ("gregorian", (2011, 2, 28), date(2011, 2, 28)),
    ],
)
def test_known_days_of_each_calendar(
    calendar: str, written: tuple[int, int, int], day: date
) -> None:
    assert calendars.written_interval(calendar, *written) == (day, day)


# Leap years of Iran's official calendar (kept by the Institute of Geophysics, University of Tehran)
# according to published lists, and Nowruz of the first year: 21 March 1921.
SOLAR_LEAP_YEARS = {
    1304,
    1309,
    1313,
    1317,
    1321,
    1325,
    1329,
    1333,
    1337,
    1342,
    1346,
    1350,
    1354,
    1358,
    1362,
    1366,
    1370,
    1375,
    1379,
    1383,
    1387,
    1391,
    1395,
    1399,
    1403,
    1408,
}
NOWRUZ_1300 = date(1921, 3, 21)


def test_every_nowruz_from_1300_to_1410_follows_from_the_published_leap_years() -> None:
    day = NOWRUZ_1300
    for year in range(1300, 1411):
        is_leap = year == 1300 or year in SOLAR_LEAP_YEARS
        assert calendars.to_day("solar_hijri", year, 1, 1) == day
        first, last = calendars.written_interval("solar_hijri", year, 12, 0)
        assert (last - first).days + 1 == (30 if is_leap else 29)
        day += timedelta(days=366 if is_leap else 365)


# 1 Farvardin according to the table in Wikipedia's "Solar Hijri calendar"; ICU's persian calendar
# agrees.
@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1354, date(1975, 3, 21)),
        (1357, date(1978, 3, 21)),
        (1358, date(1979, 3, 21)),
        (1367, date(1988, 3, 21)),
        (1370, date(1991, 3, 21)),
        (1375, date(1996, 3, 20)),
        (1376, date(1997, 3, 21)),
        (1379, date(2000, 3, 20)),
        (1380, date(2001, 3, 21)),
        (1387, date(2008, 3, 20)),
        (1388, date(2009, 3, 21)),
        (1391, date(2012, 3, 20)),
        (1395, date(2016, 3, 20)),
        (1399, date(2020, 3, 20)),
        (1403, date(2024, 3, 20)),
        (1404, date(2025, 3, 21)),
    ],
    ids=str,
)
def test_nowruz_falls_on_its_published_day(year: int, day: date) -> None:
    assert calendars.to_day("solar_hijri", year, 1, 1) == day


# Starts of months of the Umm al-Qura calendar according to its tables (R.H. van Gent, "The Umm
# al-Qura Calendar of Saudi Arabia"; equal in ICU's islamic-umalqura and Java's HijrahChronology),
# and 1 Muharram 1400, the day of the seizure of the Great Mosque. The date printed at that time is
# a day before the date that those two compute.
HIJRI_YEARS = {
    1400: "1979-11-20",
    1420: "1999-04-17",
    1421: "2000-04-06",
    1422: "2001-03-26",
    1423: "2002-03-15",
    1424: "2003-03-04",
    1425: "2004-02-21",
    1426: "2005-02-10",
    1427: "2006-01-31",
    1428: "2007-01-20",
    1429: "2008-01-10",
    1430: "2008-12-29",
    1431: "2009-12-18",
    1432: "2010-12-07",
    1433: "2011-11-26",
    1434: "2012-11-15",
    1435: "2013-11-04",
    1436: "2014-10-25",
    1437: "2015-10-14",
    1438: "2016-10-02",
    1439: "2017-09-21",
    1440: "2018-09-11",
    1441: "2019-08-31",
    1442: "2020-08-20",
    1443: "2021-08-09",
    1444: "2022-07-30",
    1445: "2023-07-19",
    1446: "2024-07-07",
    1447: "2025-06-26",
}
HIJRI_MONTHS = {
    1431: (
        "2009-12-18 2010-01-16 2010-02-15 2010-03-17 2010-04-15 2010-05-15 2010-06-13 2010-07-13"
        " 2010-08-11 2010-09-10 2010-10-09 2010-11-07"
    ),
    1445: (
        "2023-07-19 2023-08-17 2023-09-16 2023-10-16 2023-11-15 2023-12-14 2024-01-13 2024-02-11"
        " 2024-03-11 2024-04-10 2024-05-09 2024-06-07"
    ),
}


@pytest.mark.parametrize(
    ("written", "day"),
    [((year, 1, 1), day) for year, day in HIJRI_YEARS.items()]
    + [
        ((year, month, 1), day)
        for year, days in HIJRI_MONTHS.items()
        for month, day in enumerate(days.split(), start=1)
    ],
    ids=str,
)
def test_hijri_months_begin_on_their_published_day(written: tuple[int, int, int], day: str) -> None:
    assert calendars.to_day("hijri", *written) == date.fromisoformat(day)


# Ethiopian New Year (Enkutatash) from 1900 to 2099: 11 September, or 12 September before a
# Gregorian leap year (Wikipedia, "Enkutatash"; equal in ICU's ethiopic). A year is a leap year if
# it leaves 3 when divided by 4.
def test_the_ethiopian_year_begins_on_its_published_day() -> None:
    for year in range(1893, 2092):
        follows_a_leap_year = year % 4 == 0
        assert calendars.to_day("ethiopian", year, 1, 1) == date(
            year + 7, 9, 12 if follows_a_leap_year else 11
        ), year
        assert calendars.to_day("ethiopian", year, 13, 5) == date(year + 8, 9, 10), year
        if year % 4 == 3:
            assert calendars.to_day("ethiopian", year, 13, 6) == date(year + 8, 9, 11), year
        else:
            with pytest.raises(ValueError, match="no such"):
                calendars.to_day("ethiopian", year, 13, 6)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ((1992, 1, 1), date(1999, 9, 12)),
        ((1996, 1, 1), date(2003, 9, 12)),
        ((1998, 1, 1), date(2005, 9, 11)),
        ((2008, 1, 1), date(2015, 9, 12)),
        ((2002, 4, 29), date(2010, 1, 7)),
        ((2003, 4, 29), date(2011, 1, 7)),
        ((2012, 4, 28), date(2020, 1, 7)),
        ((2003, 5, 11), date(2011, 1, 19)),
        ((1888, 6, 23), date(1896, 3, 1)),
    ],
    ids=str,
)
def test_ethiopian_feasts_fall_on_their_published_day(
    written: tuple[int, int, int], day: date
) -> None:
    """New years; Christmas (7 January), Epiphany (19 January), the battle of Adwa (23 Yekatit 1888,
    1 March 1896).
    """
    assert calendars.to_day("ethiopian", *written) == day


@pytest.mark.parametrize("calendar", ["gregorian", "solar_hijri", "hijri", "ethiopian"])
def test_the_months_of_a_year_fill_the_year_without_a_gap(calendar: str) -> None:
    year = {"gregorian": 2007, "solar_hijri": 1386, "hijri": 1428, "ethiopian": 1999}[calendar]
    first, last = calendars.written_interval(calendar, year, 0, 0)
    months = [
        calendars.written_interval(calendar, year, month, 0)
        for month in range(1, 14 if calendar == "ethiopian" else 13)
    ]
    assert months[0][0] == first
    assert months[-1][1] == last
    assert all(
        earlier[1] + timedelta(days=1) == later[0] for earlier, later in itertools.pairwise(months)
    )


@pytest.mark.parametrize(
    ("calendar", "written"),
    [
        ("gregorian", (2011, 2, 29)),
        ("gregorian", (2011, 13, 1)),
        ("ethiopian", (2000, 13, 7)),
        ("ethiopian", (2000, 1, 31)),
        ("solar_hijri", (1400, 13, 1)),
        ("hijri", (1300, 1, 1)),
        ("hijri", (1445, 2, 31)),
    ],
)
def test_a_day_that_does_not_exist_is_refused(calendar: str, written: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        calendars.written_interval(calendar, *written)


@pytest.mark.parametrize(
    ("day", "is_compared"),
    [
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (date(2100, 12, 31), True),
        (date(2101, 1, 1), False),
    ],
)
def test_only_days_of_three_centuries_are_compared(day: date, is_compared: bool) -> None:
    assert calendars.is_compared(day) is is_compared


@pytest.mark.parametrize("calendar", code_lists.CALENDARS)
@pytest.mark.parametrize("day", DAYS[::25], ids=str)
def test_a_swap_undoes_itself(day: date, calendar: str) -> None:
    swapped = calendars.swapped_day(day, calendar)
    year, month, of_month = calendars.written_in(calendar, day)
    if swapped:
        assert calendars.written_in(calendar, date.fromordinal(swapped)) == (year, of_month, month)
        assert calendars.swapped_day(date.fromordinal(swapped), calendar) == day.toordinal()
    else:
        assert of_month == month or of_month > 12


@pytest.mark.parametrize("calendar", code_lists.CALENDARS)
def test_a_day_written_in_a_calendar_is_read_from_it_again(calendar: str) -> None:
    read = {day: calendars.to_day(calendar, *calendars.written_in(calendar, day)) for day in DAYS}
    assert {day: other for day, other in read.items() if other != day} == {}


def test_a_day_that_a_calendar_does_not_reach_has_no_swap() -> None:
    assert calendars.swapped_day(date(1900, 5, 6), "hijri") == 0


@pytest.mark.parametrize(
    ("age", "slack", "first", "last"),
    [(14, 0, date(2009, 3, 2), date(2010, 3, 1)), (14, 1, date(2008, 3, 2), date(2011, 3, 1))],
)
def test_an_age_on_a_day_is_an_interval_of_births(
    age: int, slack: int, first: date, last: date
) -> None:
    assert calendars.age_interval(age, date(2024, 3, 1), slack) == (first, last)
