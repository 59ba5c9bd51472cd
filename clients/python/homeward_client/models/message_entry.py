from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MessageEntry")


@_attrs_define
class MessageEntry:
    """A sealed message that the agency left about the person: when, and its danger code.

    Attributes:
        left_at (datetime.datetime):
        danger (str):
        left_at_local (datetime.datetime): `left_at` in the time zone of your agency, with its offset from UTC.
    """

    left_at: datetime.datetime
    danger: str
    left_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        left_at = self.left_at.isoformat()

        danger = self.danger

        left_at_local = self.left_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "left_at": left_at,
                "danger": danger,
                "left_at_local": left_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        left_at = datetime.datetime.fromisoformat(d.pop("left_at"))

        danger = d.pop("danger")

        left_at_local = datetime.datetime.fromisoformat(d.pop("left_at_local"))

        message_entry = cls(
            left_at=left_at,
            danger=danger,
            left_at_local=left_at_local,
        )

        message_entry.additional_properties = d
        return message_entry

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
