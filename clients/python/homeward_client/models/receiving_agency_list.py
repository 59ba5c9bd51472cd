from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.receiving_agency import ReceivingAgency


T = TypeVar("T", bound="ReceivingAgencyList")


@_attrs_define
class ReceivingAgencyList:
    """The agencies that may receive a record.

    Attributes:
        receivers (list[ReceivingAgency]):
    """

    receivers: list[ReceivingAgency]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        receivers = []
        for receivers_item_data in self.receivers:
            receivers_item = receivers_item_data.to_dict()
            receivers.append(receivers_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "receivers": receivers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.receiving_agency import ReceivingAgency  # noqa: PLC0415

        d = dict(src_dict)
        receivers = []
        _receivers = d.pop("receivers")
        for receivers_item_data in _receivers:
            receivers_item = ReceivingAgency.from_dict(receivers_item_data)

            receivers.append(receivers_item)

        receiving_agency_list = cls(
            receivers=receivers,
        )

        receiving_agency_list.additional_properties = d
        return receiving_agency_list

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
