"""Assignments: which caseworker works which record of the agency."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.records.assignments import (
    AssignedOut,
    AssigneeList,
    AssignmentIn,
    CaseloadOut,
    HandOverIn,
    UnassignmentIn,
)
from core.policy.actions import Action
from services.case import assignments
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["assignments"])

MayAssign = Annotated[Actor, allow(Action.ASSIGN)]


@router.get("/caseload")
def read_caseload(session: SessionDep, context: ContextDep, actor: MayAssign) -> CaseloadOut:
    """Read the caseload of the agency.

    The answer has the number of open records of each caseworker, and the records without an active
    caseworker.
    """
    return CaseloadOut.of(assignments.list_caseload(session, context, actor))


@router.post("/assignments")
def assign_records(
    body: AssignmentIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayAssign,
) -> AssignedOut:
    """Assign records to a caseworker.

    The records are open records of the agency. The caseworker gets a notification for each.
    """
    count = assignments.assign_records(session, context, actor, body.records, body.user)
    return AssignedOut(records=count)


@router.post("/assignments/hand-over")
def hand_over_records(
    body: HandOverIn, session: SessionDep, context: ContextDep, actor: MayAssign
) -> AssignedOut:
    """Hand over all records of a person. Another caseworker works the open records afterwards."""
    count = assignments.hand_over(session, context, actor, body.from_user, body.to_user)
    return AssignedOut(records=count)


@router.get("/records/{record_id}/assignees")
def list_assignees(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayAssign
) -> AssigneeList:
    """List the assignees of a record. The answer also has the active caseworkers of the agency."""
    return AssigneeList.of(assignments.read_assignments(session, context, actor, record_id))


@router.post("/records/{record_id}/unassign", status_code=status.HTTP_204_NO_CONTENT)
def unassign_record(
    record_id: UUID,
    body: UnassignmentIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayAssign,
) -> None:
    """End the assignment of a record to a person."""
    assignments.unassign_record(session, context, actor, record_id, body.user)
