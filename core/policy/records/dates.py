"""THE table of the dates that people send: between which days each kind may lie. No machinery.

A year outside these ranges is a slip of the keyboard, a program's word for "no date", or an attack:
years 1 and 9999 break the arithmetic of days and of time zones.
"""

from __future__ import annotations

import dataclasses
from datetime import MAXYEAR, date

from core.intake import INTAKE_FIELDS, Kind


@dataclasses.dataclass(frozen=True, slots=True)
class DateRange:
    """The permitted days of one kind of date: from `first` to 31 December of the year `years_ahead`
    from now.
    """

    first: date
    years_ahead: int

    def last(self, today: date) -> date:
        """Return the last permitted day as of `today`."""
        return date(min(today.year + self.years_ahead, MAXYEAR), 12, 31)


EVENT_DATES = DateRange(
    date(1900, 1, 1), 1
)  # something that happened; a year ahead, because clocks and calendars differ
BIRTH_DATES = DateRange(date(1880, 1, 1), 1)
PAPER_DATES = DateRange(
    date(1900, 1, 1), 1
)  # the date on a paper: an appointment, a letter that was received
DEADLINE_DATES = DateRange(
    date(2000, 1, 1), 20
)  # a day by which something is due or ends; a child is of age in 18 years
COUNTED_DATES = DateRange(date(2000, 1, 1), 1)  # a day whose published counts are asked for

# The range of every date that a request, a form or a row may hold, by the name of the field that
# holds it.
DATE_RANGES: dict[str, DateRange] = {
    "birth_date": BIRTH_DATES,
    "age_on": EVENT_DATES,
    "event_date": EVENT_DATES,
    "route": EVENT_DATES,
    "left_at": EVENT_DATES,
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
