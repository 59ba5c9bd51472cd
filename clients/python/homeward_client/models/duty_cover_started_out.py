from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DutyCoverStartedOut")


@_attrs_define
class DutyCoverStartedOut:
    """The end of the duty cover.

    Attributes:
        ends_at (datetime.datetime):
        ends_at_local (datetime.datetime): `ends_at` in the time zone of your agency, with its offset from UTC.
    """

    ends_at: datetime.datetime
    ends_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ends_at = self.ends_at.isoformat()

        ends_at_local = self.ends_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ends_at": ends_at,
                "ends_at_local": ends_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ends_at = datetime.datetime.fromisoformat(d.pop("ends_at"))

        ends_at_local = datetime.datetime.fromisoformat(d.pop("ends_at_local"))

        duty_cover_started_out = cls(
            ends_at=ends_at,
            ends_at_local=ends_at_local,
        )

        duty_cover_started_out.additional_properties = d
        return duty_cover_started_out

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
