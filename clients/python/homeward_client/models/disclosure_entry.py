from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DisclosureEntry")


@_attrs_define
class DisclosureEntry:
    """One disclosure: agency, time, classes and end.

    `until` is the end of the grant, None without a grant.

        Attributes:
            agency (str):
            asked_at (datetime.datetime):
            state (str):
            classes (str):
            until (datetime.datetime | None):
            asked_at_local (datetime.datetime): `asked_at` in the time zone of your agency, with its offset from UTC.
            until_local (datetime.datetime | None): `until` in the time zone of your agency, with its offset from UTC.
    """

    agency: str
    asked_at: datetime.datetime
    state: str
    classes: str
    until: datetime.datetime | None
    asked_at_local: datetime.datetime
    until_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        asked_at = self.asked_at.isoformat()

        state = self.state

        classes = self.classes

        until: None | str
        if isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        asked_at_local = self.asked_at_local.isoformat()

        until_local: None | str
        if isinstance(self.until_local, datetime.datetime):
            until_local = self.until_local.isoformat()
        else:
            until_local = self.until_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "asked_at": asked_at,
                "state": state,
                "classes": classes,
                "until": until,
                "asked_at_local": asked_at_local,
                "until_local": until_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agency = d.pop("agency")

        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        state = d.pop("state")

        classes = d.pop("classes")

        def _parse_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.datetime.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        until = _parse_until(d.pop("until"))

        asked_at_local = datetime.datetime.fromisoformat(d.pop("asked_at_local"))

        def _parse_until_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_local_type_0 = datetime.datetime.fromisoformat(data)

                return until_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        until_local = _parse_until_local(d.pop("until_local"))

        disclosure_entry = cls(
            agency=agency,
            asked_at=asked_at,
            state=state,
            classes=classes,
            until=until,
            asked_at_local=asked_at_local,
            until_local=until_local,
        )

        disclosure_entry.additional_properties = d
        return disclosure_entry

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
