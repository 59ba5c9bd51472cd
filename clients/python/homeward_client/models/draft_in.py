from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="DraftIn")


@_attrs_define
class DraftIn:
    """The typed fields of a form: names and values in the order of the form.

    Attributes:
        fields (list[list[str]]):
    """

    fields: list[list[str]]

    def to_dict(self) -> dict[str, Any]:
        fields = []
        for fields_item_data in self.fields:
            fields_item = []
            for fields_item_item_data in fields_item_data:
                fields_item_item: str
                fields_item_item = fields_item_item_data
                fields_item.append(fields_item_item)

            fields.append(fields_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "fields": fields,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        fields = []
        _fields = d.pop("fields")
        for fields_item_data in _fields:
            fields_item = []
            _fields_item = fields_item_data
            for fields_item_item_data in _fields_item:

                def _parse_fields_item_item(data: object) -> str:
                    return cast(str, data)

                fields_item_item = _parse_fields_item_item(fields_item_item_data)

                fields_item.append(fields_item_item)

            fields.append(fields_item)

        draft_in = cls(
            fields=fields,
        )

        return draft_in
