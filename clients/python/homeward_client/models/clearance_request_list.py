from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.clearance_request_out import ClearanceRequestOut


T = TypeVar("T", bound="ClearanceRequestList")


@_attrs_define
class ClearanceRequestList:
    """The open requests of the agency.

    Attributes:
        clearances (list[ClearanceRequestOut]):
    """

    clearances: list[ClearanceRequestOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        clearances = []
        for clearances_item_data in self.clearances:
            clearances_item = clearances_item_data.to_dict()
            clearances.append(clearances_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "clearances": clearances,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.clearance_request_out import ClearanceRequestOut  # noqa: PLC0415

        d = dict(src_dict)
        clearances = []
        _clearances = d.pop("clearances")
        for clearances_item_data in _clearances:
            clearances_item = ClearanceRequestOut.from_dict(clearances_item_data)

            clearances.append(clearances_item)

        clearance_request_list = cls(
            clearances=clearances,
        )

        clearance_request_list.additional_properties = d
        return clearance_request_list

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
