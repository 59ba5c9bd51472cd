from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DraftOut")


@_attrs_define
class DraftOut:
    """A draft with its fields.

    Attributes:
        kind (str):
        saved_at (datetime.datetime):
        expires_at (datetime.datetime):
        fields (list[list[str]]):
        saved_at_local (datetime.datetime): `saved_at` in the time zone of your agency, with its offset from UTC.
        expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    kind: str
    saved_at: datetime.datetime
    expires_at: datetime.datetime
    fields: list[list[str]]
    saved_at_local: datetime.datetime
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        saved_at = self.saved_at.isoformat()

        expires_at = self.expires_at.isoformat()

        fields = []
        for fields_item_data in self.fields:
            fields_item = []
            for fields_item_item_data in fields_item_data:
                fields_item_item: str
                fields_item_item = fields_item_item_data
                fields_item.append(fields_item_item)

            fields.append(fields_item)

        saved_at_local = self.saved_at_local.isoformat()

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "saved_at": saved_at,
                "expires_at": expires_at,
                "fields": fields,
                "saved_at_local": saved_at_local,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = d.pop("kind")

        saved_at = datetime.datetime.fromisoformat(d.pop("saved_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

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

        saved_at_local = datetime.datetime.fromisoformat(d.pop("saved_at_local"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        draft_out = cls(
            kind=kind,
            saved_at=saved_at,
            expires_at=expires_at,
            fields=fields,
            saved_at_local=saved_at_local,
            expires_at_local=expires_at_local,
        )

        draft_out.additional_properties = d
        return draft_out

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
