from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Person
from services.foundation import person_view
from services.foundation.age_range import AgeRange, age_range_of, birthday

DAYS = st.dates(date(1990, 1, 1), date(2020, 12, 31))
TODAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(first=DAYS, slack=st.integers(0, 3000), today=TODAYS)
def test_child_rules_and_the_guardians_word_overlap_in_doubt_alone(
    first: date, slack: int, today: date
) -> None:
    ages = AgeRange(first, first + timedelta(days=slack))
    assert ages.is_child(today) or ages.may_be_of_age(today)
    if ages.is_child(today) and ages.may_be_of_age(today):
        assert ages.first != ages.last


@given(first=DAYS, slack=st.integers(0, 3000), today=TODAYS, later=st.integers(0, 4000))
def test_nobody_gets_younger(first: date, slack: int, today: date, later: int) -> None:
    ages = AgeRange(first, first + timedelta(days=slack))
    then = today + timedelta(days=later)
    assert ages.is_child(today) >= ages.is_child(then)
    assert ages.may_be_of_age(today) <= ages.may_be_of_age(then)
    assert ages.may_refuse(today) <= ages.may_refuse(then)


@given(birth=st.sampled_from(["2009", "2009-07", "2009-07-10", "2012-02-29", ""]), today=TODAYS)
def test_a_child_here_is_a_minor_to_the_sharing(birth: str, today: date) -> None:
    person = Person.from_row(
        {"kind": "found", "full_name": "Shekiba Rahimzadah", "birth_date": birth}
    )
    assert age_range_of(person).is_child(today) == person_view.is_minor(person, today)


@pytest.mark.parametrize(
    ("today", "is_child", "may_be_of_age"),
    [
        (date(2026, 12, 31), True, False),
        (date(2027, 1, 1), True, True),
        (date(2027, 12, 30), True, True),
        (date(2027, 12, 31), False, True),
    ],
)
def test_of_a_year_of_birth_the_first_day_ends_the_guardian_and_the_last_the_child(
    today: date, is_child: bool, may_be_of_age: bool
) -> None:
    ages = AgeRange(date(2009, 1, 1), date(2009, 12, 31))
    assert (ages.is_child(today), ages.may_be_of_age(today)) == (is_child, may_be_of_age)


def test_nothing_known_is_a_child_whose_no_counts() -> None:
    assert AgeRange().is_child(date(2100, 1, 1))
    assert AgeRange().may_refuse(date(2000, 1, 1))
    assert not AgeRange().may_be_of_age(date(2100, 1, 1))


def test_a_child_of_a_leap_day_comes_of_age_on_the_first_of_march() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 12) == date(2020, 2, 29)


def test_a_birthday_after_the_last_year_is_the_last_day_of_it() -> None:
    assert birthday(date(9999, 2, 28), 18) == birthday(date(9982, 1, 1), 18) == date.max
    assert birthday(date(9981, 12, 31), 18) == date(9999, 12, 31)
    assert AgeRange(date.min, date.max).is_child(date(2026, 3, 2))
