"""Reviews of records at the end of their retention period."""

from __future__ import annotations

from api.schemas.common import Request
from core.policy.records.retention import ReviewOutcome
from core.published import Reason


class RetentionReviewIn(Request, examples=[{"outcome": "keep", "reason": "still missing"}]):
    """The opinion of one of two people at a review."""

    outcome: ReviewOutcome
    reason: Reason
