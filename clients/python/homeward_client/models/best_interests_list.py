from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.best_interests_out import BestInterestsOut


T = TypeVar("T", bound="BestInterestsList")


@_attrs_define
class BestInterestsList:
    """The determinations for a record, newest first.

    Attributes:
        determinations (list[BestInterestsOut]):
    """

    determinations: list[BestInterestsOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        determinations = []
        for determinations_item_data in self.determinations:
            determinations_item = determinations_item_data.to_dict()
            determinations.append(determinations_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "determinations": determinations,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.best_interests_out import BestInterestsOut  # noqa: PLC0415

        d = dict(src_dict)
        determinations = []
        _determinations = d.pop("determinations")
        for determinations_item_data in _determinations:
            determinations_item = BestInterestsOut.from_dict(determinations_item_data)

            determinations.append(determinations_item)

        best_interests_list = cls(
            determinations=determinations,
        )

        best_interests_list.additional_properties = d
        return best_interests_list

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
