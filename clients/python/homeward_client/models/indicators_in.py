from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="IndicatorsIn")


@_attrs_define
class IndicatorsIn:
    """Observed indicators. They are not stored.

    Attributes:
        indicators (list[str]):
    """

    indicators: list[str]

    def to_dict(self) -> dict[str, Any]:
        indicators = self.indicators

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "indicators": indicators,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        indicators = cast(list[str], d.pop("indicators"))

        indicators_in = cls(
            indicators=indicators,
        )

        return indicators_in
