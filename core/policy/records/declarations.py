"""The tables of declarations about a record: clearance, protection, legal basis."""

from __future__ import annotations

INTERNATIONAL_PROTECTION = ("no", "applicant", "beneficiary", "unknown")
LEGAL_BASES = (
    "gdpr_6_1_a_9_2_a",
    "gdpr_6_1_c_9_2_g",
    "gdpr_6_1_d_9_2_c",
    "gdpr_6_1_e_9_2_g",
    "led_8_10",
    "sis_decision",
    "court_order",
    "interpol_rules",
)
