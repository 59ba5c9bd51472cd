from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.cell_out import CellOut
    from ..models.definition_out import DefinitionOut


T = TypeVar("T", bound="CubeOut")


@_attrs_define
class CubeOut:
    """A published cube.

    A cell that is absent is zero. `counted_at` is null if the cube was never published.

        Attributes:
            cube (DefinitionOut): The definition of a cube: `counts` is one unit, `query` is the computation, both in words.

                Each code of `split` divides the same units. Add cells within a code, never across codes.
            counted_at (datetime.datetime | None):
            cells (list[CellOut]):
            counted_at_local (datetime.datetime | None): `counted_at` in the time zone of your agency, with its offset from
                UTC.
    """

    cube: DefinitionOut
    counted_at: datetime.datetime | None
    cells: list[CellOut]
    counted_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cube = self.cube.to_dict()

        counted_at: None | str
        if isinstance(self.counted_at, datetime.datetime):
            counted_at = self.counted_at.isoformat()
        else:
            counted_at = self.counted_at

        cells = []
        for cells_item_data in self.cells:
            cells_item = cells_item_data.to_dict()
            cells.append(cells_item)

        counted_at_local: None | str
        if isinstance(self.counted_at_local, datetime.datetime):
            counted_at_local = self.counted_at_local.isoformat()
        else:
            counted_at_local = self.counted_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cube": cube,
                "counted_at": counted_at,
                "cells": cells,
                "counted_at_local": counted_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cell_out import CellOut  # noqa: PLC0415
        from ..models.definition_out import DefinitionOut  # noqa: PLC0415

        d = dict(src_dict)
        cube = DefinitionOut.from_dict(d.pop("cube"))

        def _parse_counted_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                counted_at_type_0 = datetime.datetime.fromisoformat(data)

                return counted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        counted_at = _parse_counted_at(d.pop("counted_at"))

        cells = []
        _cells = d.pop("cells")
        for cells_item_data in _cells:
            cells_item = CellOut.from_dict(cells_item_data)

            cells.append(cells_item)

        def _parse_counted_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                counted_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return counted_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        counted_at_local = _parse_counted_at_local(d.pop("counted_at_local"))

        cube_out = cls(
            cube=cube,
            counted_at=counted_at,
            cells=cells,
            counted_at_local=counted_at_local,
        )

        cube_out.additional_properties = d
        return cube_out

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
