from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ClearanceRequestOut")


@_attrs_define
class ClearanceRequestOut:
    """A report whose clearance waits for a second person, without facts.

    `asked_by` is null if software asked, and for the kind `confirmation`. `due_at` is null for the
    kind `request`, which has no end.

        Attributes:
            record (UUID):
            record_ref (str):
            record_kind (str):
            kind (str):
            asked_by (None | UUID):
            asked_at (datetime.datetime):
            due_at (datetime.datetime | None):
            asked_at_local (datetime.datetime): `asked_at` in the time zone of your agency, with its offset from UTC.
            due_at_local (datetime.datetime | None): `due_at` in the time zone of your agency, with its offset from UTC.
    """

    record: UUID
    record_ref: str
    record_kind: str
    kind: str
    asked_by: None | UUID
    asked_at: datetime.datetime
    due_at: datetime.datetime | None
    asked_at_local: datetime.datetime
    due_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        record = str(self.record)

        record_ref = self.record_ref

        record_kind = self.record_kind

        kind = self.kind

        asked_by: None | str
        if isinstance(self.asked_by, UUID):
            asked_by = str(self.asked_by)
        else:
            asked_by = self.asked_by

        asked_at = self.asked_at.isoformat()

        due_at: None | str
        if isinstance(self.due_at, datetime.datetime):
            due_at = self.due_at.isoformat()
        else:
            due_at = self.due_at

        asked_at_local = self.asked_at_local.isoformat()

        due_at_local: None | str
        if isinstance(self.due_at_local, datetime.datetime):
            due_at_local = self.due_at_local.isoformat()
        else:
            due_at_local = self.due_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "record": record,
                "record_ref": record_ref,
                "record_kind": record_kind,
                "kind": kind,
                "asked_by": asked_by,
                "asked_at": asked_at,
                "due_at": due_at,
                "asked_at_local": asked_at_local,
                "due_at_local": due_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        record = UUID(d.pop("record"))

        record_ref = d.pop("record_ref")

        record_kind = d.pop("record_kind")

        kind = d.pop("kind")

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

        def _parse_due_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                due_at_type_0 = datetime.datetime.fromisoformat(data)

                return due_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        due_at = _parse_due_at(d.pop("due_at"))

        asked_at_local = datetime.datetime.fromisoformat(d.pop("asked_at_local"))

        def _parse_due_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                due_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return due_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        due_at_local = _parse_due_at_local(d.pop("due_at_local"))

        clearance_request_out = cls(
            record=record,
            record_ref=record_ref,
            record_kind=record_kind,
            kind=kind,
            asked_by=asked_by,
            asked_at=asked_at,
            due_at=due_at,
            asked_at_local=asked_at_local,
            due_at_local=due_at_local,
        )

        clearance_request_out.additional_properties = d
        return clearance_request_out

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
