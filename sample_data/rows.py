"""Owns the columns of an intake row, their order and how lists are written; it must not know what
stands in them.
"""

from __future__ import annotations

COLUMNS = (
    "record_ref",
    "kind",
    "category",
    "sis_category",
    "sis_status",
    "interpol_status",
    "europol_status",
    "trafficking_status",
    "exploitation",
    "means_of_control",
    "recruiter",
    "full_name",
    "given_names",
    "family_names",
    "name_native",
    "aliases",
    "birth_date",
    "birth_known",
    "birth_known@source",
    "birth_known@quality",
    "birth_calendar",
    "age",
    "age_on",
    "sex",
    "nationalities",
    "languages",
    "birth_place",
    "event_date",
    "event_country",
    "event_place",
    "phones",
    "documents",
    "relatives",
    "height_cm",
    "eyes",
    "hair",
    "marks",
    "clothing",
    "belongings",
    "biometrics_held",
    "protection_status",
    "circumstances",
    "separation_cause",
    "age_assessments",
    "nationality_known",
    "statelessness",
    "dialects",
    "care",
    "description",
    "sharing",
    "recipients",
)
NAME_COLUMNS = ("full_name", "given_names", "family_names", "name_native", "aliases")
TRUTH_COLUMNS = ("left", "right", "origin")
AGENCY_COLUMNS = ("code", "name", "kind", "state")
PEOPLE_COLUMNS = ("person", "origin", "near", "refs")
