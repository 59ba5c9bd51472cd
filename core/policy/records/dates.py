"""The table of dates in requests: the permitted range of each kind.

A year outside these ranges is a typing error, a program's value for "no date", or an attack: years
1 and 9999 break the arithmetic of days and of time zones.
"""

from __future__ import annotations

import dataclasses
from datetime import MAXYEAR, date

from core.intake import INTAKE_FIELDS, Kind


@dataclasses.dataclass(frozen=True, slots=True)
class DateRange:
    """The permitted days of one kind of date.

    They are from `first` to 31 December, `years_ahead` years from now.
    """

    first: date
    years_ahead: int

    def last(self, today: date) -> date:
        """Return the last permitted day as of `today`."""
        return date(min(today.year + self.years_ahead, MAXYEAR), 12, 31)


# an event in the past; a year ahead is permitted, because clocks and calendars differ
EVENT_DATES = DateRange(date(1900, 1, 1), 1)
BIRTH_DATES = DateRange(date(1880, 1, 1), 1)
# the date on a document: an appointment, a letter that was received
PAPER_DATES = DateRange(date(1900, 1, 1), 1)
# a day on which something is due or ends; a child is of age within 18 years
DEADLINE_DATES = DateRange(date(2000, 1, 1), 20)
COUNTED_DATES = DateRange(date(2000, 1, 1), 1)  # a day of published counts

# The range of every date in requests, forms and rows, by the name of its field.
DATE_RANGES: dict[str, DateRange] = {
    "birth_date": BIRTH_DATES,
    "age_on": EVENT_DATES,
    "event_date": EVENT_DATES,
    "route": EVENT_DATES,
    "left_at": EVENT_DATES,
    "seen_at": EVENT_DATES,
    "at": EVENT_DATES,
    "appointed_at": PAPER_DATES,
    "appointed_on": PAPER_DATES,
    "received_at": PAPER_DATES,
    "act_by": DEADLINE_DATES,
    "review_on": DEADLINE_DATES,
    "until": DEADLINE_DATES,
    "since": COUNTED_DATES,
    **{
        field.name: EVENT_DATES
        for field in INTAKE_FIELDS
        if field.parts and any(part.kind is Kind.DATE for part in field.parts)
    },
}
