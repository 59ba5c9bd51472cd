from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RowNote")


@_attrs_define
class RowNote:
    """A note on a row: line, column, reason and suggestion; never the value.

    Attributes:
        line (int):
        column (str):
        reason (str):
        suggestion (str | Unset):  Default: ''.
        is_rejected (bool | Unset):  Default: False.
    """

    line: int
    column: str
    reason: str
    suggestion: str | Unset = ""
    is_rejected: bool | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        line = self.line

        column = self.column

        reason = self.reason

        suggestion = self.suggestion

        is_rejected = self.is_rejected

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "line": line,
                "column": column,
                "reason": reason,
            }
        )
        if suggestion is not UNSET:
            field_dict["suggestion"] = suggestion
        if is_rejected is not UNSET:
            field_dict["is_rejected"] = is_rejected

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        line = d.pop("line")

        column = d.pop("column")

        reason = d.pop("reason")

        suggestion = d.pop("suggestion", UNSET)

        is_rejected = d.pop("is_rejected", UNSET)

        row_note = cls(
            line=line,
            column=column,
            reason=reason,
            suggestion=suggestion,
            is_rejected=is_rejected,
        )

        row_note.additional_properties = d
        return row_note

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
