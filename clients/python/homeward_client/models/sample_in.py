from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SampleIn")


@_attrs_define
class SampleIn:
    """The number of searches and of days. The searches are drawn at random.

    Attributes:
        size (int):
        days (int):
    """

    size: int
    days: int

    def to_dict(self) -> dict[str, Any]:
        size = self.size

        days = self.days

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "size": size,
                "days": days,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        size = d.pop("size")

        days = d.pop("days")

        sample_in = cls(
            size=size,
            days=days,
        )

        return sample_in
