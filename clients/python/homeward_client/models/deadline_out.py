from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DeadlineOut")


@_attrs_define
class DeadlineOut:
    """A running deadline: its kind, the day, the agency that must act and the desk to call.

    `record` and `record_ref` identify the record. Only people of the agency that must act get them.
    For other readers they are null and "".

        Attributes:
            id (UUID):
            kind (str):
            agency (str):
            call (str):
            record (None | UUID):
            record_ref (str):
            is_urgent (bool):
            started_at (datetime.datetime):
            due_at (datetime.datetime):
            level (int):
            started_at_local (datetime.datetime): `started_at` in the time zone of your agency, with its offset from UTC.
            due_at_local (datetime.datetime): `due_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    kind: str
    agency: str
    call: str
    record: None | UUID
    record_ref: str
    is_urgent: bool
    started_at: datetime.datetime
    due_at: datetime.datetime
    level: int
    started_at_local: datetime.datetime
    due_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        agency = self.agency

        call = self.call

        record: None | str
        if isinstance(self.record, UUID):
            record = str(self.record)
        else:
            record = self.record

        record_ref = self.record_ref

        is_urgent = self.is_urgent

        started_at = self.started_at.isoformat()

        due_at = self.due_at.isoformat()

        level = self.level

        started_at_local = self.started_at_local.isoformat()

        due_at_local = self.due_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "agency": agency,
                "call": call,
                "record": record,
                "record_ref": record_ref,
                "is_urgent": is_urgent,
                "started_at": started_at,
                "due_at": due_at,
                "level": level,
                "started_at_local": started_at_local,
                "due_at_local": due_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        agency = d.pop("agency")

        call = d.pop("call")

        def _parse_record(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                record_type_0 = UUID(data)

                return record_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        record = _parse_record(d.pop("record"))

        record_ref = d.pop("record_ref")

        is_urgent = d.pop("is_urgent")

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        level = d.pop("level")

        started_at_local = datetime.datetime.fromisoformat(d.pop("started_at_local"))

        due_at_local = datetime.datetime.fromisoformat(d.pop("due_at_local"))

        deadline_out = cls(
            id=id,
            kind=kind,
            agency=agency,
            call=call,
            record=record,
            record_ref=record_ref,
            is_urgent=is_urgent,
            started_at=started_at,
            due_at=due_at,
            level=level,
            started_at_local=started_at_local,
            due_at_local=due_at_local,
        )

        deadline_out.additional_properties = d
        return deadline_out

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
