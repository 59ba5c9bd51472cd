"""What can be read of a few facts while they are typed: intervals, numbers, check digits. Stores
nothing.

The same parser reads here as when a record is taken in, so that what is promised while typing is
what is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from matching import Birth, Document, Phone, RowWarning, parse_row
from services.foundation import date_ranges
from services.foundation.statements import Row

# what is told of typed facts, and the columns that must be known for it
BIRTH_COLUMNS = (
    "birth_date",
    "birth_known",
    "birth_calendar",
    "age",
    "age_on",
    "event_date",
    "nationalities",
    "languages",
)
CHECKED_COLUMNS = (*BIRTH_COLUMNS, "event_country", "phones", "documents")


class FieldPreview:
    """Births, phones and documents of typed facts as they would be compared, and what would not be
    read or taken.
    """

    def __init__(self, row: Row, *, today: date) -> None:
        typed = {column: row[column] for column in CHECKED_COLUMNS if column in row}
        parsed = parse_row(typed)
        refused = date_ranges.row_date_problems(typed, today=today)
        self.births: Sequence[Birth] = parsed.person.births
        self.phones: Sequence[Phone] = parsed.person.phones
        self.documents: Sequence[Document] = parsed.person.documents
        self.warnings: Sequence[RowWarning] = (
            *parsed.warnings,
            *(RowWarning(warning.field, warning.reason, warning.suggestion) for warning in refused),
        )
