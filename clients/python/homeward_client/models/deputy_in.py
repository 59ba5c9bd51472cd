from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="DeputyIn")


@_attrs_define
class DeputyIn:
    """The deputy of a supervisor, the end of the appointment and the reason.

    Attributes:
        login (str):
        until (datetime.datetime):
        reason (str):
    """

    login: str
    until: datetime.datetime
    reason: str

    def to_dict(self) -> dict[str, Any]:
        login = self.login

        until = self.until.isoformat()

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "login": login,
                "until": until,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        login = d.pop("login")

        until = datetime.datetime.fromisoformat(d.pop("until"))

        reason = d.pop("reason")

        deputy_in = cls(
            login=login,
            until=until,
            reason=reason,
        )

        return deputy_in
