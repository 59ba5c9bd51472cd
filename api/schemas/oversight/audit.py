"""The trail as it is read: acts, looks, samples of searches."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, PlainAnswer, Request
from core.policy.search import SAMPLE_DAYS, SAMPLE_SIZE
from services.oversight.search_samples import SampledSearch


class AuditEventOut(PlainAnswer):
    """One row of the audit log: references and codes, no fact. Only an auditor sees the number of
    the row.
    """

    number: int | None
    at: datetime
    user: int | None
    agency: str
    role: str
    acting_state: str
    action: str
    outcome: str
    purpose: str
    basis: str
    subject: UUID | None
    records: list[UUID]


class AuditEventPage(Answer):
    """A page of the trail, newest first."""

    acts: list[AuditEventOut]
    next: str | None


class RecordAccessOut(PlainAnswer):
    """One act on a record: by which agency and role, doing what, why, which classes it showed."""

    at: datetime
    agency: str
    role: str
    action: str
    purpose: str
    basis: str
    classes: str


class RecordAccessList(Answer):
    """Who looked at a record, oldest first.

    Another agency's look through a pair is listed only while this pair exists for the reader.
    """

    looks: list[RecordAccessOut]


class SampleIn(Request):
    """How many searches of how many days are drawn; which ones is chance's choice."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"size": 5, "days": 30}]})

    size: Annotated[int, Field(ge=1, le=SAMPLE_SIZE)]
    days: Annotated[int, Field(ge=1, le=SAMPLE_DAYS)]


class SampleOut(Answer):
    """A sample that was drawn and waits for a second auditor."""

    sample: UUID
    size: int


class SampleApprovalOut(Answer):
    """Until when the searches of a sample open."""

    ends_at: datetime


class SampledSearchList(Answer):
    """The searches of a sample."""

    searches: list[SampledSearch]
