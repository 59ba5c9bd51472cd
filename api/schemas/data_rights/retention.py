"""Reviews of records at the end of their retention period."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from api.schemas.common import Answer, PlainAnswer, RequestBody, answer_from
from api.schemas.next_steps import ActionOut
from core.policy.records.retention import ReviewOutcome
from core.published import Reason
from services.data_rights.retention_reviews import ReviewState


class ReviewProposalIn(RequestBody, examples=[{"outcome": "keep", "reason": "still missing"}]):
    """What the first person proposes at a review, and why."""

    outcome: ReviewOutcome
    reason: Reason


class ReviewProposedOut(PlainAnswer):
    """The approval under which a second person decides about the proposal."""

    approval: UUID


class ReviewOut(Answer):
    """The state of a review: its time, and whether it may be decided now (`is_near`).

    `review_at` is null for an erased record, which has no review. `outcome` and `reason` are the
    proposal that waits for a second person, and `approval` is its approval; null and "" without
    one. `is_own`: you proposed it. `actions` has the decision about it, and why you cannot take it.
    """

    review_at: datetime | None
    is_near: bool
    outcome: ReviewOutcome | None
    reason: str
    approval: UUID | None
    is_own: bool
    actions: list[ActionOut]

    @classmethod
    def of(cls, review: ReviewState) -> ReviewOut:
        """Return the state; `actions` has one entry for a proposal that waits, else none."""
        waits = review.approval is not None
        return answer_from(
            cls,
            review,
            actions=[ActionOut.refused_by("decide", review.refusal)] if waits else [],
        )
