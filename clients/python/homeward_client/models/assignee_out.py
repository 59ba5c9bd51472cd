from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AssigneeOut")


@_attrs_define
class AssigneeOut:
    """A person who works the record, and the time of the assignment.

    Attributes:
        user (UUID):
        login (str):
        name (str):
        status (str):
        since (datetime.datetime):
        since_local (datetime.datetime): `since` in the time zone of your agency, with its offset from UTC.
    """

    user: UUID
    login: str
    name: str
    status: str
    since: datetime.datetime
    since_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user = str(self.user)

        login = self.login

        name = self.name

        status = self.status

        since = self.since.isoformat()

        since_local = self.since_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "user": user,
                "login": login,
                "name": name,
                "status": status,
                "since": since,
                "since_local": since_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user = UUID(d.pop("user"))

        login = d.pop("login")

        name = d.pop("name")

        status = d.pop("status")

        since = datetime.datetime.fromisoformat(d.pop("since"))

        since_local = datetime.datetime.fromisoformat(d.pop("since_local"))

        assignee_out = cls(
            user=user,
            login=login,
            name=name,
            status=status,
            since=since,
            since_local=since_local,
        )

        assignee_out.additional_properties = d
        return assignee_out

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
