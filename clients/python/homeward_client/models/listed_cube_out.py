from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ListedCubeOut")


@_attrs_define
class ListedCubeOut:
    """A cube in the list. `counted_at` is null if the cube was never published.

    Attributes:
        name (str):
        dimensions (list[str]):
        counts (str):
        query (str):
        under (str):
        split (str):
        counted_at (datetime.datetime | None):
        counted_at_local (datetime.datetime | None): `counted_at` in the time zone of your agency, with its offset from
            UTC.
    """

    name: str
    dimensions: list[str]
    counts: str
    query: str
    under: str
    split: str
    counted_at: datetime.datetime | None
    counted_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        dimensions = self.dimensions

        counts = self.counts

        query = self.query

        under = self.under

        split = self.split

        counted_at: None | str
        if isinstance(self.counted_at, datetime.datetime):
            counted_at = self.counted_at.isoformat()
        else:
            counted_at = self.counted_at

        counted_at_local: None | str
        if isinstance(self.counted_at_local, datetime.datetime):
            counted_at_local = self.counted_at_local.isoformat()
        else:
            counted_at_local = self.counted_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "dimensions": dimensions,
                "counts": counts,
                "query": query,
                "under": under,
                "split": split,
                "counted_at": counted_at,
                "counted_at_local": counted_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        dimensions = cast(list[str], d.pop("dimensions"))

        counts = d.pop("counts")

        query = d.pop("query")

        under = d.pop("under")

        split = d.pop("split")

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

        listed_cube_out = cls(
            name=name,
            dimensions=dimensions,
            counts=counts,
            query=query,
            under=under,
            split=split,
            counted_at=counted_at,
            counted_at_local=counted_at_local,
        )

        listed_cube_out.additional_properties = d
        return listed_cube_out

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
