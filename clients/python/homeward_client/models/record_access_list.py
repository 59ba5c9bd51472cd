from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.record_access_out import RecordAccessOut


T = TypeVar("T", bound="RecordAccessList")


@_attrs_define
class RecordAccessList:
    """Accesses to a record, oldest first.

    An access of another agency through a pair is in the list only while the reader may know the
    pair.

        Attributes:
            looks (list[RecordAccessOut]):
    """

    looks: list[RecordAccessOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        looks = []
        for looks_item_data in self.looks:
            looks_item = looks_item_data.to_dict()
            looks.append(looks_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "looks": looks,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.record_access_out import RecordAccessOut  # noqa: PLC0415

        d = dict(src_dict)
        looks = []
        _looks = d.pop("looks")
        for looks_item_data in _looks:
            looks_item = RecordAccessOut.from_dict(looks_item_data)

            looks.append(looks_item)

        record_access_list = cls(
            looks=looks,
        )

        record_access_list.additional_properties = d
        return record_access_list

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
