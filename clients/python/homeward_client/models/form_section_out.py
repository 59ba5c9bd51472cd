from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.form_line_out import FormLineOut


T = TypeVar("T", bound="FormSectionOut")


@_attrs_define
class FormSectionOut:
    """Lines under a heading.

    Attributes:
        name (str):
        lines (list[FormLineOut]):
    """

    name: str
    lines: list[FormLineOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        lines = []
        for lines_item_data in self.lines:
            lines_item = lines_item_data.to_dict()
            lines.append(lines_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "lines": lines,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.form_line_out import FormLineOut  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        lines = []
        _lines = d.pop("lines")
        for lines_item_data in _lines:
            lines_item = FormLineOut.from_dict(lines_item_data)

            lines.append(lines_item)

        form_section_out = cls(
            name=name,
            lines=lines,
        )

        form_section_out.additional_properties = d
        return form_section_out

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
