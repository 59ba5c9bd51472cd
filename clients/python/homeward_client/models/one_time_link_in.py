from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="OneTimeLinkIn")


@_attrs_define
class OneTimeLinkIn:
    """The token of a one-time link.

    After a lost device it has both halves, joined by a full stop.

        Attributes:
            token (str):
    """

    token: str

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "token": token,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        token = d.pop("token")

        one_time_link_in = cls(
            token=token,
        )

        return one_time_link_in
