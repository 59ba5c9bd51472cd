from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="FigureChange")


@_attrs_define
class FigureChange:
    """A figure that differs between two reports, with both values.

    `is_beyond_chance`: both values have intervals, and the intervals do not overlap.

        Attributes:
            id (str):
            definition (str):
            earlier (str):
            later (str):
            is_beyond_chance (bool):
    """

    id: str
    definition: str
    earlier: str
    later: str
    is_beyond_chance: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        definition = self.definition

        earlier = self.earlier

        later = self.later

        is_beyond_chance = self.is_beyond_chance

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "definition": definition,
                "earlier": earlier,
                "later": later,
                "is_beyond_chance": is_beyond_chance,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        definition = d.pop("definition")

        earlier = d.pop("earlier")

        later = d.pop("later")

        is_beyond_chance = d.pop("is_beyond_chance")

        figure_change = cls(
            id=id,
            definition=definition,
            earlier=earlier,
            later=later,
            is_beyond_chance=is_beyond_chance,
        )

        figure_change.additional_properties = d
        return figure_change

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
