"""Reviews of records whose term ends."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict

from api.schemas.common import Answer, Reason, Request
from core.policy.records.retention import ReviewOutcome


class RetentionReviewOut(Answer):
    """When the review of a record is due, whether it may be decided now, and what the first of two
    people said.
    """

    review_at: datetime | None
    is_near: bool
    outcome: ReviewOutcome | None
    reason: str
    is_own_word: bool


class RetentionReviewIn(Request):
    """What one of two people says at a review."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"outcome": "keep", "reason": "still missing"}]}
    )

    outcome: ReviewOutcome
    reason: Reason


class RetentionDecisionOut(Answer):
    """Whether both have spoken, and when the next review is due."""

    is_decided: bool
    review_at: datetime | None
