from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.pair_contact import PairContact, check_pair_contact

if TYPE_CHECKING:
    from ..models.thread_message_view import ThreadMessageView


T = TypeVar("T", bound="ThreadView")


@_attrs_define
class ThreadView:
    """The newest messages, oldest first, and the desks of both sides with on-call numbers.

    `own_desk` is the entry of the viewer's agency in the directory. `other_desk` is empty unless
    `contact` is `other_desk`.

        Attributes:
            messages (list[ThreadMessageView]):
            own_desk (str):
            other_desk (str):
            contact (PairContact): Whom the viewer's side of a pair calls about the other record.

                `own_agency`: both records belong to the viewer's agency. `own_desk`: the viewer's agency has
                the desk that reaches the owner.
    """

    messages: list[ThreadMessageView]
    own_desk: str
    other_desk: str
    contact: PairContact
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        messages = []
        for messages_item_data in self.messages:
            messages_item = messages_item_data.to_dict()
            messages.append(messages_item)

        own_desk = self.own_desk

        other_desk = self.other_desk

        contact: str = self.contact

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "messages": messages,
                "own_desk": own_desk,
                "other_desk": other_desk,
                "contact": contact,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.thread_message_view import ThreadMessageView  # noqa: PLC0415

        d = dict(src_dict)
        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:
            messages_item = ThreadMessageView.from_dict(messages_item_data)

            messages.append(messages_item)

        own_desk = d.pop("own_desk")

        other_desk = d.pop("other_desk")

        contact = check_pair_contact(d.pop("contact"))

        thread_view = cls(
            messages=messages,
            own_desk=own_desk,
            other_desk=other_desk,
            contact=contact,
        )

        thread_view.additional_properties = d
        return thread_view

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
