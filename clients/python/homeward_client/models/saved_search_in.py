from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="SavedSearchIn")


@_attrs_define
class SavedSearchIn:
    """The reason of a saved search, and its days.

    Attributes:
        reason (str):
        days (int | Unset):  Default: 30.
    """

    reason: str
    days: int | Unset = 30

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        days = self.days

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if days is not UNSET:
            field_dict["days"] = days

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        days = d.pop("days", UNSET)

        saved_search_in = cls(
            reason=reason,
            days=days,
        )

        return saved_search_in
