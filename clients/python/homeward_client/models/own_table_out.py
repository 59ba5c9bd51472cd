from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.cell_out import CellOut
    from ..models.definition_out import DefinitionOut


T = TypeVar("T", bound="OwnTableOut")


@_attrs_define
class OwnTableOut:
    """An exact table of your agency.

    Attributes:
        cube (DefinitionOut): The definition of a cube: `counts` is one unit, `query` is the computation, both in words.

            Each code of `split` divides the same units. Add cells within a code, never across codes.
        cells (list[CellOut]):
    """

    cube: DefinitionOut
    cells: list[CellOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cube = self.cube.to_dict()

        cells = []
        for cells_item_data in self.cells:
            cells_item = cells_item_data.to_dict()
            cells.append(cells_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cube": cube,
                "cells": cells,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cell_out import CellOut  # noqa: PLC0415
        from ..models.definition_out import DefinitionOut  # noqa: PLC0415

        d = dict(src_dict)
        cube = DefinitionOut.from_dict(d.pop("cube"))

        cells = []
        _cells = d.pop("cells")
        for cells_item_data in _cells:
            cells_item = CellOut.from_dict(cells_item_data)

            cells.append(cells_item)

        own_table_out = cls(
            cube=cube,
            cells=cells,
        )

        own_table_out.additional_properties = d
        return own_table_out

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
