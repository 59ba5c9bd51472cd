from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.review_outcome import ReviewOutcome, check_review_outcome

T = TypeVar("T", bound="RetentionReviewIn")


@_attrs_define
class RetentionReviewIn:
    """The opinion of one of two people at a review.

    Attributes:
        outcome (ReviewOutcome): The possible decisions of two people at a review.
        reason (str):
    """

    outcome: ReviewOutcome
    reason: str

    def to_dict(self) -> dict[str, Any]:
        outcome: str = self.outcome

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "outcome": outcome,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        outcome = check_review_outcome(d.pop("outcome"))

        reason = d.pop("reason")

        retention_review_in = cls(
            outcome=outcome,
            reason=reason,
        )

        return retention_review_in
