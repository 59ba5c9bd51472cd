"""The rules of age assessment: the births that a stated assessment leaves possible.

In doubt the person is a child (Directive 2011/36/EU, Art. 13(2); to be checked by a lawyer):

- An assessment by appearance has no weight.
- A range that reaches below 18 means a minor. So does an inconclusive assessment.
- An assessment that is contested is no evidence against being a minor.
"""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from core.entry import Entry
from core.intake_values import MAX_AGE_YEARS
from core.policy.case.consent import MAJORITY_YEARS

COLUMN = "age_assessments"
WEIGHTLESS_METHODS = frozenset({"appearance"})
# result -> the range of ages if none is stated
YEARS_OF_RESULT = {
    "minor": (0, MAJORITY_YEARS - 1),
    "adult": (MAJORITY_YEARS, MAX_AGE_YEARS),
    "inconclusive": (0, MAX_AGE_YEARS),
}


@dataclasses.dataclass(frozen=True, slots=True)
class AssessedBirth:
    """The first and the last day of birth that an assessment leaves possible.

    `means_minor`: the assessment means that the person is a minor.
    """

    first: date
    last: date
    means_minor: bool


def assessed_birth(entry: Entry, *, stated_on: date) -> AssessedBirth | None:
    """Return the births that one value of `age_assessments` leaves possible; None if it has no
    weight.

    An assessment without a day counts as of the day of the statement, which is never earlier.
    """
    parts = entry.parts
    result = parts["age_result"].code
    if parts["age_method"].code in WEIGHTLESS_METHODS:
        return None
    years = parts["age_years"].years or YEARS_OF_RESULT.get(result)
    if years is None:
        return None
    low, high = years
    is_doubted = result == "inconclusive" or parts["age_contested"].code == "contested"
    if result == "minor":
        low = min(low, MAJORITY_YEARS - 1)
    if is_doubted and low >= MAJORITY_YEARS:
        low = 0
    day = parts["age_assessed_on"].day or stated_on
    return AssessedBirth(
        first=_years_before(day, high + 1) + timedelta(days=1),
        last=_years_before(day, low),
        means_minor=low < MAJORITY_YEARS,
    )


def _years_before(day: date, years: int) -> date:
    """Return the same day `years` years earlier.

    29 February becomes 1 March, the later day.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)
