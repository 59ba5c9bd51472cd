from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.deadline_end import DeadlineEnd, check_deadline_end

T = TypeVar("T", bound="RecordDeadlineOut")


@_attrs_define
class RecordDeadlineOut:
    """A deadline of a record of your agency.

    `owner` is the role that is notified first when it is overdue, and `is_owner_told` says whether
    this has happened. `side` is the side of the case. `is_by_fact`: the deadline ends when the
    record holds the fact. `ends` are the ends that you may record now. `ended_by` is how it ended;
    null while it runs. `user` is the person who recorded the end; null without one. `note` has the
    words of that person. `level` is 0 until the deadline is escalated. It is 1 after the agency's
    supervisors were notified, and 2 when the contact desk of the state sees the deadline.

        Attributes:
            id (UUID):
            record (UUID):
            record_ref (str):
            kind (str):
            owner (str):
            side (str):
            due_at (datetime.datetime):
            is_by_fact (bool):
            is_overdue (bool):
            ends (list[DeadlineEnd]):
            ended_at (datetime.datetime | None):
            ended_by (None | str):
            user (int | None):
            note (str):
            is_owner_told (bool):
            level (int):
            due_at_local (datetime.datetime): `due_at` in the time zone of your agency, with its offset from UTC.
            ended_at_local (datetime.datetime | None): `ended_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    record: UUID
    record_ref: str
    kind: str
    owner: str
    side: str
    due_at: datetime.datetime
    is_by_fact: bool
    is_overdue: bool
    ends: list[DeadlineEnd]
    ended_at: datetime.datetime | None
    ended_by: None | str
    user: int | None
    note: str
    is_owner_told: bool
    level: int
    due_at_local: datetime.datetime
    ended_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        record = str(self.record)

        record_ref = self.record_ref

        kind = self.kind

        owner = self.owner

        side = self.side

        due_at = self.due_at.isoformat()

        is_by_fact = self.is_by_fact

        is_overdue = self.is_overdue

        ends = []
        for ends_item_data in self.ends:
            ends_item: str = ends_item_data
            ends.append(ends_item)

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        ended_by: None | str
        ended_by = self.ended_by

        user: int | None
        user = self.user

        note = self.note

        is_owner_told = self.is_owner_told

        level = self.level

        due_at_local = self.due_at_local.isoformat()

        ended_at_local: None | str
        if isinstance(self.ended_at_local, datetime.datetime):
            ended_at_local = self.ended_at_local.isoformat()
        else:
            ended_at_local = self.ended_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "record": record,
                "record_ref": record_ref,
                "kind": kind,
                "owner": owner,
                "side": side,
                "due_at": due_at,
                "is_by_fact": is_by_fact,
                "is_overdue": is_overdue,
                "ends": ends,
                "ended_at": ended_at,
                "ended_by": ended_by,
                "user": user,
                "note": note,
                "is_owner_told": is_owner_told,
                "level": level,
                "due_at_local": due_at_local,
                "ended_at_local": ended_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        record = UUID(d.pop("record"))

        record_ref = d.pop("record_ref")

        kind = d.pop("kind")

        owner = d.pop("owner")

        side = d.pop("side")

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        is_by_fact = d.pop("is_by_fact")

        is_overdue = d.pop("is_overdue")

        ends = []
        _ends = d.pop("ends")
        for ends_item_data in _ends:
            ends_item = check_deadline_end(ends_item_data)

            ends.append(ends_item)

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

        def _parse_ended_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ended_by = _parse_ended_by(d.pop("ended_by"))

        def _parse_user(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        user = _parse_user(d.pop("user"))

        note = d.pop("note")

        is_owner_told = d.pop("is_owner_told")

        level = d.pop("level")

        due_at_local = datetime.datetime.fromisoformat(d.pop("due_at_local"))

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

        record_deadline_out = cls(
            id=id,
            record=record,
            record_ref=record_ref,
            kind=kind,
            owner=owner,
            side=side,
            due_at=due_at,
            is_by_fact=is_by_fact,
            is_overdue=is_overdue,
            ends=ends,
            ended_at=ended_at,
            ended_by=ended_by,
            user=user,
            note=note,
            is_owner_told=is_owner_told,
            level=level,
            due_at_local=due_at_local,
            ended_at_local=ended_at_local,
        )

        record_deadline_out.additional_properties = d
        return record_deadline_out

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
