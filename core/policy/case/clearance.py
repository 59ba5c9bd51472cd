"""THE tables of clearance: kinds of report, spelling corrections, agreement of searches, and time
limits.
"""

from __future__ import annotations

from core.codes.records import RecordKind

# Kinds of record that have a reporter. Until the report is cleared, its side of a pair sees nothing
# of a found person.
REPORT_KINDS = frozenset({RecordKind.MISSING, RecordKind.TRACING, RecordKind.PREVENTIVE})

CONFIRM_DAYS = (
    14  # time to confirm a report that one person cleared without a second one (migration 0034)
)
INSTITUTION_DAYS = 365  # a listed institution is confirmed again after this time

INSTITUTION_KINDS = frozenset(
    {"youth_office", "police_desk", "court", "guardianship_authority", "care_home", "hotline"}
)

# A spelling correction: each old and each new value of these attributes, compared separately with
# the other version, reaches this comparison level (`matching.model.levels`). Births keep their
# years. Any other change of `core.policy.evidence.IDENTITY_COLUMNS` resets the clearance.
CORRECTION_LEVELS: dict[str, str] = {
    "name": "agree",
    "birth_place": "similar",
    "relative": "little",
}

# A search is for the person of a report if each identifying fact of the query, compared separately
# with the report, reaches this comparison level. A fact that the report lacks does not agree. Marks
# are compared only while the report is the version that was cleared: an edit of marks resets no
# clearance.
CASE_MIN_LEVELS: dict[str, str] = {
    "name": "similar",
    "birth": "one_digit",
    "phone": "one_digit",
    "document": "one_sign",
    "relative": "little",
    "marks": "kind_and_part",
    "sensitive_marks": "kind_and_part",
}

# Nor is a search for the person of a report if the query and the report differ to one of these
# comparison levels.
CASE_EXCLUDED_LEVELS: dict[str, frozenset[str]] = {
    "sex": frozenset({"differ"}),
    "origin": frozenset({"differ", "language_differs"}),
}
