"""Printable forms."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from api.schemas.common import Answer
from api.schemas.records.register import FactOut
from services.records.printed_forms import PrintedForm
from services.records.register import RecordView

# those of core.policy.records.printed_forms, which a test holds
FormName = Literal["police", "sis_missing", "interpol_yellow"]


class FormLineOut(Answer):
    """A line of a form. A person fills in a line without facts by hand."""

    name: str
    is_needed: bool
    facts: dict[str, list[FactOut]]


class FormSectionOut(Answer):
    """Lines under a heading."""

    name: str
    lines: list[FormLineOut]


class PrintedFormOut(Answer):
    """A form of a missing report. `missing` names the necessary lines without a fact."""

    form: str
    record: str
    state: str
    desk: str
    entered_on: str
    printed_at: datetime
    has_photo: bool
    no_family_contact: bool
    missing: list[str]
    sections: list[FormSectionOut]

    @classmethod
    def of(cls, printed: PrintedForm) -> PrintedFormOut:
        """Return the form with its sections and the facts of each line.

        The answer has the state, desk and day of entry of the record, and no other part of it.
        """
        record: RecordView = printed.record
        return cls(
            form=printed.form,
            record=str(record.id),
            state=record.state,
            desk=record.desk,
            entered_on=record.entered_on,
            printed_at=printed.printed_at,
            has_photo=printed.has_photo,
            no_family_contact=record.no_family_contact,
            missing=list(printed.missing),
            sections=[
                FormSectionOut(
                    name=section.heading,
                    lines=[
                        FormLineOut(
                            name=line.line.code,
                            is_needed=line.line.is_needed,
                            facts=FactOut.by_field(line.statements),
                        )
                        for line in section.lines
                    ],
                )
                for section in printed.sections
            ],
        )
