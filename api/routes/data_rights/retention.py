"""Reviews of records at the end of their retention period."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.deps import ContextDep, SessionDep, allow
from api.schemas.data_rights.retention import (
    RetentionReviewIn,
)
from core.policy.actions import Action
from services.data_rights import retention_reviews
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/records", tags=["records"])

MayExtend = Annotated[Actor, allow(Action.EXTEND)]


@router.get("/{record_id}/review", name="read_review")
def read_retention_review(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayExtend
) -> retention_reviews.ReviewState:
    """Read the retention review of a record. The record belongs to your agency."""
    return retention_reviews.read_review(session, context, actor, record_id)


@router.post("/{record_id}/review", name="review")
def decide_retention_review(
    record_id: UUID,
    body: RetentionReviewIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayExtend,
) -> retention_reviews.ReviewResult:
    """Decide a retention review. The outcome happens when a second person decides the same."""
    return retention_reviews.decide_review(
        session, context, actor, record_id, body.outcome, reason=body.reason
    )
