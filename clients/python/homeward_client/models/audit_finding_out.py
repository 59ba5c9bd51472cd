from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AuditFindingOut")


@_attrs_define
class AuditFindingOut:
    """A break in the audit log: the number of the row and of the line in the anchor (0: none).

    Attributes:
        row (int):
        anchor_line (int):
        reason (str):
    """

    row: int
    anchor_line: int
    reason: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        row = self.row

        anchor_line = self.anchor_line

        reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "row": row,
                "anchor_line": anchor_line,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        row = d.pop("row")

        anchor_line = d.pop("anchor_line")

        reason = d.pop("reason")

        audit_finding_out = cls(
            row=row,
            anchor_line=anchor_line,
            reason=reason,
        )

        audit_finding_out.additional_properties = d
        return audit_finding_out

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
