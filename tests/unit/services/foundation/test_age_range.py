from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Person
from services.case import consent_form
from services.foundation.facts.age_range import AgeRange, birthday
from services.foundation.facts.intake_row import IntakeRow
from services.records.intake import preparation
from services.records.intake.preparation import Declaration

DAYS = st.dates(date(1990, 1, 1), date(2020, 12, 31))
TODAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(first=DAYS, slack=st.integers(0, 3000), today=TODAYS)
def test_child_rules_and_the_guardians_word_overlap_only_in_doubt(
    first: date, slack: int, today: date
) -> None:
    ages = AgeRange(first, first + timedelta(days=slack))
    assert ages.is_child(today) or ages.may_be_of_age(today)
    if ages.is_child(today) and ages.may_be_of_age(today):
        assert ages.first != ages.last


@given(first=DAYS, slack=st.integers(0, 3000), today=TODAYS, later=st.integers(0, 4000))
def test_age_never_decreases_with_time(first: date, slack: int, today: date, later: int) -> None:
    ages = AgeRange(first, first + timedelta(days=slack))
    then = today + timedelta(days=later)
    assert ages.is_child(today) >= ages.is_child(then)
    assert ages.may_be_of_age(today) <= ages.may_be_of_age(then)
    assert ages.may_refuse(today) <= ages.may_refuse(then)


ASSESSED = date(2026, 2, 3)
MEAN_A_MINOR = [
    *(
        f"{result}:dental:{low}-{high}:2026-02-03"
        for result in ("minor", "adult", "inconclusive")
        for low, high in ((3, 17), (17, 40))
    ),
    "minor:documents::2026-02-03",
    "inconclusive:multidisciplinary:19-22:2026-02-03",
    "adult:knee:19-22:2026-02-03:contested",
]
APPEARANCE = ["minor:appearance:10:2026-02-03", "adult:appearance:30:2026-02-03"]
BIRTHS = st.sampled_from(["", "1990-01-01", "2005", "2009-07", "2009-07-10", "2012-02-29"])


def _row(birth: str, *assessments: str) -> dict[str, str | list[str]]:
    return {
        "record_ref": "F-1",
        "kind": "found",
        "full_name": "Shekiba Rahimzadah",
        "birth_date": birth,
        "age_assessments": list(assessments),
    }


def _ages(birth: str, *assessments: str) -> AgeRange:
    statements = IntakeRow.read(_row(birth, *assessments)).statements(
        source="police", stated_on=ASSESSED
    )
    return consent_form.ages_in(statements, "found")


def _sharing_is_of_a_child(birth: str, today: date, *assessments: str) -> bool:
    row = _row(birth, *assessments)
    statements = IntakeRow.read(row).statements(source="police", stated_on=ASSESSED)
    return preparation.effective_sharing(
        Person.from_row(row), statements, Declaration(), state="DE", wish="", today=today
    ).is_minor


@given(birth=BIRTHS, assessment=st.sampled_from(MEAN_A_MINOR), days=st.integers(0, 360))
def test_an_assessment_in_doubt_means_a_minor_wherever_it_is_asked(
    birth: str, assessment: str, days: int
) -> None:
    today = ASSESSED + timedelta(days=days)
    ages = _ages(birth, assessment)
    assert ages.is_child(today)
    assert not ages.may_be_of_age(today)
    assert _sharing_is_of_a_child(birth, today, assessment)


@given(birth=BIRTHS, appearance=st.sampled_from(APPEARANCE), today=TODAYS)
def test_appearance_changes_nothing(birth: str, appearance: str, today: date) -> None:
    assert _ages(birth, appearance) == _ages(birth)
    assert _ages(birth, MEAN_A_MINOR[0], appearance) == _ages(birth, MEAN_A_MINOR[0])


@given(birth=BIRTHS, today=TODAYS)
def test_an_adult_by_assessment_is_a_child_by_a_birth_that_says_so(birth: str, today: date) -> None:
    adult = "adult:knee:19-22:2026-02-03:not_contested"
    assert _ages(birth, adult).is_child(today) >= (bool(birth) and _ages(birth).is_child(today))
    assert not _ages("", adult).is_child(ASSESSED)
    assert _ages("", adult).may_be_of_age(ASSESSED)


@given(birth=BIRTHS, today=TODAYS, assessment=st.sampled_from(["", *MEAN_A_MINOR]))
def test_sharing_and_consent_agree_on_who_is_a_child(
    birth: str, today: date, assessment: str
) -> None:
    assessments = [assessment] if assessment else []
    assert _ages(birth, *assessments).is_child(today) == _sharing_is_of_a_child(
        birth, today, *assessments
    )


@pytest.mark.parametrize(
    ("today", "is_child", "may_be_of_age"),
    [
        (date(2026, 12, 31), True, False),
        (date(2027, 1, 1), True, True),
        (date(2027, 12, 30), True, True),
        (date(2027, 12, 31), False, True),
    ],
)
def test_a_year_of_birth_ends_guardianship_on_its_first_day_and_childhood_on_its_last(
    today: date, is_child: bool, may_be_of_age: bool
) -> None:
    ages = AgeRange(date(2009, 1, 1), date(2009, 12, 31))
    assert (ages.is_child(today), ages.may_be_of_age(today)) == (is_child, may_be_of_age)


def test_a_person_of_unknown_age_is_a_child_who_may_refuse() -> None:
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
