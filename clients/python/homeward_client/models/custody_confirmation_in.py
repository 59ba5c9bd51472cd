from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CustodyConfirmationIn")


@_attrs_define
class CustodyConfirmationIn:
    """The way of the confirmation.

    Attributes:
        way (str):
    """

    way: str

    def to_dict(self) -> dict[str, Any]:
        way = self.way

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "way": way,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        way = d.pop("way")

        custody_confirmation_in = cls(
            way=way,
        )

        return custody_confirmation_in
