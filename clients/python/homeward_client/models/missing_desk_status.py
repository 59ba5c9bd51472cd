from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MissingDeskStatus")


@_attrs_define
class MissingDeskStatus:
    """A state without an agency that takes children over: its named authority and the code that the
    authority's agency needs ("": none is named), and the deadline to connect one.

        Attributes:
            state (str):
            authority (str):
            code (str):
            since (datetime.datetime):
            due_at (datetime.datetime):
            since_local (datetime.datetime): `since` in the time zone of your agency, with its offset from UTC.
            due_at_local (datetime.datetime): `due_at` in the time zone of your agency, with its offset from UTC.
    """

    state: str
    authority: str
    code: str
    since: datetime.datetime
    due_at: datetime.datetime
    since_local: datetime.datetime
    due_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        state = self.state

        authority = self.authority

        code = self.code

        since = self.since.isoformat()

        due_at = self.due_at.isoformat()

        since_local = self.since_local.isoformat()

        due_at_local = self.due_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "state": state,
                "authority": authority,
                "code": code,
                "since": since,
                "due_at": due_at,
                "since_local": since_local,
                "due_at_local": due_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = d.pop("state")

        authority = d.pop("authority")

        code = d.pop("code")

        since = datetime.datetime.fromisoformat(d.pop("since"))

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        since_local = datetime.datetime.fromisoformat(d.pop("since_local"))

        due_at_local = datetime.datetime.fromisoformat(d.pop("due_at_local"))

        missing_desk_status = cls(
            state=state,
            authority=authority,
            code=code,
            since=since,
            due_at=due_at,
            since_local=since_local,
            due_at_local=due_at_local,
        )

        missing_desk_status.additional_properties = d
        return missing_desk_status

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
