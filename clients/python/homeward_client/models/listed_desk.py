from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ListedDesk")


@_attrs_define
class ListedDesk:
    """A desk to call: state, kind of agency, name and telephone number.

    `is_state_desk`: desks of other states call it. `is_relay`: outsiders call it about a person at
    risk.

        Attributes:
            state (str):
            kind (str):
            name (str):
            phone (str):
            is_state_desk (bool):
            is_relay (bool):
    """

    state: str
    kind: str
    name: str
    phone: str
    is_state_desk: bool
    is_relay: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        state = self.state

        kind = self.kind

        name = self.name

        phone = self.phone

        is_state_desk = self.is_state_desk

        is_relay = self.is_relay

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "state": state,
                "kind": kind,
                "name": name,
                "phone": phone,
                "is_state_desk": is_state_desk,
                "is_relay": is_relay,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = d.pop("state")

        kind = d.pop("kind")

        name = d.pop("name")

        phone = d.pop("phone")

        is_state_desk = d.pop("is_state_desk")

        is_relay = d.pop("is_relay")

        listed_desk = cls(
            state=state,
            kind=kind,
            name=name,
            phone=phone,
            is_state_desk=is_state_desk,
            is_relay=is_relay,
        )

        listed_desk.additional_properties = d
        return listed_desk

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
