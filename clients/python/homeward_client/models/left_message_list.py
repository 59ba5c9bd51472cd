from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.left_message_out import LeftMessageOut
    from ..models.receiving_agency import ReceivingAgency


T = TypeVar("T", bound="LeftMessageList")


@_attrs_define
class LeftMessageList:
    """The valid messages left about a record, newest first, and the agencies that a message can
    exclude.

        Attributes:
            messages (list[LeftMessageOut]):
            agencies (list[ReceivingAgency]):
    """

    messages: list[LeftMessageOut]
    agencies: list[ReceivingAgency]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        messages = []
        for messages_item_data in self.messages:
            messages_item = messages_item_data.to_dict()
            messages.append(messages_item)

        agencies = []
        for agencies_item_data in self.agencies:
            agencies_item = agencies_item_data.to_dict()
            agencies.append(agencies_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "messages": messages,
                "agencies": agencies,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.left_message_out import LeftMessageOut  # noqa: PLC0415
        from ..models.receiving_agency import ReceivingAgency  # noqa: PLC0415

        d = dict(src_dict)
        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:
            messages_item = LeftMessageOut.from_dict(messages_item_data)

            messages.append(messages_item)

        agencies = []
        _agencies = d.pop("agencies")
        for agencies_item_data in _agencies:
            agencies_item = ReceivingAgency.from_dict(agencies_item_data)

            agencies.append(agencies_item)

        left_message_list = cls(
            messages=messages,
            agencies=agencies,
        )

        left_message_list.additional_properties = d
        return left_message_list

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
