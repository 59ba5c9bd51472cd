from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DutyCoverView")


@_attrs_define
class DutyCoverView:
    """A duty cover: person, period and reason.

    Attributes:
        id (UUID):
        user (UUID):
        starts_at (datetime.datetime):
        ends_at (datetime.datetime):
        reason (str):
        starts_at_local (datetime.datetime): `starts_at` in the time zone of your agency, with its offset from UTC.
        ends_at_local (datetime.datetime): `ends_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    user: UUID
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    reason: str
    starts_at_local: datetime.datetime
    ends_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        user = str(self.user)

        starts_at = self.starts_at.isoformat()

        ends_at = self.ends_at.isoformat()

        reason = self.reason

        starts_at_local = self.starts_at_local.isoformat()

        ends_at_local = self.ends_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "user": user,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "reason": reason,
                "starts_at_local": starts_at_local,
                "ends_at_local": ends_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        user = UUID(d.pop("user"))

        starts_at = datetime.datetime.fromisoformat(d.pop("starts_at"))

        ends_at = datetime.datetime.fromisoformat(d.pop("ends_at"))

        reason = d.pop("reason")

        starts_at_local = datetime.datetime.fromisoformat(d.pop("starts_at_local"))

        ends_at_local = datetime.datetime.fromisoformat(d.pop("ends_at_local"))

        duty_cover_view = cls(
            id=id,
            user=user,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            starts_at_local=starts_at_local,
            ends_at_local=ends_at_local,
        )

        duty_cover_view.additional_properties = d
        return duty_cover_view

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
