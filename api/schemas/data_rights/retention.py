"""Reviews of records at the end of their retention period."""

from __future__ import annotations

from pydantic import ConfigDict

from api.schemas.common import Reason, Request
from core.policy.records.retention import ReviewOutcome


class RetentionReviewIn(Request):
    """The opinion of one of two people at a review."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"outcome": "keep", "reason": "still missing"}]}
    )

    outcome: ReviewOutcome
    reason: Reason
