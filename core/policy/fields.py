"""THE tables of field classes: which class each field of a record has."""

from __future__ import annotations

import enum


class FieldClass(enum.StrEnum):
    """How sensitive a fact is; each class of a record is sealed on its own."""

    F0 = "F0"
    F1 = "F1"
    F2 = "F2"
    F2A = "F2a"
    F2B = "F2b"
    F3 = "F3"
    F4A = "F4a"
    F4B = "F4b"
    F5 = "F5"
    F6 = "F6"


_FOUND = "found"

# field -> class. `event_*` and `route` move with the kind: where a FOUND person is or was is F4a.
FIELD_CLASSES: dict[str, FieldClass] = {
    "age_band": FieldClass.F1,
    "height_band": FieldClass.F1,
    "region": FieldClass.F1,
    "sex": FieldClass.F1,
    "nationalities": FieldClass.F1,
    "languages": FieldClass.F1,
    "record_ref": FieldClass.F2,
    "full_name": FieldClass.F2,
    "given_names": FieldClass.F2,
    "family_names": FieldClass.F2,
    "name_native": FieldClass.F2,
    "aliases": FieldClass.F2,
    "birth_date": FieldClass.F2,
    "birth_known": FieldClass.F2,
    "birth_calendar": FieldClass.F2,
    "age": FieldClass.F2,
    "age_on": FieldClass.F2,
    "birth_place": FieldClass.F2,
    "documents": FieldClass.F2,
    "relatives": FieldClass.F2A,
    "phones": FieldClass.F2B,
    "height_cm": FieldClass.F3,
    "eyes": FieldClass.F3,
    "hair": FieldClass.F3,
    "clothing": FieldClass.F3,
    "marks": FieldClass.F3,
    # no column: the values of `marks` that `field_class` puts in F4b
    "sensitive_marks": FieldClass.F4B,
    "event_date": FieldClass.F3,
    "event_country": FieldClass.F3,
    "event_place": FieldClass.F3,
    "route": FieldClass.F3,
    # of either kind: it leads to a family, or to whoever a child fled
    "home_address": FieldClass.F4A,
    "category": FieldClass.F4B,
    "care": FieldClass.F4B,
    "ethnicity": FieldClass.F4B,
    "description": FieldClass.F4B,
    "reporter": FieldClass.F4B,
    "indicators": FieldClass.F4B,
    "trafficking_status": FieldClass.F4B,
    "unread": FieldClass.F4B,
    "recipients": FieldClass.F4B,
    "international_protection": FieldClass.F4B,
    "legal_basis": FieldClass.F5,
}
# Facts that say who a person is: attribute of the engine -> the columns it is read from. A change
# of one of them makes the record one about another person, unless it is a correction of spelling
# (core.policy.case.clearance).
IDENTITY_COLUMNS: dict[str, frozenset[str]] = {
    "name": frozenset({"full_name", "given_names", "family_names", "name_native", "aliases"}),
    "birth": frozenset({"birth_date", "birth_calendar", "age", "age_on"}),
    "birth_place": frozenset({"birth_place"}),
    "sex": frozenset({"sex"}),
    "origin": frozenset({"nationalities"}),
    "phone": frozenset({"phones"}),
    "document": frozenset({"documents"}),
    "relative": frozenset({"relatives"}),
}
_MOVES_WHEN_FOUND = frozenset({"event_date", "event_country", "event_place", "route"})
# What a value says before its colon, and what that makes of it, whatever the field: names and
# phones given by a controller, controllers and smugglers among the companions, marks that tell of
# self-harm.
_F4B_PREFIXES = frozenset({"controller", "smuggler", "self_harm"})
_F4B_MARK_PARTS = frozenset({"genital"})
# Said of a found person, these make a victim, who is shared with nobody without written permission.
VICTIM_PREFIXES = frozenset({"controller"})
VICTIM_STATUSES = frozenset({"possible", "actual"})
VICTIM_CATEGORIES = frozenset({"criminal_abduction", "trafficking_victim"})


def field_class(field: str, kind: str, value: str = "") -> FieldClass:
    """Return the class of a fact; a field without a class is a KeyError, so it cannot be stored."""
    if _before_colon(value) in _F4B_PREFIXES:
        return FieldClass.F4B
    if field == "marks" and not _F4B_MARK_PARTS.isdisjoint(
        part.strip().casefold() for part in value.split(":")
    ):
        return FieldClass.F4B
    if kind == _FOUND and field in _MOVES_WHEN_FOUND:
        return FieldClass.F4A
    return FIELD_CLASSES[field]


def is_victim_fact(field: str, value: str) -> bool:
    """Return whether a fact says that the person is, or may be, somebody's victim."""
    said = _before_colon(value)
    if field == "trafficking_status":
        return said in VICTIM_STATUSES
    return said in VICTIM_PREFIXES or (field == "category" and said in VICTIM_CATEGORIES)


def _before_colon(value: str) -> str:
    """Return the code that a value begins with; a code may be written with spaces
    (`matching.reading.row_parser` reads it so).
    """
    return value.partition(":")[0].strip().casefold().replace(" ", "_")
