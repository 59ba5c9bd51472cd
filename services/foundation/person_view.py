"""The only way from stored facts to a `Person`: the statements one may open, put together as a row
and parsed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from matching import Person
from services.foundation.statements import Statement, join_statements

# Age bands in whole years, both ends in; the field's usual cut at 16 and 18.
AGE_BANDS = ((0, 5), (6, 11), (12, 15), (16, 17), (18, 120))
HEIGHT_STEP_CM = 10


def person_of(statements: Iterable[Statement], *, ref: str, kind: str) -> Person:
    """Return the person that the statements describe; `ref` replaces the agency's own reference."""
    return Person.from_row({**join_statements(statements, kind=kind), "record_ref": ref})


def years_between(born: date, today: date) -> int:
    """Return completed years of age; 29 February counts from 1 March in common years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_band(person: Person, today: date) -> str | None:
    """Return the age band in years, widened to all bands the birth interval touches, e.g. `12-17`;
    None: unknown.
    """
    if not person.births:
        return None
    youngest = years_between(max(birth.last for birth in person.births), today)
    oldest = years_between(min(birth.first for birth in person.births), today)
    touched = [band for band in AGE_BANDS if band[1] >= youngest and band[0] <= oldest]
    return f"{touched[0][0]}-{touched[-1][1]}" if touched else None


def height_band(person: Person) -> str | None:
    """Return the ten-centimetre band of the stated height, e.g. `150-159`; None: unknown."""
    if person.height_cm is None:
        return None
    low = int(person.height_cm) // HEIGHT_STEP_CM * HEIGHT_STEP_CM
    return f"{low}-{low + HEIGHT_STEP_CM - 1}"
