"""References of the SIRENE bureaus.

Supplementary information about an alert in the Schengen Information System goes through the SIRENE
bureaus (Regulation (EU) 2018/1862, Art. 8). Homeward stores only its reference.
"""

from __future__ import annotations

import re

MAX_REFERENCE = 40
# Two letters of a state, at most one word such as the kind of the form, then numbers. A sentence or
# a name has no such form.
_REFERENCE = re.compile(r"[A-Z]{2}(?:[./-][A-Z]{1,6})?(?:[./-]?[A-Z]?[0-9]{1,21}){1,4}")
_MIN_DIGITS = 4


def is_reference(text: str) -> bool:
    """Return whether a text has the form of a SIRENE reference, for example `DE-A-2026-004711`."""
    has_number = sum(sign.isdigit() for sign in text) >= _MIN_DIGITS
    return has_number and len(text) <= MAX_REFERENCE and bool(_REFERENCE.fullmatch(text))
