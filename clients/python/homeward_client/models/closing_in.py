from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ClosingIn")


@_attrs_define
class ClosingIn:
    """The closing sentence and the reason.

    Attributes:
        closure (str):
        reason (str | Unset):  Default: ''.
    """

    closure: str
    reason: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        closure = self.closure

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "closure": closure,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        closure = d.pop("closure")

        reason = d.pop("reason", UNSET)

        closing_in = cls(
            closure=closure,
            reason=reason,
        )

        return closing_in
