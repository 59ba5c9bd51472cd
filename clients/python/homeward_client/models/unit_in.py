from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="UnitIn")


@_attrs_define
class UnitIn:
    """The unit of an account: small letters, digits and hyphens; "" for none.

    Attributes:
        unit (str):
    """

    unit: str

    def to_dict(self) -> dict[str, Any]:
        unit = self.unit

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "unit": unit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        unit = d.pop("unit")

        unit_in = cls(
            unit=unit,
        )

        return unit_in
