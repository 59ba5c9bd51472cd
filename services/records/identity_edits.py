"""Distinguish edits that change the identity of a record from spelling corrections."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from core.policy.case.reporter_check import CORRECTION_LEVELS
from matching import Person, Population
from services.foundation.context import Context
from services.records import fact_agreement

# attribute of `core.policy.sharing.evidence.IDENTITY_COLUMNS` -> its values. Those of
# `CORRECTION_LEVELS` may differ in spelling and births within their years; the others must be
# equal.
_IDENTITY_VALUES: dict[str, Callable[[Person], Hashable]] = {
    "name": lambda person: frozenset(person.names),
    "birth": lambda person: frozenset((birth.first, birth.last) for birth in person.births),
    "birth_place": lambda person: person.birth_place,
    "sex": lambda person: person.sex,
    "origin": lambda person: frozenset(person.nationalities),
    "phone": lambda person: frozenset(person.phones),
    "document": lambda person: frozenset(person.documents),
    "relative": lambda person: frozenset(person.relatives),
}


def is_unchanged(before: Person, after: Person) -> bool:
    """Return whether two versions have equal identity values."""
    return all(
        read_values(before) == read_values(after) for read_values in _IDENTITY_VALUES.values()
    )


def is_correction(context: Context, before: Person, after: Person) -> bool:
    """Return whether the identity values differ in spelling only.

    Years of birth, and attributes without levels in `CORRECTION_LEVELS`, must be equal. The other
    attributes must agree at these levels in both directions.
    """
    exact = _IDENTITY_VALUES.keys() - CORRECTION_LEVELS.keys() - {"birth"}
    if any(
        _IDENTITY_VALUES[attribute](before) != _IDENTITY_VALUES[attribute](after)
        for attribute in exact
    ):
        return False
    if _years(before) != _years(after):
        return False
    return _all_agree(context, before, after) and _all_agree(context, after, before)


def _years(person: Person) -> frozenset[tuple[int, int]]:
    return frozenset((birth.first.year, birth.last.year) for birth in person.births)


def _all_agree(context: Context, left: Person, right: Person) -> bool:
    return fact_agreement.all_facts_agree(
        context, left, Population.from_people([right]), CORRECTION_LEVELS
    )
