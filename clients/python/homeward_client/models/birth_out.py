from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BirthOut")


@_attrs_define
class BirthOut:
    """A birth as a range of Gregorian days, both included.

    Only the year of a placeholder is used.

        Attributes:
            first (datetime.date):
            last (datetime.date):
            calendar (str):
            is_placeholder (bool):
    """

    first: datetime.date
    last: datetime.date
    calendar: str
    is_placeholder: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        first = self.first.isoformat()

        last = self.last.isoformat()

        calendar = self.calendar

        is_placeholder = self.is_placeholder

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "first": first,
                "last": last,
                "calendar": calendar,
                "is_placeholder": is_placeholder,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        first = datetime.date.fromisoformat(d.pop("first"))

        last = datetime.date.fromisoformat(d.pop("last"))

        calendar = d.pop("calendar")

        is_placeholder = d.pop("is_placeholder")

        birth_out = cls(
            first=first,
            last=last,
            calendar=calendar,
            is_placeholder=is_placeholder,
        )

        birth_out.additional_properties = d
        return birth_out

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
