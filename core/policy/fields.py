"""The class of each field. Columns have theirs in `core.intake`."""

from __future__ import annotations

from core.codes.records import RecordKind
from core.codes.trafficking import TraffickingStatus
from core.entry import UNREAD, Entry
from core.field_class import FieldClass as FieldClass
from core.intake import INTAKE_FIELDS, NOT_KNOWN

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
    "proposed_basis": FieldClass.F5,  # waits for a second person (`ApprovalKind.LEGAL_REGIME`)
    "sharing_reason": FieldClass.F5,  # why legal basis, protection or sharing were changed
}
_CLASSES_WHEN_FOUND: dict[str, FieldClass] = {
    field.name: field.class_when_found
    for field in INTAKE_FIELDS
    if field.class_when_found is not None
}
# Codes before the colon that put a value into F4b in any field: names and telephones given by a
# exploiter, exploiters and smugglers among the companions, and marks of self-harm.
_F4B_PREFIXES = frozenset({"exploiter", "smuggler", "self_harm"})
_F4B_MARK_PARTS = frozenset({"genital"})
# For a found person, these mean a victim. A victim is not shared without written permission.
VICTIM_PREFIXES = frozenset({"exploiter"})
VICTIM_STATUSES = frozenset(TraffickingStatus) - {TraffickingStatus.NO_INDICATORS}
FORMER_VICTIM_STATUS = "actual"  # an earlier code that is still stored; it also means a victim
# Columns in which any code means a victim, except codes for "not known".
VICTIM_COLUMNS = frozenset({"exploitation", "means_of_control", "recruiter"})
VICTIM_CATEGORIES = frozenset({"criminal_abduction", "trafficking_victim"})


def field_class(field: str, kind: str) -> FieldClass:
    """Return the class of an ordinary value of a field in a record of this kind.

    Raise KeyError for a field without a class, which cannot be stored.
    """
    if kind == RecordKind.FOUND and field in _CLASSES_WHEN_FOUND:
        return _CLASSES_WHEN_FOUND[field]
    return FIELD_CLASSES[field]


def class_of_entry(entry: Entry, kind: str) -> FieldClass:
    """Return the class of a value in a record of this kind; raise KeyError as `field_class`."""
    if entry.code in _F4B_PREFIXES:
        return FieldClass.F4B
    if entry.column == "marks" and any(
        piece.casefold() in _F4B_MARK_PARTS for piece in entry.pieces
    ):
        return FieldClass.F4B
    return field_class(entry.column, kind)


def is_victim_fact(entry: Entry) -> bool:
    """Return whether a fact means that the person is, or may be, a victim."""
    column, code = entry.column, entry.code
    if column == UNREAD:  # in doubt, the person counts as a victim
        return code in VICTIM_COLUMNS or code == "trafficking_status"
    if column == "trafficking_status":
        return code in VICTIM_STATUSES or code == FORMER_VICTIM_STATUS
    if column in VICTIM_COLUMNS:
        return code not in NOT_KNOWN
    return code in VICTIM_PREFIXES or (column == "category" and code in VICTIM_CATEGORIES)
