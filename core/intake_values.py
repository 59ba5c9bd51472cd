"""Codes of the columns of `core.intake` that the engine does not read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.entry import Entry
from core.intake import INTAKE_FIELDS, NOT_KNOWN, IntakeField

MAX_AGE_YEARS = 120
OTHER = "other"  # counted for a value outside its list
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")
FIELDS = {field.name: field for field in INTAKE_FIELDS}


def as_code(text: str) -> str:
    """Return a text as a code: lower case, with underscores for spaces.

    A capital after a small letter begins a new word, as in the names of HTCDS. `DebtBondage`
    becomes `debt_bondage`.
    """
    return "_".join(_WORD_START.sub(" ", text).casefold().split())


def codes_in(field: IntakeField, part: str, entries: Iterable[Entry]) -> frozenset[str]:
    """Return the codes in the values of a column.

    `part` is the part of each value that has the code, "" for the whole value. `unknown`,
    `not_asked` and `refused` are left out. A value outside the list counts as `other`.
    """
    if part:
        (accepted,) = (one.accepted for one in field.parts if one.name == part)
        codes = {entry.parts[part].code for entry in entries}
    else:
        accepted = field.accepted
        codes = {entry.code for entry in entries}
    return frozenset(code if code in accepted else OTHER for code in codes - {"", *NOT_KNOWN})
