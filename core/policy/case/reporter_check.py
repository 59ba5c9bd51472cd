"""The tables of the reporter check: kinds of report, spelling corrections, searches, and time
limits."""

from __future__ import annotations

from core.codes.records import RecordKind, ReporterCheck

# Kinds of record that have a reporter. Until the report is checked, its side of a match sees no
# facts of the found person.
REPORT_KINDS = frozenset({RecordKind.MISSING, RecordKind.TRACING, RecordKind.PREVENTIVE})

# What people declare and decide. Only the report of a child missing from care is provisional.
DECLARED_REPORTER_CHECKS = (ReporterCheck.UNVERIFIED, ReporterCheck.CHECKED, ReporterCheck.FLAGGED)

INSTITUTION_DAYS = 365  # a listed institution must be confirmed again after this time

INSTITUTION_KINDS = frozenset(
    {"youth_office", "police_desk", "court", "guardianship_authority", "care_home", "hotline"}
)

# A change is a spelling correction if each old and each new value of these attributes, compared
# separately with the other version, reaches this comparison level (`matching.model.levels`). Birth
# years must stay the same. Any other change of `core.policy.sharing.evidence.IDENTITY_COLUMNS`
# resets the reporter check.
CORRECTION_LEVELS: dict[str, str] = {
    "name": "agree",
    "birth_place": "similar",
    "relative": "little",
}

# A search is for the person of a report if each identifying fact of the query, compared separately
# with the report, reaches this comparison level. A fact that the report lacks does not agree. Marks
# are compared only while the report is the version that was checked, because an edit of marks does
# not reset the reporter check.
CASE_MIN_LEVELS: dict[str, str] = {
    "name": "similar",
    "birth": "one_digit",
    "phone": "one_digit",
    "document": "one_sign",
    "relative": "little",
    "marks": "kind_and_part",
    "sensitive_marks": "kind_and_part",
}

# A search is not for the person of a report if query and report differ at one of these comparison
# levels.
CASE_EXCLUDED_LEVELS: dict[str, frozenset[str]] = {
    "sex": frozenset({"differ"}),
    "origin": frozenset({"differ", "language_differs"}),
}
