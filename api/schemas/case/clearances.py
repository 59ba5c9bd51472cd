"""Requests for clearance, and institutions that report."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from api.schemas.common import Answer, PlainAnswer, answer_from
from services.clearance import clearances


class ClearanceRequestOut(Answer):
    """A report whose clearance waits for a second person, without facts.

    `asked_by` is null if software asked.
    """

    record: UUID
    record_ref: str
    record_kind: str
    asked_by: UUID | None
    asked_at: datetime

    @classmethod
    def of(cls, request: clearances.OpenRequest, reference: str) -> ClearanceRequestOut:
        """Return the request; `reference` is the agency's reference of the record."""
        return answer_from(cls, request, record_ref=reference)


class ClearanceRequestList(Answer):
    """The open requests of the agency."""

    clearances: list[ClearanceRequestOut]


class InstitutionCreatedOut(Answer):
    """The proposed institution."""

    institution: UUID


class InstitutionOut(PlainAnswer):
    """An institution of your agency's list; `state` is proposed, in_force, expired or revoked.

    `expires_at` is null until a second person confirms the institution.
    """

    id: UUID
    kind: str
    name: str
    contact: str
    state: str
    expires_at: datetime | None


class InstitutionList(Answer):
    """The institutions of the agency."""

    institutions: list[InstitutionOut]
