from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PendingAccessRequest")


@_attrs_define
class PendingAccessRequest:
    """A waiting request, as shown to a person who may decide it.

    `acting_state` is "" for any other kind of request. `reason` is the reason, or issuer and
    subject of an identity. `asked_by` is None for the server and for reviews.

        Attributes:
            id (UUID):
            kind (str):
            user (UUID):
            login (str):
            name (str):
            role (str):
            agency (str):
            acting_state (str):
            reason (str):
            asked_by (None | UUID):
            asked_at (datetime.datetime):
            expires_at (datetime.datetime):
            asked_at_local (datetime.datetime): `asked_at` in the time zone of your agency, with its offset from UTC.
            expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    kind: str
    user: UUID
    login: str
    name: str
    role: str
    agency: str
    acting_state: str
    reason: str
    asked_by: None | UUID
    asked_at: datetime.datetime
    expires_at: datetime.datetime
    asked_at_local: datetime.datetime
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        user = str(self.user)

        login = self.login

        name = self.name

        role = self.role

        agency = self.agency

        acting_state = self.acting_state

        reason = self.reason

        asked_by: None | str
        if isinstance(self.asked_by, UUID):
            asked_by = str(self.asked_by)
        else:
            asked_by = self.asked_by

        asked_at = self.asked_at.isoformat()

        expires_at = self.expires_at.isoformat()

        asked_at_local = self.asked_at_local.isoformat()

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "user": user,
                "login": login,
                "name": name,
                "role": role,
                "agency": agency,
                "acting_state": acting_state,
                "reason": reason,
                "asked_by": asked_by,
                "asked_at": asked_at,
                "expires_at": expires_at,
                "asked_at_local": asked_at_local,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        user = UUID(d.pop("user"))

        login = d.pop("login")

        name = d.pop("name")

        role = d.pop("role")

        agency = d.pop("agency")

        acting_state = d.pop("acting_state")

        reason = d.pop("reason")

        def _parse_asked_by(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                asked_by_type_0 = UUID(data)

                return asked_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        asked_by = _parse_asked_by(d.pop("asked_by"))

        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        asked_at_local = datetime.datetime.fromisoformat(d.pop("asked_at_local"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        pending_access_request = cls(
            id=id,
            kind=kind,
            user=user,
            login=login,
            name=name,
            role=role,
            agency=agency,
            acting_state=acting_state,
            reason=reason,
            asked_by=asked_by,
            asked_at=asked_at,
            expires_at=expires_at,
            asked_at_local=asked_at_local,
            expires_at_local=expires_at_local,
        )

        pending_access_request.additional_properties = d
        return pending_access_request

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
