"""THE tables of clearance: which reports need it, what resets it, how long a listing or an old clearance lasts."""

from __future__ import annotations

# Kinds of record that somebody reports. Until the report is cleared its side sees nothing of a found person.
REPORT_KINDS = frozenset({"missing", "tracing"})

CONFIRM_DAYS = 14  # reports that one person cleared alone, before this rule: time to confirm them
INSTITUTION_DAYS = 365  # a listed institution is confirmed again after this time

INSTITUTION_KINDS = frozenset(
    {"youth_office", "police_desk", "court", "guardianship_authority", "care_home", "hotline"}
)

# A correction leaves the person the same: each former and each new value of these attributes, compared with the other
# version as if nothing else were known, reaches this level of the engine (`matching.levels`). Births stay in the same
# years. Any other change of `core.policy.IDENTITY_COLUMNS` resets the clearance.
CORRECTION: dict[str, str] = {"name": "agree", "birth_place": "similar", "relative": "little"}

# A search is for the person of a report when each identifying fact of the question, compared with the report as if
# nothing else were asked, reaches this level. A fact that the report does not hold does not agree.
CASE_AGREES: dict[str, str] = {
    "name": "similar",
    "birth": "one_year",
    "phone": "one_digit",
    "document": "one_sign",
    "relative": "little",
    "marks": "kind_and_part",
}
