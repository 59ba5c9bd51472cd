from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.anchor_out import AnchorOut
    from ..models.key_status import KeyStatus
    from ..models.missing_desk_status import MissingDeskStatus
    from ..models.queue_status import QueueStatus
    from ..models.schedule_status import ScheduleStatus


T = TypeVar("T", bound="SystemStatusOut")


@_attrs_define
class SystemStatusOut:
    """The state of the system.

    `keys_since` is the time of the last change of the key file. It is null if there is no file.

        Attributes:
            keys (list[KeyStatus]):
            keys_since (datetime.datetime | None):
            schedules (list[ScheduleStatus]):
            queues (list[QueueStatus]):
            anchors (list[AnchorOut]):
            missing_desks (list[MissingDeskStatus]):
            keys_since_local (datetime.datetime | None): `keys_since` in the time zone of your agency, with its offset from
                UTC.
    """

    keys: list[KeyStatus]
    keys_since: datetime.datetime | None
    schedules: list[ScheduleStatus]
    queues: list[QueueStatus]
    anchors: list[AnchorOut]
    missing_desks: list[MissingDeskStatus]
    keys_since_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        keys_since: None | str
        if isinstance(self.keys_since, datetime.datetime):
            keys_since = self.keys_since.isoformat()
        else:
            keys_since = self.keys_since

        schedules = []
        for schedules_item_data in self.schedules:
            schedules_item = schedules_item_data.to_dict()
            schedules.append(schedules_item)

        queues = []
        for queues_item_data in self.queues:
            queues_item = queues_item_data.to_dict()
            queues.append(queues_item)

        anchors = []
        for anchors_item_data in self.anchors:
            anchors_item = anchors_item_data.to_dict()
            anchors.append(anchors_item)

        missing_desks = []
        for missing_desks_item_data in self.missing_desks:
            missing_desks_item = missing_desks_item_data.to_dict()
            missing_desks.append(missing_desks_item)

        keys_since_local: None | str
        if isinstance(self.keys_since_local, datetime.datetime):
            keys_since_local = self.keys_since_local.isoformat()
        else:
            keys_since_local = self.keys_since_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "keys": keys,
                "keys_since": keys_since,
                "schedules": schedules,
                "queues": queues,
                "anchors": anchors,
                "missing_desks": missing_desks,
                "keys_since_local": keys_since_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anchor_out import AnchorOut  # noqa: PLC0415
        from ..models.key_status import KeyStatus  # noqa: PLC0415
        from ..models.missing_desk_status import MissingDeskStatus  # noqa: PLC0415
        from ..models.queue_status import QueueStatus  # noqa: PLC0415
        from ..models.schedule_status import ScheduleStatus  # noqa: PLC0415

        d = dict(src_dict)
        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = KeyStatus.from_dict(keys_item_data)

            keys.append(keys_item)

        def _parse_keys_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                keys_since_type_0 = datetime.datetime.fromisoformat(data)

                return keys_since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        keys_since = _parse_keys_since(d.pop("keys_since"))

        schedules = []
        _schedules = d.pop("schedules")
        for schedules_item_data in _schedules:
            schedules_item = ScheduleStatus.from_dict(schedules_item_data)

            schedules.append(schedules_item)

        queues = []
        _queues = d.pop("queues")
        for queues_item_data in _queues:
            queues_item = QueueStatus.from_dict(queues_item_data)

            queues.append(queues_item)

        anchors = []
        _anchors = d.pop("anchors")
        for anchors_item_data in _anchors:
            anchors_item = AnchorOut.from_dict(anchors_item_data)

            anchors.append(anchors_item)

        missing_desks = []
        _missing_desks = d.pop("missing_desks")
        for missing_desks_item_data in _missing_desks:
            missing_desks_item = MissingDeskStatus.from_dict(missing_desks_item_data)

            missing_desks.append(missing_desks_item)

        def _parse_keys_since_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                keys_since_local_type_0 = datetime.datetime.fromisoformat(data)

                return keys_since_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        keys_since_local = _parse_keys_since_local(d.pop("keys_since_local"))

        system_status_out = cls(
            keys=keys,
            keys_since=keys_since,
            schedules=schedules,
            queues=queues,
            anchors=anchors,
            missing_desks=missing_desks,
            keys_since_local=keys_since_local,
        )

        system_status_out.additional_properties = d
        return system_status_out

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
