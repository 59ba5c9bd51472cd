"""Dates in other calendars compared with independent implementations and known days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import hijridate
import pytest
from persiantools.jdatetime import JalaliDate

from sample_data.calendars import to_ethiopian, to_hijri, to_solar_hijri

DAYS = [date(1980, 1, 1) + timedelta(days=days) for days in range(17_000)]


def test_solar_hijri_is_right_on_every_day_from_1980_to_2026():
    for day in DAYS:
        other = JalaliDate.to_jalali(day.year, day.month, day.day)
        assert to_solar_hijri(day) == (other.year, other.month, other.day)


def test_hijri_dates_are_within_two_days_of_the_calendar_of_mecca():
    for day in DAYS[::7]:
        near = [day + timedelta(days=away) for away in range(-2, 3)]
        others = [
            hijridate.Gregorian(near_day.year, near_day.month, near_day.day).to_hijri()
            for near_day in near
        ]
        year, month, day_of_month = to_hijri(day)
        # The 30th of a month with 29 days there is its last day or the first of the next month.
        assert (year, month, min(day_of_month, 29)) in {
            (h.year, h.month, min(h.day, 29)) for h in others
        }


@pytest.mark.parametrize(
    ("day", "ethiopian"),
    [
        (date(2007, 9, 11), (1999, 13, 6)),
        (date(2007, 9, 12), (2000, 1, 1)),
        (date(2023, 9, 12), (2016, 1, 1)),
        (date(2024, 9, 11), (2017, 1, 1)),
        (date(2000, 1, 1), (1992, 4, 22)),
        (date(1991, 5, 28), (1983, 9, 20)),
    ],
)
def test_ethiopian_is_right_on_known_days(day, ethiopian):
    assert to_ethiopian(day) == ethiopian


@pytest.mark.parametrize("convert", [to_solar_hijri, to_hijri, to_ethiopian])
def test_a_later_day_is_later_in_every_calendar(convert):
    written = [convert(day) for day in DAYS]
    assert all(earlier < later for earlier, later in pairwise(written))
