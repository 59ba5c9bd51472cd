from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.danger_code import DangerCode, check_danger_code

T = TypeVar("T", bound="ReceivedMessageOut")


@_attrs_define
class ReceivedMessageOut:
    """A message that was delivered for a record of your agency, without its text.

    Attributes:
        id (UUID):
        record (UUID):
        danger (DangerCode): Whom or what a sealed message warns of.
        delivered_at (datetime.datetime):
        due_at (datetime.datetime):
        read_at (datetime.datetime | None):
        expires_at (datetime.datetime):
        delivered_at_local (datetime.datetime): `delivered_at` in the time zone of your agency, with its offset from
            UTC.
        due_at_local (datetime.datetime): `due_at` in the time zone of your agency, with its offset from UTC.
        read_at_local (datetime.datetime | None): `read_at` in the time zone of your agency, with its offset from UTC.
        expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    record: UUID
    danger: DangerCode
    delivered_at: datetime.datetime
    due_at: datetime.datetime
    read_at: datetime.datetime | None
    expires_at: datetime.datetime
    delivered_at_local: datetime.datetime
    due_at_local: datetime.datetime
    read_at_local: datetime.datetime | None
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        record = str(self.record)

        danger: str = self.danger

        delivered_at = self.delivered_at.isoformat()

        due_at = self.due_at.isoformat()

        read_at: None | str
        if isinstance(self.read_at, datetime.datetime):
            read_at = self.read_at.isoformat()
        else:
            read_at = self.read_at

        expires_at = self.expires_at.isoformat()

        delivered_at_local = self.delivered_at_local.isoformat()

        due_at_local = self.due_at_local.isoformat()

        read_at_local: None | str
        if isinstance(self.read_at_local, datetime.datetime):
            read_at_local = self.read_at_local.isoformat()
        else:
            read_at_local = self.read_at_local

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "record": record,
                "danger": danger,
                "delivered_at": delivered_at,
                "due_at": due_at,
                "read_at": read_at,
                "expires_at": expires_at,
                "delivered_at_local": delivered_at_local,
                "due_at_local": due_at_local,
                "read_at_local": read_at_local,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        record = UUID(d.pop("record"))

        danger = check_danger_code(d.pop("danger"))

        delivered_at = datetime.datetime.fromisoformat(d.pop("delivered_at"))

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        def _parse_read_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                read_at_type_0 = datetime.datetime.fromisoformat(data)

                return read_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        read_at = _parse_read_at(d.pop("read_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        delivered_at_local = datetime.datetime.fromisoformat(d.pop("delivered_at_local"))

        due_at_local = datetime.datetime.fromisoformat(d.pop("due_at_local"))

        def _parse_read_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                read_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return read_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        read_at_local = _parse_read_at_local(d.pop("read_at_local"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        received_message_out = cls(
            id=id,
            record=record,
            danger=danger,
            delivered_at=delivered_at,
            due_at=due_at,
            read_at=read_at,
            expires_at=expires_at,
            delivered_at_local=delivered_at_local,
            due_at_local=due_at_local,
            read_at_local=read_at_local,
            expires_at_local=expires_at_local,
        )

        received_message_out.additional_properties = d
        return received_message_out

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
