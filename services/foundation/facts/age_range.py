"""The age range of a person, from the earliest to the latest possible birth; in doubt a child."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import MAXYEAR, date

from core.policy.case import age_assessment
from core.policy.case.consent import CHILD_REFUSAL_FROM_YEARS, MAJORITY_YEARS
from matching import Person
from services.foundation.facts.statements import Statement


@dataclasses.dataclass(frozen=True, slots=True)
class AgeRange:
    """The first and the last possible day of birth.

    `first` and `last` are None if the birth is unknown.

    `assessed_last` is the last possible day of birth by the assessments that mean a minor; None
    without such an assessment. `protected_since` is the day from which a person of the agency has
    not ended the protection of a child (`services.records.closing.adulthood`); None if it has ended
    or is not asked about.
    """

    first: date | None = None
    last: date | None = None
    assessed_last: date | None = None
    protected_since: date | None = None

    def is_child(self, today: date) -> bool:
        """Return whether child rules apply: while the person may be under 18, and after that for
        who was a child on the day `protected_since`, because no clock ends protection.
        """
        return self.is_under_age(today) or (
            self.protected_since is not None and self.is_under_age(self.protected_since)
        )

    def is_under_age(self, today: date) -> bool:
        """Return whether the LATEST possible 18th birthday is still ahead; True while the birth is
        unknown.
        """
        return self.last is None or today < birthday(self.last, MAJORITY_YEARS)

    def may_be_of_age(self, today: date) -> bool:
        """Return whether the EARLIEST possible 18th birthday has passed.

        From that day on no guardian may decide for the person. False while the birth is unknown. If
        an assessment counts the person as a minor, False until the latest 18th birthday it permits.
        """
        if self.assessed_last is not None and today < birthday(self.assessed_last, MAJORITY_YEARS):
            return False
        return self.first is not None and today >= birthday(self.first, MAJORITY_YEARS)

    def may_refuse(self, today: date) -> bool:
        """Return whether a child's refusal counts: from the earliest possible 12th birthday on.

        True while the birth is unknown.
        """
        return self.first is None or today >= birthday(self.first, CHILD_REFUSAL_FROM_YEARS)


def age_range_of(
    person: Person, record_statements: Iterable[Statement], *, protected_since: date | None = None
) -> AgeRange:
    """Return the age range by the births of a person and the age assessments in the statements."""
    assessed = [
        birth
        for one in record_statements
        if one.field == age_assessment.COLUMN
        and one.stated_on is not None
        and (birth := age_assessment.assessed_birth(one.entry, stated_on=one.stated_on))
    ]
    firsts = [*(one.first for one in person.births), *(one.first for one in assessed)]
    lasts = [*(one.last for one in person.births), *(one.last for one in assessed)]
    return AgeRange(
        first=min(firsts, default=None),
        last=max(lasts, default=None),
        assessed_last=max((birth.last for birth in assessed if birth.means_minor), default=None),
        protected_since=protected_since,
    )


def birthday(born: date, years: int) -> date:
    """Return the birthday of that age; in common years 1 March for a birth on 29 February.

    A birthday after the year 9999 is returned as the last day that a date can hold.
    """
    year = born.year + years
    if year > MAXYEAR:
        return date.max
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
