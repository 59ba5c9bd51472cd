from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.record_line import RecordLine


T = TypeVar("T", bound="OwnSearchOut")


@_attrs_define
class OwnSearchOut:
    """The found records: an equal reference first, then beginnings of references, then names.

    Attributes:
        records (list[RecordLine]):
        is_complete (bool): False if more records were found than are shown, or if not all own records were read. Use a
            longer text, a kind or a status.
    """

    records: list[RecordLine]
    is_complete: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        records = []
        for records_item_data in self.records:
            records_item = records_item_data.to_dict()
            records.append(records_item)

        is_complete = self.is_complete

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "records": records,
                "is_complete": is_complete,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.record_line import RecordLine  # noqa: PLC0415

        d = dict(src_dict)
        records = []
        _records = d.pop("records")
        for records_item_data in _records:
            records_item = RecordLine.from_dict(records_item_data)

            records.append(records_item)

        is_complete = d.pop("is_complete")

        own_search_out = cls(
            records=records,
            is_complete=is_complete,
        )

        own_search_out.additional_properties = d
        return own_search_out

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
