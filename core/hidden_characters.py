"""Invisible characters that a text from outside must not have.

Control characters, and the characters that embed, override or isolate a direction of writing
(U+202A to U+202E, U+2066 to U+2069). With them a name or reference looks like another one. The
joiners and marks U+200C to U+200F stay, because Persian and Hebrew are written with them. A tab and
a line break are permitted in a text with several lines.
"""

from __future__ import annotations

import re

_DIRECTION = "\u202a-\u202e\u2066-\u2069"
_HIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_DIRECTION}]")
_HIDDEN_IN_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f{_DIRECTION}]")


def has_hidden_character(text: str, *, is_one_line: bool = False) -> bool:
    """Return whether a text has such a character; in one line also a tab or a line break.

    Spaces and line breaks around the text do not count.
    """
    pattern = _HIDDEN_IN_LINE if is_one_line else _HIDDEN
    return pattern.search(text.strip(" \t\r\n")) is not None
