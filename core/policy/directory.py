"""The table of the directory: its kinds of services. Shelters and addresses are excluded."""

from __future__ import annotations

# Entries of police without an account. A call to one of them counts as a call to the own police.
POLICE_KINDS = ("police", "sirene")
EMERGENCY_NUMBER = "112"  # reaches the police in every participating state
SERVICE_KINDS = (
    *POLICE_KINDS,
    "hotline",
    "child_protection",
    "guardianship",
    "trafficking_support",
    "legal_aid",
    "asylum_advice",
    "health",
    "psychological_help",
    "interpreting",
    "family_tracing",
)
MAX_NAME_LENGTH = 200
MAX_LINE_LENGTH = 300  # of opening hours, and of contact details
MAX_LANGUAGES = 40
