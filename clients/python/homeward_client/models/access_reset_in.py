from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="AccessResetIn")


@_attrs_define
class AccessResetIn:
    """The account of a colleague with a lost device.

    Attributes:
        login (str):
        reason (str):
    """

    login: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        login = self.login

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "login": login,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        login = d.pop("login")

        reason = d.pop("reason")

        access_reset_in = cls(
            login=login,
            reason=reason,
        )

        return access_reset_in
