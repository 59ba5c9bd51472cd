"""THE table of the directory: what kinds of help stand in it. A shelter is none, and no entry has
an address.
"""

from __future__ import annotations

SERVICE_KINDS = (
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
MAX_LINE_LENGTH = 300  # of hours, and of how to reach a service
MAX_LANGUAGES = 40
