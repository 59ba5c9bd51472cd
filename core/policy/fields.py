"""Field classes: which class each field of a record has. Columns have theirs in `core.intake`."""

from __future__ import annotations

from core.codes.records import RecordKind
from core.codes.trafficking import TraffickingStatus
from core.field_class import FieldClass as FieldClass
from core.intake import INTAKE_FIELDS, NOT_KNOWN
from core.intake_values import as_code

# field -> class. What a found person's record has otherwise is in `_CLASSES_WHEN_FOUND`.
FIELD_CLASSES: dict[str, FieldClass] = {
    **{field.name: field.field_class for field in INTAKE_FIELDS if field.field_class is not None},
    "age_band": FieldClass.F1,
    "height_band": FieldClass.F1,
    "region": FieldClass.F1,
    # no column: the values of `marks` that `field_class` puts in F4b
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
# What a value says before its colon, and what that makes of it, whatever the field: names and
# phones given by a controller, controllers and smugglers among the companions, marks that tell of
# self-harm.
_F4B_PREFIXES = frozenset({"controller", "smuggler", "self_harm"})
_F4B_MARK_PARTS = frozenset({"genital"})
# Said of a found person, these make a victim, who is shared with nobody without written permission.
VICTIM_PREFIXES = frozenset({"controller"})
VICTIM_STATUSES = frozenset(TraffickingStatus) - {TraffickingStatus.NO_INDICATORS}
FORMER_VICTIM_STATUS = "actual"  # stored before the list of today; it still makes a victim
# Columns of which any code makes a victim, except those that say that nothing is known.
VICTIM_COLUMNS = frozenset({"exploitation", "means_of_control", "recruiter"})
VICTIM_CATEGORIES = frozenset({"criminal_abduction", "trafficking_victim"})


def field_class(field: str, kind: str, value: str = "") -> FieldClass:
    """Return the class of a fact; a field without a class is a KeyError, so it cannot be stored."""
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
    """Return whether a fact says that the person is, or may be, somebody's victim."""
    code = code_of(value)
    if field == "unread":  # in doubt a victim
        return code in VICTIM_COLUMNS or code == "trafficking_status"
    if field == "trafficking_status":
        return code in VICTIM_STATUSES or code == FORMER_VICTIM_STATUS
    if field in VICTIM_COLUMNS:
        return code not in NOT_KNOWN
    return code in VICTIM_PREFIXES or (field == "category" and code in VICTIM_CATEGORIES)


def code_of(value: str) -> str:
    """Return the code that a value begins with; a code may be written with spaces
    (`matching.reading.row_parser` reads it so).
    """
    return as_code(value.partition(":")[0])
