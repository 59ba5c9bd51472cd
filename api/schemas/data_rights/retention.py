"""Reviews of records whose term ends."""

from __future__ import annotations

from pydantic import ConfigDict

from api.schemas.common import Reason, Request
from core.policy.records.retention import ReviewOutcome


class RetentionReviewIn(Request):
    """What one of two people says at a review."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"outcome": "keep", "reason": "still missing"}]}
    )

    outcome: ReviewOutcome
    reason: Reason
