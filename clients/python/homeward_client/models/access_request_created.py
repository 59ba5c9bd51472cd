from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AccessRequestCreated")


@_attrs_define
class AccessRequestCreated:
    """A request that waits for a second person, or an invitation that needs none.

    `first` is the first half of the token of the link, shown once; "" without a link. For an
    invitation without a second person it is the whole token.

        Attributes:
            id (UUID):
            first (str):
            expires_at (datetime.datetime):
            expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    first: str
    expires_at: datetime.datetime
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        first = self.first

        expires_at = self.expires_at.isoformat()

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "first": first,
                "expires_at": expires_at,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        first = d.pop("first")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        access_request_created = cls(
            id=id,
            first=first,
            expires_at=expires_at,
            expires_at_local=expires_at_local,
        )

        access_request_created.additional_properties = d
        return access_request_created

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
