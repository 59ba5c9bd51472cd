"""Typed facts, and how they are understood."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from api.schemas.common import Answer, RequestBody, answer_from
from api.schemas.records.columns import request_of
from api.schemas.records.register import WarningOut
from core.intake import INTAKE_FIELDS
from services.records.intake.field_preview import CHECKED_COLUMNS, FieldPreview

if TYPE_CHECKING:
    _Columns = RequestBody
else:
    _Columns = request_of(
        (field for field in INTAKE_FIELDS if field.name in CHECKED_COLUMNS),
        has_notes=False,
    )


class FieldPreviewIn(
    _Columns,
    examples=[
        {
            "birth_date": "1388-04",
            "birth_calendar": "solar_hijri",
            "phones": ["own:+93 70 123 4567"],
        }
    ],
):
    """Facts to preview, with the columns of a record. They are not stored."""

    def row(self) -> dict[str, str | list[str]]:
        """Return the columns that were sent, as an intake row."""
        return {
            name: value
            for name, value in self.model_dump(exclude_unset=True).items()
            if name in CHECKED_COLUMNS
        }


class BirthOut(Answer):
    """A birth as a range of Gregorian days, both included.

    Only the year of a placeholder is used.
    """

    first: date
    last: date
    calendar: str
    is_placeholder: bool


class PhoneOut(Answer):
    """A phone number: with plus and country code if the country is known, otherwise its digits."""

    number: str
    has_country: bool
    owner: str


class DocumentOut(Answer):
    """A document. `check` is `fits` or `fails` if the number has a check digit, otherwise ""."""

    type: str
    country: str
    number: str
    check: str


class FieldPreviewOut(Answer):
    """The facts as they are compared, and warnings about unreadable ones."""

    births: list[BirthOut]
    phones: list[PhoneOut]
    documents: list[DocumentOut]
    warnings: list[WarningOut]

    @classmethod
    def of(cls, preview: FieldPreview) -> FieldPreviewOut:
        """Return births, phones, documents and warnings, without the other parts of each.

        A phone number is in E.164, or its digits if the country is unknown.
        """
        return answer_from(
            cls,
            preview,
            phones=[
                PhoneOut(
                    number=phone.e164 or phone.digits,
                    has_country=phone.is_full,
                    owner=phone.owner,
                )
                for phone in preview.phones
            ],
        )
