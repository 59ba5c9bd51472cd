from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ActingSession")


@_attrs_define
class ActingSession:
    """A session in which an officer of another state acted for the reader's state.

    `ended_at` is None while it is open.

        Attributes:
            user (UUID):
            agency (str):
            reason (str):
            started_at (datetime.datetime):
            ended_at (datetime.datetime | None):
            started_at_local (datetime.datetime): `started_at` in the time zone of your agency, with its offset from UTC.
            ended_at_local (datetime.datetime | None): `ended_at` in the time zone of your agency, with its offset from UTC.
    """

    user: UUID
    agency: str
    reason: str
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    started_at_local: datetime.datetime
    ended_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user = str(self.user)

        agency = self.agency

        reason = self.reason

        started_at = self.started_at.isoformat()

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        started_at_local = self.started_at_local.isoformat()

        ended_at_local: None | str
        if isinstance(self.ended_at_local, datetime.datetime):
            ended_at_local = self.ended_at_local.isoformat()
        else:
            ended_at_local = self.ended_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "user": user,
                "agency": agency,
                "reason": reason,
                "started_at": started_at,
                "ended_at": ended_at,
                "started_at_local": started_at_local,
                "ended_at_local": ended_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user = UUID(d.pop("user"))

        agency = d.pop("agency")

        reason = d.pop("reason")

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))

        started_at_local = datetime.datetime.fromisoformat(d.pop("started_at_local"))

        def _parse_ended_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at_local = _parse_ended_at_local(d.pop("ended_at_local"))

        acting_session = cls(
            user=user,
            agency=agency,
            reason=reason,
            started_at=started_at,
            ended_at=ended_at,
            started_at_local=started_at_local,
            ended_at_local=ended_at_local,
        )

        acting_session.additional_properties = d
        return acting_session

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
