from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="GroupContradiction")


@_attrs_define
class GroupContradiction:
    """Two records of a group with a contradiction: a refuted pair, or an attribute of both.

    Attributes:
        left (UUID):
        right (UUID):
        attribute (str):
        level (str):
    """

    left: UUID
    right: UUID
    attribute: str
    level: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        left = str(self.left)

        right = str(self.right)

        attribute = self.attribute

        level = self.level

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "left": left,
                "right": right,
                "attribute": attribute,
                "level": level,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        left = UUID(d.pop("left"))

        right = UUID(d.pop("right"))

        attribute = d.pop("attribute")

        level = d.pop("level")

        group_contradiction = cls(
            left=left,
            right=right,
            attribute=attribute,
            level=level,
        )

        group_contradiction.additional_properties = d
        return group_contradiction

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
