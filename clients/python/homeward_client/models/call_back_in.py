from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CallBackIn")


@_attrs_define
class CallBackIn:
    """The agency that you called, by the number of its desk in the directory.

    Attributes:
        agency (str):
    """

    agency: str

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "agency": agency,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agency = d.pop("agency")

        call_back_in = cls(
            agency=agency,
        )

        return call_back_in
