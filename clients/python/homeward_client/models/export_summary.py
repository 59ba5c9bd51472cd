from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ExportSummary")


@_attrs_define
class ExportSummary:
    """An export without reason and recipient; `state`: asked, approved, refused or expired.

    `rows` is the number of records that were requested. `ends_at` is the end of the approval, None
    without one. `is_read`: the requester has read the file.

        Attributes:
            id (UUID):
            state (str):
            format_ (str):
            purpose (str):
            recipient_state (str):
            rows (int):
            asked_at (datetime.datetime):
            decide_by (datetime.datetime):
            ends_at (datetime.datetime | None):
            is_read (bool):
            asked_at_local (datetime.datetime): `asked_at` in the time zone of your agency, with its offset from UTC.
            decide_by_local (datetime.datetime): `decide_by` in the time zone of your agency, with its offset from UTC.
            ends_at_local (datetime.datetime | None): `ends_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    state: str
    format_: str
    purpose: str
    recipient_state: str
    rows: int
    asked_at: datetime.datetime
    decide_by: datetime.datetime
    ends_at: datetime.datetime | None
    is_read: bool
    asked_at_local: datetime.datetime
    decide_by_local: datetime.datetime
    ends_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        state = self.state

        format_ = self.format_

        purpose = self.purpose

        recipient_state = self.recipient_state

        rows = self.rows

        asked_at = self.asked_at.isoformat()

        decide_by = self.decide_by.isoformat()

        ends_at: None | str
        if isinstance(self.ends_at, datetime.datetime):
            ends_at = self.ends_at.isoformat()
        else:
            ends_at = self.ends_at

        is_read = self.is_read

        asked_at_local = self.asked_at_local.isoformat()

        decide_by_local = self.decide_by_local.isoformat()

        ends_at_local: None | str
        if isinstance(self.ends_at_local, datetime.datetime):
            ends_at_local = self.ends_at_local.isoformat()
        else:
            ends_at_local = self.ends_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "state": state,
                "format": format_,
                "purpose": purpose,
                "recipient_state": recipient_state,
                "rows": rows,
                "asked_at": asked_at,
                "decide_by": decide_by,
                "ends_at": ends_at,
                "is_read": is_read,
                "asked_at_local": asked_at_local,
                "decide_by_local": decide_by_local,
                "ends_at_local": ends_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        state = d.pop("state")

        format_ = d.pop("format")

        purpose = d.pop("purpose")

        recipient_state = d.pop("recipient_state")

        rows = d.pop("rows")

        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        decide_by = datetime.datetime.fromisoformat(d.pop("decide_by"))

        def _parse_ends_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ends_at_type_0 = datetime.datetime.fromisoformat(data)

                return ends_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ends_at = _parse_ends_at(d.pop("ends_at"))

        is_read = d.pop("is_read")

        asked_at_local = datetime.datetime.fromisoformat(d.pop("asked_at_local"))

        decide_by_local = datetime.datetime.fromisoformat(d.pop("decide_by_local"))

        def _parse_ends_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ends_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return ends_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ends_at_local = _parse_ends_at_local(d.pop("ends_at_local"))

        export_summary = cls(
            id=id,
            state=state,
            format_=format_,
            purpose=purpose,
            recipient_state=recipient_state,
            rows=rows,
            asked_at=asked_at,
            decide_by=decide_by,
            ends_at=ends_at,
            is_read=is_read,
            asked_at_local=asked_at_local,
            decide_by_local=decide_by_local,
            ends_at_local=ends_at_local,
        )

        export_summary.additional_properties = d
        return export_summary

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
