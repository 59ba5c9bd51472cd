from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PasskeyView")


@_attrs_define
class PasskeyView:
    """A passkey as its owner sees it. `used_at` is None before the first use.

    Attributes:
        id (UUID):
        name (str):
        created_at (datetime.datetime):
        used_at (datetime.datetime | None):
        created_at_local (datetime.datetime): `created_at` in the time zone of your agency, with its offset from UTC.
        used_at_local (datetime.datetime | None): `used_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    name: str
    created_at: datetime.datetime
    used_at: datetime.datetime | None
    created_at_local: datetime.datetime
    used_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        name = self.name

        created_at = self.created_at.isoformat()

        used_at: None | str
        if isinstance(self.used_at, datetime.datetime):
            used_at = self.used_at.isoformat()
        else:
            used_at = self.used_at

        created_at_local = self.created_at_local.isoformat()

        used_at_local: None | str
        if isinstance(self.used_at_local, datetime.datetime):
            used_at_local = self.used_at_local.isoformat()
        else:
            used_at_local = self.used_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "created_at": created_at,
                "used_at": used_at,
                "created_at_local": created_at_local,
                "used_at_local": used_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        name = d.pop("name")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_used_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                used_at_type_0 = datetime.datetime.fromisoformat(data)

                return used_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        used_at = _parse_used_at(d.pop("used_at"))

        created_at_local = datetime.datetime.fromisoformat(d.pop("created_at_local"))

        def _parse_used_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                used_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return used_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        used_at_local = _parse_used_at_local(d.pop("used_at_local"))

        passkey_view = cls(
            id=id,
            name=name,
            created_at=created_at,
            used_at=used_at,
            created_at_local=created_at_local,
            used_at_local=used_at_local,
        )

        passkey_view.additional_properties = d
        return passkey_view

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
