"""Assignments of records to caseworkers, and the caseload."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, RequestBody, answer_from
from api.schemas.records.register import RecordLine
from services.case.assignments import (
    MOST_RECORDS,
    Assignee,
    Caseload,
    CaseloadRow,
    RecordAssignments,
)

_RECORD = "0190b6a2-4f1c-7c55-8f0e-1f2d3c4b5a69"
_PERSON = "0190b6a2-4f1c-7c55-8f0e-1f2d3c4b5a70"
_COLLEAGUE = "0190b6a2-4f1c-7c55-8f0e-1f2d3c4b5a71"


class AssignmentIn(RequestBody, examples=[{"records": [_RECORD], "user": _PERSON}]):
    """Open records of the agency, and the caseworker who works them."""

    records: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_RECORDS)]
    user: UUID


class UnassignmentIn(RequestBody, examples=[{"user": _PERSON}]):
    """The person who no longer works the record."""

    user: UUID


class HandOverIn(RequestBody, examples=[{"from_user": _PERSON, "to_user": _COLLEAGUE}]):
    """A person, and the caseworker who works the open records of that person instead."""

    from_user: UUID
    to_user: UUID


class AssignedOut(Answer):
    """The number of new assignments."""

    records: int


class _AccountOut(Answer):
    """The account of a person of the agency."""

    user: UUID
    login: str
    name: str
    status: str


class AssigneeOut(_AccountOut):
    """A person who works the record, and the time of the assignment."""

    since: datetime

    @classmethod
    def of(cls, assignee: Assignee) -> AssigneeOut:
        """Return the id, login, name and status of the account with the start of the assignment.

        Other fields of the account are left out.
        """
        return answer_from(cls, assignee.account, user=assignee.account.id, since=assignee.since)


class CaseloadRowOut(_AccountOut):
    """A caseworker and the number of assigned open records."""

    open_records: int

    @classmethod
    def of(cls, row: CaseloadRow) -> CaseloadRowOut:
        """Return the id, login, name and status of the account with its number of open records.

        Other fields of the account are left out.
        """
        return answer_from(cls, row.account, user=row.account.id, open_records=row.open_records)


class AssigneeList(Answer):
    """The assignees of a record, the longest first, and the active caseworkers of the agency."""

    assignees: list[AssigneeOut]
    caseworkers: list[CaseloadRowOut]

    @classmethod
    def of(cls, assignments: RecordAssignments) -> AssigneeList:
        """Return the assignees of a record and the agency's caseworkers with their caseload."""
        return cls(
            assignees=[AssigneeOut.of(assignee) for assignee in assignments.assignees],
            caseworkers=[CaseloadRowOut.of(row) for row in assignments.caseworkers],
        )


class CaseloadOut(Answer):
    """Caseworkers of the agency, and open records without an active one, newest first."""

    caseworkers: list[CaseloadRowOut]
    unassigned: list[RecordLine]
    unassigned_count: int

    @classmethod
    def of(cls, caseload: Caseload) -> CaseloadOut:
        """Return the caseworkers, the newest unassigned records and the number of all unassigned
        ones.
        """
        return cls(
            caseworkers=[CaseloadRowOut.of(row) for row in caseload.rows],
            unassigned=[RecordLine.of(view) for view in caseload.unassigned],
            unassigned_count=caseload.unassigned_count,
        )
