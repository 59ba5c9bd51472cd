from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.listed_cube_out import ListedCubeOut


T = TypeVar("T", bound="CubeList")


@_attrs_define
class CubeList:
    """All cubes.

    Attributes:
        cubes (list[ListedCubeOut]):
    """

    cubes: list[ListedCubeOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cubes = []
        for cubes_item_data in self.cubes:
            cubes_item = cubes_item_data.to_dict()
            cubes.append(cubes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cubes": cubes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.listed_cube_out import ListedCubeOut  # noqa: PLC0415

        d = dict(src_dict)
        cubes = []
        _cubes = d.pop("cubes")
        for cubes_item_data in _cubes:
            cubes_item = ListedCubeOut.from_dict(cubes_item_data)

            cubes.append(cubes_item)

        cube_list = cls(
            cubes=cubes,
        )

        cube_list.additional_properties = d
        return cube_list

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
