from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.verdict_in_outcome import VerdictInOutcome, check_verdict_in_outcome

T = TypeVar("T", bound="VerdictIn")


@_attrs_define
class VerdictIn:
    """A match decision. The reason belongs to the outcome.

    Attributes:
        outcome (VerdictInOutcome):
        reason (str):
    """

    outcome: VerdictInOutcome
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
        outcome = check_verdict_in_outcome(d.pop("outcome"))

        reason = d.pop("reason")

        verdict_in = cls(
            outcome=outcome,
            reason=reason,
        )

        return verdict_in
