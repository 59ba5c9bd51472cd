"""Deadlines of own records, and their ends."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.deadlines import RecordDeadlineList, RecordedEndIn
from core.policy.actions import Action
from services.case import record_deadlines
from services.foundation.actor import Actor
from services.records import records

router = APIRouter(prefix="/v1", tags=["deadlines"])

MaySee = Annotated[Actor, allow(Action.CASE_DEADLINES)]


@router.get("/deadlines", name="list_deadlines")
def list_running(
    session: SessionDep,
    context: ContextDep,
    actor: MaySee,
    limit: Annotated[int, Query(ge=1, le=record_deadlines.PAGE)] = record_deadlines.PAGE,
) -> RecordDeadlineList:
    """List the running deadlines of your agency's records.

    The most overdue comes first.
    """
    found = record_deadlines.list_running(session, context, actor, limit=limit)
    named = records.own_references(
        session, context, actor, list(dict.fromkeys(one.record for one in found))
    )
    return RecordDeadlineList.of(found, context.clock.now(), named)


@router.get("/records/{record_id}/deadlines", name="list_record_deadlines")
def list_of_record(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MaySee
) -> RecordDeadlineList:
    """List the deadlines of a record of your agency.

    Running deadlines come first, by day; then those that ended.
    """
    found = record_deadlines.list_of_record(session, context, actor, record_id)
    return RecordDeadlineList.of(found, context.clock.now(), {})


@router.post(
    "/deadlines/{deadline_id}/end",
    name="end_deadline",
    status_code=status.HTTP_204_NO_CONTENT,
)
def end_deadline(
    deadline_id: UUID,
    body: RecordedEndIn,
    session: SessionDep,
    context: ContextDep,
    actor: MaySee,
) -> None:
    """Record that a deadline was met, or why it cannot be. A deadline that a fact fulfils ends by
    the fact.
    """
    record_deadlines.end_deadline(
        session, context, actor, deadline_id, end=body.end, note=body.note
    )
