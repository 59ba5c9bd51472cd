"""Running deadlines, those of own records, and their ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, status

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.deadlines import DeadlineList, RecordedEndIn
from core.codes.case import DeadlineKind
from core.policy.actions import Action
from core.policy.case.deadlines import CASE_DEADLINES, DEADLINES
from services.case import record_deadlines
from services.case.deadlines import BETWEEN_AGENCIES
from services.foundation.actor import Actor
from services.records import register

router = APIRouter(prefix="/v1", tags=["deadlines"])

MaySee = Annotated[Actor, allow(Action.CASE_DEADLINES)]


MayList = Annotated[Actor, allow(Action.CASE_DEADLINES, Action.SEE_DEADLINES)]
About = Literal["records", "agencies"]
KINDS: Mapping[About | None, frozenset[DeadlineKind]] = {
    None: frozenset(DEADLINES),
    "records": CASE_DEADLINES,
    "agencies": BETWEEN_AGENCIES,
}


@router.get("/deadlines")
def list_deadlines(
    session: SessionDep,
    context: ContextDep,
    actor: MayList,
    about: About | None = None,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=record_deadlines.PAGE)] = record_deadlines.PAGE,
) -> DeadlineList:
    """List running deadlines.

    A danger to life is first, then the most overdue. You see those of your agency's records and, as
    a supervisor, those between agencies: of your agency, and escalated to your desk. Auditors see
    all of those between agencies, without records.
    `about` keeps one of the two kinds.
    """
    listing = f"deadlines:{about or ''}"
    deadlines = record_deadlines.list_running(
        session,
        context,
        actor,
        kinds=KINDS[about],
        after=cursor.decode(context, actor, listing, page),
        limit=limit,
    )
    records_named = list(dict.fromkeys(one.record for one in deadlines if one.record is not None))
    named = register.own_references(session, context, actor, records_named)
    positions = [one.position for one in deadlines]
    more = cursor.encode_next(context, actor, listing, positions, limit)
    return DeadlineList.of(deadlines, context.clock.now(), named, more)


@router.get("/records/{record_id}/deadlines", name="list_record_deadlines")
def list_of_record(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MaySee
) -> DeadlineList:
    """List the deadlines of a record of your agency.

    Running deadlines come first, by day; then those that ended.
    """
    deadlines = record_deadlines.list_of_record(session, context, actor, record_id)
    return DeadlineList.of(deadlines, context.clock.now(), {}, None)


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
