from __future__ import annotations

from datetime import date

import pytest

from core.entry_reader import read_entry
from core.intake import AGE_METHODS, AGE_RESULTS
from core.policy.case.age_assessment import (
    COLUMN,
    WEIGHTLESS_METHODS,
    YEARS_OF_RESULT,
    AssessedBirth,
    assessed_birth,
)

STATED = date(2026, 3, 2)
DAY = "2026-02-03"
ASSESSED = date(2026, 2, 3)


def _birth(value: str) -> AssessedBirth | None:
    return assessed_birth(read_entry(COLUMN, value), stated_on=STATED)


def test_every_result_has_its_years() -> None:
    assert YEARS_OF_RESULT.keys() == set(AGE_RESULTS)
    assert set(AGE_METHODS) > WEIGHTLESS_METHODS == {"appearance"}


@pytest.mark.parametrize(
    ("value", "first", "last", "means_minor"),
    [
        (f"minor:dental:15-17:{DAY}", date(2008, 2, 4), date(2011, 2, 3), True),
        (f"minor:dental::{DAY}", date(2008, 2, 4), ASSESSED, True),
        (f"adult:dental:18-22:{DAY}", date(2003, 2, 4), date(2008, 2, 3), False),
        (f"adult:knee::{DAY}", date(1905, 2, 4), date(2008, 2, 3), False),
        (f"adult:knee:17-22:{DAY}", date(2003, 2, 4), date(2009, 2, 3), True),
        (f"inconclusive:interview:16-20:{DAY}", date(2005, 2, 4), date(2010, 2, 3), True),
        (f"inconclusive:interview:19-22:{DAY}", date(2003, 2, 4), ASSESSED, True),
        (f"inconclusive:::{DAY}", date(1905, 2, 4), ASSESSED, True),
        (f"adult:knee:19-22:{DAY}:contested", date(2003, 2, 4), ASSESSED, True),
        (f"adult:knee:19-22:{DAY}:not_contested", date(2003, 2, 4), date(2007, 2, 3), False),
        (f"minor:knee:19-22:{DAY}", date(2003, 2, 4), date(2009, 2, 3), True),
        # as of the day of the assessment
        ("Adult : Knee", date(1905, 3, 3), date(2008, 3, 2), False),
        ("adult:knee:18-18:2028-02-29", date(2009, 3, 2), date(2010, 3, 1), False),
    ],
)
def test_the_birth_range_of_an_age_assessment(
    value: str, first: date, last: date, means_minor: bool
) -> None:
    assert _birth(value) == AssessedBirth(first, last, means_minor)


@pytest.mark.parametrize(
    "value",
    [f"{result}:appearance:{years}:{DAY}" for result in AGE_RESULTS for years in ("", "30")],
)
def test_an_age_assessment_by_appearance_carries_no_weight(value: str) -> None:
    assert _birth(value) is None


@pytest.mark.parametrize("value", ["", "unknown", "not_asked:dental", ":::2026-02-03", "x:dental"])
def test_an_assessment_without_result_and_years_gives_no_birth_range(value: str) -> None:
    assert _birth(value) is None
