from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from matching import dates

DAYS = [date(1950, 1, 1) + timedelta(days=97 * step) for step in range(400)]


def test_the_ethiopian_calendar_goes_there_and_back_on_every_day_of_a_century() -> None:
    for ordinal in range(date(1920, 1, 1).toordinal(), date(2030, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        assert dates.ethiopian_to_day(*dates.day_to_ethiopian(day)) == day


@pytest.mark.parametrize(
    ("calendar", "written", "day"),
    [
        ("ethiopian", (2000, 1, 1), date(2007, 9, 12)),  # the Ethiopian millennium
        ("solar_hijri", (1400, 1, 1), date(2021, 3, 21)),
        ("hijri", (1445, 1, 1), date(2023, 7, 19)),
        ("gregorian", (2011, 2, 28), date(2011, 2, 28)),
    ],
)
def test_known_days_of_each_calendar(calendar: str, written: tuple[int, int, int], day: date) -> None:
    assert dates.to_interval(calendar, *written) == (day, day)


@pytest.mark.parametrize("calendar", ["gregorian", "solar_hijri", "hijri", "ethiopian"])
def test_the_months_of_a_year_fill_the_year_without_a_gap(calendar: str) -> None:
    year = {"gregorian": 2007, "solar_hijri": 1386, "hijri": 1428, "ethiopian": 1999}[calendar]
    first, last = dates.to_interval(calendar, year, 0, 0)
    months = [dates.to_interval(calendar, year, month, 0) for month in range(1, 14 if calendar == "ethiopian" else 13)]
    assert months[0][0] == first
    assert months[-1][1] == last
    assert all(earlier[1] + timedelta(days=1) == later[0] for earlier, later in itertools.pairwise(months))


@pytest.mark.parametrize(
    ("calendar", "written"),
    [
        ("gregorian", (2011, 2, 29)),
        ("gregorian", (1899, 5, 5)),
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
        dates.to_interval(calendar, *written)


@pytest.mark.parametrize("day", DAYS[::25], ids=str)
def test_a_swap_undoes_itself(day: date) -> None:
    swapped = dates.swapped_day(day)
    if swapped:
        assert dates.swapped_day(date.fromordinal(swapped)) == day.toordinal()
    else:
        assert day.day == day.month or day.day > 12


@pytest.mark.parametrize(
    ("age", "slack", "first", "last"),
    [(14, 0, date(2009, 3, 2), date(2010, 3, 1)), (14, 1, date(2008, 3, 2), date(2011, 3, 1))],
)
def test_an_age_on_a_day_is_an_interval_of_births(age: int, slack: int, first: date, last: date) -> None:
    assert dates.age_interval(age, date(2024, 3, 1), slack) == (first, last)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2011", (2011, 0, 0)),
        ("2011-04", (2011, 4, 0)),
        ("2011-04-05", (2011, 4, 5)),
        ("٢٠١١-٠٤-٠٥", (2011, 4, 5)),  # Arabic-Indic
        ("۱۳۹۰-۰۱-۱۵", (1390, 1, 15)),  # Persian
        ("2011/4/5", (2011, 4, 5)),
        ("05.04.2011", None),
        ("11-04-05", None),
        ("2011-04-05T10", None),
        ("", None),
        ("²011", None),
    ],
)
def test_only_year_first_dates_are_read(text: str, written: tuple[int, int, int] | None) -> None:
    assert dates.parse_written(text) == written
