from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.opened_search_out_facts import OpenedSearchOutFacts
    from ..models.past_search_out import PastSearchOut
    from ..models.search_result_out import SearchResultOut


T = TypeVar("T", bound="OpenedSearchOut")


@_attrs_define
class OpenedSearchOut:
    """One of your searches: its query, and the records that you may see today.

    `band` is "" for a record of which you see less today than at the time of the search.

        Attributes:
            search (PastSearchOut): One of your searches. `state` is `asked`, `waiting` (for a countersignature), or after
                saving
                `running`, `ended`, `withdrawn` or `expired`.

                `sign_by` is the deadline of the countersignature, null if it needs none or has one. `saved` is
                its newest saved search, null if it was never saved.
            facts (OpenedSearchOutFacts):
            found (list[SearchResultOut]):
    """

    search: PastSearchOut
    facts: OpenedSearchOutFacts
    found: list[SearchResultOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        search = self.search.to_dict()

        facts = self.facts.to_dict()

        found = []
        for found_item_data in self.found:
            found_item = found_item_data.to_dict()
            found.append(found_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "search": search,
                "facts": facts,
                "found": found,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.opened_search_out_facts import OpenedSearchOutFacts  # noqa: PLC0415
        from ..models.past_search_out import PastSearchOut  # noqa: PLC0415
        from ..models.search_result_out import SearchResultOut  # noqa: PLC0415

        d = dict(src_dict)
        search = PastSearchOut.from_dict(d.pop("search"))

        facts = OpenedSearchOutFacts.from_dict(d.pop("facts"))

        found = []
        _found = d.pop("found")
        for found_item_data in _found:
            found_item = SearchResultOut.from_dict(found_item_data)

            found.append(found_item)

        opened_search_out = cls(
            search=search,
            facts=facts,
            found=found,
        )

        opened_search_out.additional_properties = d
        return opened_search_out

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
