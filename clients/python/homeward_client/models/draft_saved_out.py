from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DraftSavedOut")


@_attrs_define
class DraftSavedOut:
    """A saved draft and its expiry.

    Attributes:
        kind (str):
        saved_at (datetime.datetime):
        expires_at (datetime.datetime):
        saved_at_local (datetime.datetime): `saved_at` in the time zone of your agency, with its offset from UTC.
        expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    kind: str
    saved_at: datetime.datetime
    expires_at: datetime.datetime
    saved_at_local: datetime.datetime
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        saved_at = self.saved_at.isoformat()

        expires_at = self.expires_at.isoformat()

        saved_at_local = self.saved_at_local.isoformat()

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "saved_at": saved_at,
                "expires_at": expires_at,
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

        saved_at_local = datetime.datetime.fromisoformat(d.pop("saved_at_local"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        draft_saved_out = cls(
            kind=kind,
            saved_at=saved_at,
            expires_at=expires_at,
            saved_at_local=saved_at_local,
            expires_at_local=expires_at_local,
        )

        draft_saved_out.additional_properties = d
        return draft_saved_out

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
