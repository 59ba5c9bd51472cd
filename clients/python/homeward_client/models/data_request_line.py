from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DataRequestLine")


@_attrs_define
class DataRequestLine:
    """A request with its deadline, without personal data.

    Attributes:
        id (UUID):
        kind (str):
        state (str):
        received_at (datetime.datetime):
        due_at (datetime.datetime):
        is_overdue (bool):
        received_at_local (datetime.datetime): `received_at` in the time zone of your agency, with its offset from UTC.
        due_at_local (datetime.datetime): `due_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    kind: str
    state: str
    received_at: datetime.datetime
    due_at: datetime.datetime
    is_overdue: bool
    received_at_local: datetime.datetime
    due_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        state = self.state

        received_at = self.received_at.isoformat()

        due_at = self.due_at.isoformat()

        is_overdue = self.is_overdue

        received_at_local = self.received_at_local.isoformat()

        due_at_local = self.due_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "state": state,
                "received_at": received_at,
                "due_at": due_at,
                "is_overdue": is_overdue,
                "received_at_local": received_at_local,
                "due_at_local": due_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        state = d.pop("state")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        is_overdue = d.pop("is_overdue")

        received_at_local = datetime.datetime.fromisoformat(d.pop("received_at_local"))

        due_at_local = datetime.datetime.fromisoformat(d.pop("due_at_local"))

        data_request_line = cls(
            id=id,
            kind=kind,
            state=state,
            received_at=received_at,
            due_at=due_at,
            is_overdue=is_overdue,
            received_at_local=received_at_local,
            due_at_local=due_at_local,
        )

        data_request_line.additional_properties = d
        return data_request_line

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
