"""The end of a report: closing sentences, their approval, reopening."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, VersionedDep, allow
from api.schemas.case.story import ClosureIn, ClosureList
from api.schemas.common import ReasonIn
from core.policy.actions import Action
from services.case.care import reopening
from services.foundation.actor import Actor
from services.records import register
from services.records.closing import closures

router = APIRouter(prefix="/v1", tags=["records"])

MayApprove = Annotated[Actor, allow(Action.APPROVE_CLOSURE)]
MayClose = Annotated[Actor, allow(Action.CLOSE)]


@router.get("/records/{record_id}/closures")
def list_closures(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayClose
) -> ClosureList:
    """List sentences that may close a record.

    After a confirmed match, they are those that the found side approved. Each other sentence has
    the facts that are missing for it.
    """
    options = register.list_closure_options(session, context, actor, record_id)
    return ClosureList.of(options, record_id)


@router.post("/matches/{match_id}/closures", name="approve", status_code=status.HTTP_204_NO_CONTENT)
def approve_closure(
    match_id: UUID,
    body: ClosureIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayApprove,
) -> None:
    """Approve a closing sentence for the reporter. You are the side that has the child."""
    closures.approve_sentence(session, context, actor, match_id, closure=body.closure)


@router.post("/records/{record_id}/reopen", name="reopen", status_code=status.HTTP_204_NO_CONTENT)
def reopen_record(
    record_id: UUID,
    body: ReasonIn,
    change: VersionedDep,
    session: SessionDep,
    context: ContextDep,
    actor: MayClose,
) -> None:
    """Reopen a closed record.

    The request needs a reason and `If-Match`. The record is shared and matched again.
    """
    now = reopening.reopen_record(
        session, context, actor, record_id, expected_version=change.version, reason=body.reason
    )
    change.set_etag(now)
