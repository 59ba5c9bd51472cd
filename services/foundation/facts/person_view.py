"""The only way from stored facts to a `Person`: join statements to an intake row and parse it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date

from core.codes.records import RecordKind
from matching import Person
from services.foundation.facts import contradictions
from services.foundation.facts.intake_row import IntakeRow
from services.foundation.facts.statements import Statement, join_statements

# Age bands in whole years, both ends included; with the usual limits at 16 and 18.
AGE_BANDS = ((0, 5), (6, 11), (12, 15), (16, 17), (18, 120))
HEIGHT_STEP_CM = 10


DOCUMENTED, CLAIMED = "documented", "claimed"
# The engine reads a document that no authority verified as claimed.
_UNVERIFIED = "unverified"
_EXPLOITER = "exploiter"


def person_of(statements: Iterable[Statement], *, ref: str, kind: str) -> Person:
    """Return the person of the statements as the engine compares them.

    `ref` replaces the reference of the agency. `services.foundation.facts.contradictions` chooses
    among statements that contradict each other.
    """
    first, others = contradictions.compared_statements(_compared(list(statements)))
    person, *also = [
        Person.from_row({**join_statements(joined, kind=kind), "record_ref": ref})
        for joined in (first, *others)
    ]
    if not also:
        return person
    every = (person, *also)
    return dataclasses.replace(
        person,
        names=tuple(dict.fromkeys(name for one in every for name in one.names)),
        births=tuple(dict.fromkeys(birth for one in every for birth in one.births)),
    )


def person_of_query(facts: IntakeRow) -> Person:
    """Return the missing person that a search is for.

    The facts count as not verified by an authority.
    """
    of_query = facts.statements(source="", stated_on=date.min)
    return person_of(of_query, ref="query", kind=RecordKind.MISSING)


def is_as_written(person: Person, statements: Sequence[Statement]) -> bool:
    """Return whether `person`, parsed from a row, equals the person of the row's statements."""
    if any(statement.is_withheld for statement in statements):
        return False
    is_documented = any(birth.known == DOCUMENTED for birth in person.births)
    return not is_documented or _compared(statements) == list(statements)


def _compared(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements as they are compared.

    Statements that only the responsible agency may see are left out. A document counts as
    documented if an authority verified it, otherwise as claimed.
    """
    dates = [statement for statement in statements if statement.field == "birth_date"]
    dates = dates or [statement for statement in statements if statement.field == "age"]
    is_verified = bool(dates) and all(statement.is_verified for statement in dates)
    chosen: list[Statement] = []
    for statement in statements:
        if statement.is_withheld:
            continue
        if statement.field == "birth_known" and statement.entry.code == DOCUMENTED:
            is_known = is_verified or (statement.is_verified and len(dates) < 2)
            chosen.append(statement if is_known else statement.with_value(CLAIMED))
        elif statement.field == "documents" and not statement.is_verified:
            is_exploiters = statement.entry.code == _EXPLOITER
            chosen.append(
                statement
                if is_exploiters
                else statement.with_value(f"{_UNVERIFIED}:{statement.value}")
            )
        else:
            chosen.append(statement)
    return chosen


def years_between(born: date, today: date) -> int:
    """Return completed years of age; a birth on 29 February counts from 1 March in common years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_band(person: Person, today: date) -> str | None:
    """Return the person's age today as a band in years, such as `12-15`.

    If the dates of birth permit ages in several bands, the result spans these bands, such as
    `12-17`. None without a date of birth, or if no band fits.
    """
    if not person.births:
        return None
    youngest = years_between(max(birth.last for birth in person.births), today)
    oldest = years_between(min(birth.first for birth in person.births), today)
    bands = [band for band in AGE_BANDS if band[1] >= youngest and band[0] <= oldest]
    return f"{bands[0][0]}-{bands[-1][1]}" if bands else None


def last_seen_day(person: Person) -> date | None:
    """Return the last day on which a person was seen, None if no day is known."""
    days = [place.on for place in person.places if place.role == "last_seen" and place.on]
    return max(days, default=None)


def height_band(person: Person) -> str | None:
    """Return the ten-centimetre band of the stated height, e.g. `150-159`; None: unknown."""
    if person.height_cm is None:
        return None
    low = int(person.height_cm) // HEIGHT_STEP_CM * HEIGHT_STEP_CM
    return f"{low}-{low + HEIGHT_STEP_CM - 1}"
