"""The audit log: events, accesses, samples of searches."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, PlainAnswer, RequestBody
from core.policy.search import SAMPLE_DAYS, SAMPLE_SIZE
from services.oversight.search_samples import SampledSearch


class AuditEventOut(PlainAnswer):
    """A row of the audit log.

    It has references and codes, and no facts. `number` is the number of the row; null unless an
    auditor reads it. `user` is null for an act of software, and for a refused sign-in. `subject` is
    the object of the act; null for an act without one.
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
    """A page of the audit log, newest first."""

    acts: list[AuditEventOut]
    next: str | None


class RecordAccessOut(PlainAnswer):
    """An access to a record: the agency, the role, the action, the purpose and the field classes
    that were shown.

    `agency` and `role` are empty for an act of an agency that you do not know from a match, a
    request or a transfer of this record. `agency` is empty for an act of the server.
    """

    at: datetime
    agency: str
    role: str
    action: str
    purpose: str
    basis: str
    classes: str


class RecordAccessList(Answer):
    """Accesses to a record, oldest first.

    An access of another agency through a match is in the list only while the reader may know the
    match.
    """

    accesses: list[RecordAccessOut]


class SampleIn(RequestBody, examples=[{"size": 5, "days": 30}]):
    """The number of searches and of days. The searches are drawn at random."""

    size: Annotated[int, Field(ge=1, le=SAMPLE_SIZE)]
    days: Annotated[int, Field(ge=1, le=SAMPLE_DAYS)]


class SampleOut(Answer):
    """A sample that waits for a second auditor."""

    sample: UUID
    size: int


class SampledSearchList(Answer):
    """The searches of a sample."""

    searches: list[SampledSearch]
