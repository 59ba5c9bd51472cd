from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.deputy_view import DeputyView


T = TypeVar("T", bound="DeputyList")


@_attrs_define
class DeputyList:
    """The current deputies.

    Attributes:
        deputies (list[DeputyView]):
    """

    deputies: list[DeputyView]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        deputies = []
        for deputies_item_data in self.deputies:
            deputies_item = deputies_item_data.to_dict()
            deputies.append(deputies_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "deputies": deputies,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.deputy_view import DeputyView  # noqa: PLC0415

        d = dict(src_dict)
        deputies = []
        _deputies = d.pop("deputies")
        for deputies_item_data in _deputies:
            deputies_item = DeputyView.from_dict(deputies_item_data)

            deputies.append(deputies_item)

        deputy_list = cls(
            deputies=deputies,
        )

        deputy_list.additional_properties = d
        return deputy_list

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
