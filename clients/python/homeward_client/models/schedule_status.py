from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ScheduleStatus")


@_attrs_define
class ScheduleStatus:
    """A recurring kind: interval, last start (None: never) and next due time.

    Attributes:
        kind (str):
        every_minutes (int):
        last_at (datetime.datetime | None):
        next_at (datetime.datetime):
        last_at_local (datetime.datetime | None): `last_at` in the time zone of your agency, with its offset from UTC.
        next_at_local (datetime.datetime): `next_at` in the time zone of your agency, with its offset from UTC.
    """

    kind: str
    every_minutes: int
    last_at: datetime.datetime | None
    next_at: datetime.datetime
    last_at_local: datetime.datetime | None
    next_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        every_minutes = self.every_minutes

        last_at: None | str
        if isinstance(self.last_at, datetime.datetime):
            last_at = self.last_at.isoformat()
        else:
            last_at = self.last_at

        next_at = self.next_at.isoformat()

        last_at_local: None | str
        if isinstance(self.last_at_local, datetime.datetime):
            last_at_local = self.last_at_local.isoformat()
        else:
            last_at_local = self.last_at_local

        next_at_local = self.next_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "every_minutes": every_minutes,
                "last_at": last_at,
                "next_at": next_at,
                "last_at_local": last_at_local,
                "next_at_local": next_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = d.pop("kind")

        every_minutes = d.pop("every_minutes")

        def _parse_last_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_at = _parse_last_at(d.pop("last_at"))

        next_at = datetime.datetime.fromisoformat(d.pop("next_at"))

        def _parse_last_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return last_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_at_local = _parse_last_at_local(d.pop("last_at_local"))

        next_at_local = datetime.datetime.fromisoformat(d.pop("next_at_local"))

        schedule_status = cls(
            kind=kind,
            every_minutes=every_minutes,
            last_at=last_at,
            next_at=next_at,
            last_at_local=last_at_local,
            next_at_local=next_at_local,
        )

        schedule_status.additional_properties = d
        return schedule_status

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
