from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RemarkOut")


@_attrs_define
class RemarkOut:
    """A remark on two values: its code, its number and the unit: day, month, year, km or bits.

    `amount` is the number; null for a remark without one. The unit is "" if the words around the
    number name it.

        Attributes:
            code (str):
            amount (float | int | None):
            unit (str):
    """

    code: str
    amount: float | int | None
    unit: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        amount: float | int | None
        amount = self.amount

        unit = self.unit

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "amount": amount,
                "unit": unit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        def _parse_amount(data: object) -> float | int | None:
            if data is None:
                return data
            return cast(float | int | None, data)

        amount = _parse_amount(d.pop("amount"))

        unit = d.pop("unit")

        remark_out = cls(
            code=code,
            amount=amount,
            unit=unit,
        )

        remark_out.additional_properties = d
        return remark_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
