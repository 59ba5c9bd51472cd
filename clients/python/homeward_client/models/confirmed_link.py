from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ConfirmedLink")


@_attrs_define
class ConfirmedLink:
    """A confirmed pair with its two records.

    Attributes:
        pair (UUID):
        own (UUID):
        other (UUID):
    """

    pair: UUID
    own: UUID
    other: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pair = str(self.pair)

        own = str(self.own)

        other = str(self.other)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pair": pair,
                "own": own,
                "other": other,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pair = UUID(d.pop("pair"))

        own = UUID(d.pop("own"))

        other = UUID(d.pop("other"))

        confirmed_link = cls(
            pair=pair,
            own=own,
            other=other,
        )

        confirmed_link.additional_properties = d
        return confirmed_link

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
