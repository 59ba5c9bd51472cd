from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="IndicatorFindingIn")


@_attrs_define
class IndicatorFindingIn:
    """Indicators for a record, with the status, the basis and the person who observed them.

    Attributes:
        indicators (list[str]):
        status (str):
        basis (str):
        by (str | Unset):  Default: ''.
    """

    indicators: list[str]
    status: str
    basis: str
    by: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        indicators = self.indicators

        status = self.status

        basis = self.basis

        by = self.by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "indicators": indicators,
                "status": status,
                "basis": basis,
            }
        )
        if by is not UNSET:
            field_dict["by"] = by

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        indicators = cast(list[str], d.pop("indicators"))

        status = d.pop("status")

        basis = d.pop("basis")

        by = d.pop("by", UNSET)

        indicator_finding_in = cls(
            indicators=indicators,
            status=status,
            basis=basis,
            by=by,
        )

        return indicator_finding_in
