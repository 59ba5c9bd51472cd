"""Data rights: requests, their deadlines, decisions and the answer to a request for access."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, PlainAnswer, RequestBody, answer_from
from api.schemas.next_steps import NextStepsOut
from api.schemas.oversight.audit import RecordAccessOut
from api.schemas.records.register import DaysOut
from core.code_sets import OneOf
from core.policy.data_rights import DATA_REQUEST_PROCESS
from core.published import Reason, Text, Texts
from services.data_rights.access_export import (
    AccessExport,
    ConsentEntry,
    DisclosureEntry,
    HandMatchMoment,
    MessageEntry,
    Share,
    SightingEntry,
)
from services.data_rights.data_requests import DataRequestLine, DataRequestView
from services.records.intake.birth_days import birth_days


class DataRequestList(Answer):
    """The requests that you may see."""

    requests: list[DataRequestLine]


class DataRequestOut(Answer):
    """A request with its content."""

    request: DataRequestLine
    record: UUID
    requester: str
    proof: str
    grounds: str
    changes: dict[str, Texts]
    extension: str
    decision: str
    next_steps: NextStepsOut

    @classmethod
    def of(cls, request: DataRequestView, user_id: int | None) -> DataRequestOut:
        """Return the request with its opened content.

        `extension` and `decision` are "" before they exist. `user_id` is the reader, for the steps
        that the reader took.
        """
        content = request.details
        return cls(
            request=request.line,
            record=request.record,
            requester=content["requester"],
            proof=content["proof"],
            grounds=content["grounds"],
            changes=content["changes"],
            extension=content.get("extension", ""),
            decision=content.get("decision", ""),
            next_steps=NextStepsOut.of(
                DATA_REQUEST_PROCESS,
                request.next_steps,
                user_id=user_id,
                ids={"request": request.line.id, "record": request.record},
            ),
        )


class DataRequestDecisionIn(RequestBody, examples=[{"refusal": None, "reason": "as asked"}]):
    """The decision of the second person. If `refusal` is null, the request is carried out."""

    refusal: Annotated[str, OneOf("refusal")] | None = None
    reason: Reason


class ExportedFactOut(PlainAnswer):
    """A statement. `stated_on` is never null here, because no part of the provenance is hidden."""

    field: str
    value: Text
    source: str
    stated_on: date | None
    quality: str
    days: DaysOut | None = Field(
        default=None,
        description=(
            "Gregorian days of a birth date, which may be in another calendar; null for another"
            " field, and for a birth date that cannot be read."
        ),
    )


class PersonalDataOut(PlainAnswer):
    """All stored data about the person, for the person.

    `review_at` is the time of the next review of the record. It is null after an erasure.
    """

    record: UUID
    kind: str
    status: str
    entered_at: datetime
    review_at: datetime | None
    data_controller: str
    data_protection_contact: str
    supervisory_authority: str
    facts: list[ExportedFactOut]
    match_keys: list[str]
    shared: list[Share]
    consents: list[ConsentEntry]
    disclosed: list[DisclosureEntry]
    messages: list[MessageEntry]
    hand_matches: list[HandMatchMoment]
    sightings: list[SightingEntry]
    accesses: list[RecordAccessOut] = Field(
        description=(
            "Accesses and changes by agencies. An access of another agency through a match has"
            " only `at`, `purpose`, `basis` and `classes`. An access through a match that the"
            " responsible agency may not know is left out."
        )
    )

    @classmethod
    def of_export(cls, export: AccessExport) -> PersonalDataOut:
        """Return the answer to a request for access; births have their Gregorian days.

        Accesses leave out `is_through_match`.
        """
        days = birth_days(export.facts)
        facts = [
            answer_from(ExportedFactOut, fact, days=DaysOut.of_birth(days, fact))
            for fact in export.facts
        ]
        return answer_from(cls, export, facts=facts)
