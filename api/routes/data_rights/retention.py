"""Reviews of records at the end of their retention period."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.data_rights.retention import ReviewOut, ReviewProposalIn, ReviewProposedOut
from core.policy.actions import Action
from services.data_rights import retention_reviews
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/records", tags=["records"])

MayExtend = Annotated[Actor, allow(Action.EXTEND)]


@router.get("/{record_id}/review", name="read_review")
def read_retention_review(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayExtend
) -> ReviewOut:
    """Read the retention review of a record. The record belongs to your agency."""
    return ReviewOut.of(retention_reviews.read_review(session, context, actor, record_id))


@router.post("/{record_id}/review", name="review", status_code=status.HTTP_201_CREATED)
def propose_retention_review(
    record_id: UUID,
    body: ReviewProposalIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayExtend,
) -> ReviewProposedOut:
    """Propose what happens to a record at its retention review.

    It happens when a second person approves it in the list of approvals. It replaces a proposal
    that waits.
    """
    approval = retention_reviews.propose_review(
        session, context, actor, record_id, body.outcome, reason=body.reason
    )
    return ReviewProposedOut(approval=approval)
