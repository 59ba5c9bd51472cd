from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ConsentEntry")


@_attrs_define
class ConsentEntry:
    """One consent: its state, scopes and times.

    Attributes:
        state (str):
        scopes (list[str]):
        recorded_at (datetime.datetime):
        expires_at (datetime.datetime):
        recorded_at_local (datetime.datetime): `recorded_at` in the time zone of your agency, with its offset from UTC.
        expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    state: str
    scopes: list[str]
    recorded_at: datetime.datetime
    expires_at: datetime.datetime
    recorded_at_local: datetime.datetime
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        state = self.state

        scopes = self.scopes

        recorded_at = self.recorded_at.isoformat()

        expires_at = self.expires_at.isoformat()

        recorded_at_local = self.recorded_at_local.isoformat()

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "state": state,
                "scopes": scopes,
                "recorded_at": recorded_at,
                "expires_at": expires_at,
                "recorded_at_local": recorded_at_local,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = d.pop("state")

        scopes = cast(list[str], d.pop("scopes"))

        recorded_at = datetime.datetime.fromisoformat(d.pop("recorded_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        recorded_at_local = datetime.datetime.fromisoformat(d.pop("recorded_at_local"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        consent_entry = cls(
            state=state,
            scopes=scopes,
            recorded_at=recorded_at,
            expires_at=expires_at,
            recorded_at_local=recorded_at_local,
            expires_at_local=expires_at_local,
        )

        consent_entry.additional_properties = d
        return consent_entry

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
