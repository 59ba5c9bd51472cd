from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.search_result_out import SearchResultOut


T = TypeVar("T", bound="SearchOut")


@_attrs_define
class SearchOut:
    """At most twenty records, by band, then in random order.

    There is no total and no next page.

        Attributes:
            id (UUID):
            found (list[SearchResultOut]):
    """

    id: UUID
    found: list[SearchResultOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        found = []
        for found_item_data in self.found:
            found_item = found_item_data.to_dict()
            found.append(found_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "found": found,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.search_result_out import SearchResultOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        found = []
        _found = d.pop("found")
        for found_item_data in _found:
            found_item = SearchResultOut.from_dict(found_item_data)

            found.append(found_item)

        search_out = cls(
            id=id,
            found=found,
        )

        search_out.additional_properties = d
        return search_out

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
