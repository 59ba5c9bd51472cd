from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ClosureIn")


@_attrs_define
class ClosureIn:
    """A closing sentence, by its code.

    Attributes:
        closure (str):
    """

    closure: str

    def to_dict(self) -> dict[str, Any]:
        closure = self.closure

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "closure": closure,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        closure = d.pop("closure")

        closure_in = cls(
            closure=closure,
        )

        return closure_in
