from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="NoticeOut")


@_attrs_define
class NoticeOut:
    """A notice. It has references only.

    `record` is null for a notice that is about no record. `pair` is null unless you may open the
    pair.

        Attributes:
            id (UUID):
            kind (str):
            record (None | UUID):
            record_ref (str): Your agency's own reference of an own record, otherwise empty.
            pair (None | UUID):
            band (str): `strong`, `possible` or `weak`; `link` for a candidate without a known band; `none` for other
                notices.
            at (datetime.datetime):
            is_read (bool):
            asker_state (str): State of the relay desk that asked, otherwise empty.
            at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    kind: str
    record: None | UUID
    record_ref: str
    pair: None | UUID
    band: str
    at: datetime.datetime
    is_read: bool
    asker_state: str
    at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        record: None | str
        if isinstance(self.record, UUID):
            record = str(self.record)
        else:
            record = self.record

        record_ref = self.record_ref

        pair: None | str
        if isinstance(self.pair, UUID):
            pair = str(self.pair)
        else:
            pair = self.pair

        band = self.band

        at = self.at.isoformat()

        is_read = self.is_read

        asker_state = self.asker_state

        at_local = self.at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "record": record,
                "record_ref": record_ref,
                "pair": pair,
                "band": band,
                "at": at,
                "is_read": is_read,
                "asker_state": asker_state,
                "at_local": at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

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

        def _parse_pair(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                pair_type_0 = UUID(data)

                return pair_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        pair = _parse_pair(d.pop("pair"))

        band = d.pop("band")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        is_read = d.pop("is_read")

        asker_state = d.pop("asker_state")

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        notice_out = cls(
            id=id,
            kind=kind,
            record=record,
            record_ref=record_ref,
            pair=pair,
            band=band,
            at=at,
            is_read=is_read,
            asker_state=asker_state,
            at_local=at_local,
        )

        notice_out.additional_properties = d
        return notice_out

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
