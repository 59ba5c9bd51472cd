from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="WeighedOptionIn")


@_attrs_define
class WeighedOptionIn:
    """An option and its safety.

    Attributes:
        option (str):
        safety (str):
    """

    option: str
    safety: str

    def to_dict(self) -> dict[str, Any]:
        option = self.option

        safety = self.safety

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "option": option,
                "safety": safety,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        option = d.pop("option")

        safety = d.pop("safety")

        weighed_option_in = cls(
            option=option,
            safety=safety,
        )

        return weighed_option_in
