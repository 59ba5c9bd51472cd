from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AlertOut")


@_attrs_define
class AlertOut:
    """An alert. It has references only.

    `user` is null if software caused the alert. `subject` is the record or other object of the
    alert; null for an alert without one.

        Attributes:
            id (UUID):
            kind (str):
            agency (str):
            user (int | None):
            subject (None | UUID):
            at (datetime.datetime):
            is_seen (bool):
            at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    kind: str
    agency: str
    user: int | None
    subject: None | UUID
    at: datetime.datetime
    is_seen: bool
    at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        agency = self.agency

        user: int | None
        user = self.user

        subject: None | str
        if isinstance(self.subject, UUID):
            subject = str(self.subject)
        else:
            subject = self.subject

        at = self.at.isoformat()

        is_seen = self.is_seen

        at_local = self.at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "agency": agency,
                "user": user,
                "subject": subject,
                "at": at,
                "is_seen": is_seen,
                "at_local": at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        agency = d.pop("agency")

        def _parse_user(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        user = _parse_user(d.pop("user"))

        def _parse_subject(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                subject_type_0 = UUID(data)

                return subject_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        subject = _parse_subject(d.pop("subject"))

        at = datetime.datetime.fromisoformat(d.pop("at"))

        is_seen = d.pop("is_seen")

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        alert_out = cls(
            id=id,
            kind=kind,
            agency=agency,
            user=user,
            subject=subject,
            at=at,
            is_seen=is_seen,
            at_local=at_local,
        )

        alert_out.additional_properties = d
        return alert_out

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
