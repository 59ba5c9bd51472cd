from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.record_deadline_out import RecordDeadlineOut


T = TypeVar("T", bound="RecordDeadlineList")


@_attrs_define
class RecordDeadlineList:
    """Deadlines of own records.

    Attributes:
        deadlines (list[RecordDeadlineOut]):
    """

    deadlines: list[RecordDeadlineOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        deadlines = []
        for deadlines_item_data in self.deadlines:
            deadlines_item = deadlines_item_data.to_dict()
            deadlines.append(deadlines_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "deadlines": deadlines,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.record_deadline_out import RecordDeadlineOut  # noqa: PLC0415

        d = dict(src_dict)
        deadlines = []
        _deadlines = d.pop("deadlines")
        for deadlines_item_data in _deadlines:
            deadlines_item = RecordDeadlineOut.from_dict(deadlines_item_data)

            deadlines.append(deadlines_item)

        record_deadline_list = cls(
            deadlines=deadlines,
        )

        record_deadline_list.additional_properties = d
        return record_deadline_list

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
