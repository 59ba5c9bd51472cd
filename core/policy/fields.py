"""The class of each field. Columns have theirs in `core.intake`."""

from __future__ import annotations

from core.codes.records import RecordKind
from core.codes.trafficking import TraffickingStatus
from core.field_class import FieldClass as FieldClass
from core.intake import INTAKE_FIELDS, NOT_KNOWN
from core.intake_values import as_code

# field -> class. `_CLASSES_WHEN_FOUND` has the exceptions for records of found persons.
FIELD_CLASSES: dict[str, FieldClass] = {
    **{field.name: field.field_class for field in INTAKE_FIELDS if field.field_class is not None},
    "age_band": FieldClass.F1,
    "height_band": FieldClass.F1,
    "region": FieldClass.F1,
    # not a column: the values of `marks` that `field_class` assigns to F4b
    "sensitive_marks": FieldClass.F4B,
    "reporter": FieldClass.F4B,
    "indicators": FieldClass.F4B,
    "unread": FieldClass.F4B,
    "sis_review_on": FieldClass.F4B,
    "international_protection": FieldClass.F4B,
    "legal_basis": FieldClass.F5,
}
_CLASSES_WHEN_FOUND: dict[str, FieldClass] = {
    field.name: field.class_when_found
    for field in INTAKE_FIELDS
    if field.class_when_found is not None
}
# Codes before the colon that put a value into F4b in any field: names and telephones given by a
# controller, controllers and smugglers among the companions, and marks of self-harm.
_F4B_PREFIXES = frozenset({"controller", "smuggler", "self_harm"})
_F4B_MARK_PARTS = frozenset({"genital"})
# For a found person, these mean a victim. A victim is not shared without written permission.
VICTIM_PREFIXES = frozenset({"controller"})
VICTIM_STATUSES = frozenset(TraffickingStatus) - {TraffickingStatus.NO_INDICATORS}
FORMER_VICTIM_STATUS = "actual"  # an earlier code that is still stored; it also means a victim
# Columns in which any code means a victim, except codes for "not known".
VICTIM_COLUMNS = frozenset({"exploitation", "means_of_control", "recruiter"})
VICTIM_CATEGORIES = frozenset({"criminal_abduction", "trafficking_victim"})


def field_class(field: str, kind: str, value: str = "") -> FieldClass:
    """Return the class of a fact.

    Raise KeyError for a field without a class, which cannot be stored.
    """
    if code_of(value) in _F4B_PREFIXES:
        return FieldClass.F4B
    if field == "marks" and not _F4B_MARK_PARTS.isdisjoint(
        part.strip().casefold() for part in value.split(":")
    ):
        return FieldClass.F4B
    if kind == RecordKind.FOUND and field in _CLASSES_WHEN_FOUND:
        return _CLASSES_WHEN_FOUND[field]
    return FIELD_CLASSES[field]


def is_victim_fact(field: str, value: str) -> bool:
    """Return whether a fact means that the person is, or may be, a victim."""
    code = code_of(value)
    if field == "unread":  # in doubt, the person counts as a victim
        return code in VICTIM_COLUMNS or code == "trafficking_status"
    if field == "trafficking_status":
        return code in VICTIM_STATUSES or code == FORMER_VICTIM_STATUS
    if field in VICTIM_COLUMNS:
        return code not in NOT_KNOWN
    return code in VICTIM_PREFIXES or (field == "category" and code in VICTIM_CATEGORIES)


def code_of(value: str) -> str:
    """Return the code at the start of a value.

    A code may contain spaces instead of underscores, as in `matching.reading.row_parser`.
    """
    return as_code(value.partition(":")[0])
