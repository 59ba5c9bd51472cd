from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ExportDecisionIn")


@_attrs_define
class ExportDecisionIn:
    """The decision of the second person, and the reason.

    Attributes:
        is_approved (bool):
        reason (str):
    """

    is_approved: bool
    reason: str

    def to_dict(self) -> dict[str, Any]:
        is_approved = self.is_approved

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "is_approved": is_approved,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        is_approved = d.pop("is_approved")

        reason = d.pop("reason")

        export_decision_in = cls(
            is_approved=is_approved,
            reason=reason,
        )

        return export_decision_in
