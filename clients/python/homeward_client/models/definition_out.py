from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DefinitionOut")


@_attrs_define
class DefinitionOut:
    """The definition of a cube: `counts` is one unit, `query` is the computation, both in words.

    Each code of `split` divides the same units. Add cells within a code, never across codes.

        Attributes:
            name (str):
            dimensions (list[str]):
            counts (str):
            query (str):
            under (str):
            split (str):
    """

    name: str
    dimensions: list[str]
    counts: str
    query: str
    under: str
    split: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        dimensions = self.dimensions

        counts = self.counts

        query = self.query

        under = self.under

        split = self.split

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

        definition_out = cls(
            name=name,
            dimensions=dimensions,
            counts=counts,
            query=query,
            under=under,
            split=split,
        )

        definition_out.additional_properties = d
        return definition_out

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
