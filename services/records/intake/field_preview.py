"""Preview of typed facts: intervals, numbers and check digits. It stores no data.

It uses the same parser as registration, so the preview equals the stored result.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from matching import Birth, Document, Phone, RowWarning, parse_row
from services.foundation.facts import date_ranges
from services.foundation.facts.intake_row import IntakeRow, Row

# Fields of the preview, and the columns that they depend on.
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
    """Births, phones and documents of typed facts as compared, and warnings for the rest."""

    def __init__(self, row: Row, *, today: date) -> None:
        typed = {column: row[column] for column in CHECKED_COLUMNS if column in row}
        parsed = parse_row(typed)
        refused = date_ranges.row_date_problems(IntakeRow.read(typed), today=today)
        self.births: Sequence[Birth] = parsed.person.births
        self.phones: Sequence[Phone] = parsed.person.phones
        self.documents: Sequence[Document] = parsed.person.documents
        self.warnings: Sequence[RowWarning] = (
            *parsed.warnings,
            *(RowWarning(warning.field, warning.reason, warning.suggestion) for warning in refused),
        )
