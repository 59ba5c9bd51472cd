"""The typed value of an intake column: the text as written, and the parts that were read from it.

`core.entry_reader` makes entries, once for each value. Rules and services read the parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

UNREAD = "unread"  # the column of a value that could not be read; its code names the real column


# named tuples, like `services.foundation.facts.statements.Statement`: a record has twenty
class EntryPart(NamedTuple):
    """One named part of a value (`core.intake.Part`).

    `text` has no surrounding spaces; "" if the part is missing. `code` is the text as a code.
    `day` and `years` (lowest and highest age) are None for other kinds of parts and for a text
    that cannot be read.
    """

    text: str
    code: str
    day: date | None = None
    years: tuple[int, int] | None = None


class Entry(NamedTuple):
    """One value of one column.

    - `text` is the value as written.
    - `code` is the text before the first colon as a code, `rest` the text after it ("" without a
      colon). Both have no surrounding spaces.
    - `pieces` are the texts between all colons, without surrounding spaces.
    - `parts` are the named parts, empty for a column without parts.
    """

    column: str
    text: str
    code: str
    rest: str
    pieces: tuple[str, ...]
    parts: Mapping[str, EntryPart]

    def __hash__(self) -> int:
        """Return the hash of column and text, which decide the other values."""
        return hash((self.column, self.text))

    @property
    def stated_column(self) -> str:
        """Return the column in which the value was written, also of an unread value."""
        return self.code if self.column == UNREAD else self.column
