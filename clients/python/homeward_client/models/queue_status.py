from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="QueueStatus")


@_attrs_define
class QueueStatus:
    """Jobs of a kind in a state, and since when the oldest waits.

    Attributes:
        kind (str):
        state (str):
        jobs (int):
        since (datetime.datetime):
        since_local (datetime.datetime): `since` in the time zone of your agency, with its offset from UTC.
    """

    kind: str
    state: str
    jobs: int
    since: datetime.datetime
    since_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        state = self.state

        jobs = self.jobs

        since = self.since.isoformat()

        since_local = self.since_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "state": state,
                "jobs": jobs,
                "since": since,
                "since_local": since_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = d.pop("kind")

        state = d.pop("state")

        jobs = d.pop("jobs")

        since = datetime.datetime.fromisoformat(d.pop("since"))

        since_local = datetime.datetime.fromisoformat(d.pop("since_local"))

        queue_status = cls(
            kind=kind,
            state=state,
            jobs=jobs,
            since=since,
            since_local=since_local,
        )

        queue_status.additional_properties = d
        return queue_status

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
