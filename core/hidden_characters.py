"""Invisible characters that a text from outside must not have.

Control characters, and the characters that embed, override or isolate a direction of writing
(U+202A to U+202E, U+2066 to U+2069). With them a name or reference looks like another one. The
joiners and marks U+200C to U+200F stay, because Persian and Hebrew are written with them. A name or
reference also has no tab, no line break, no zero width space (U+200B) and no byte order mark
(U+FEFF): with them two equal names differ. Other texts may have these, because Khmer and Thai
separate words with U+200B.

`core.published` refuses them in every body, `services.records.intake.code_checks` in every row.
"""

from __future__ import annotations

import re

_DIRECTION = "\u202a-\u202e\u2066-\u2069"
_HIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_DIRECTION}]")
_HIDDEN_IN_NAME = re.compile(f"[\x00-\x1f\x7f-\x9f\u200b\ufeff{_DIRECTION}]")
# Fields of bodies with a name or a reference.
NAME_FIELDS = frozenset(
    {
        "case_number",
        "document",
        "giver_name",
        "interpreter",
        "label",
        "login",
        "name",
        "noticed_by",
        "phone",
        "phones",
        "recipient",
        "reference",
        "signed_by",
        "subject",
        "unit",
    }
)


def has_hidden_character(text: str, *, is_name: bool = False) -> bool:
    """Return whether a text has such a character; `is_name` for a name or a reference.

    Spaces and line breaks around the text do not count.
    """
    pattern = _HIDDEN_IN_NAME if is_name else _HIDDEN
    return pattern.search(text.strip(" \t\r\n")) is not None
