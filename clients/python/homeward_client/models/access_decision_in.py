from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="AccessDecisionIn")


@_attrs_define
class AccessDecisionIn:
    """The decision of the second person.

    Attributes:
        is_approved (bool):
    """

    is_approved: bool

    def to_dict(self) -> dict[str, Any]:
        is_approved = self.is_approved

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "is_approved": is_approved,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        is_approved = d.pop("is_approved")

        access_decision_in = cls(
            is_approved=is_approved,
        )

        return access_decision_in
