from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.duty_cover_view import DutyCoverView


T = TypeVar("T", bound="DutyCoverList")


@_attrs_define
class DutyCoverList:
    """The newest duty covers of the agency.

    Attributes:
        covers (list[DutyCoverView]):
    """

    covers: list[DutyCoverView]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        covers = []
        for covers_item_data in self.covers:
            covers_item = covers_item_data.to_dict()
            covers.append(covers_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "covers": covers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.duty_cover_view import DutyCoverView  # noqa: PLC0415

        d = dict(src_dict)
        covers = []
        _covers = d.pop("covers")
        for covers_item_data in _covers:
            covers_item = DutyCoverView.from_dict(covers_item_data)

            covers.append(covers_item)

        duty_cover_list = cls(
            covers=covers,
        )

        duty_cover_list.additional_properties = d
        return duty_cover_list

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
