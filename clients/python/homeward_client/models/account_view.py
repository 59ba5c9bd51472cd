from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AccountView")


@_attrs_define
class AccountView:
    """One account. The fields after `created_at` are empty for an auditor.

    `used_at` is None for an account that never signed in. `states` are the acting states in
    addition to the agency's state.

        Attributes:
            id (UUID):
            agency (str):
            role (str):
            status (str):
            created_at (datetime.datetime):
            created_at_local (datetime.datetime): `created_at` in the time zone of your agency, with its offset from UTC.
            used_at_local (datetime.datetime | None): `used_at` in the time zone of your agency, with its offset from UTC.
            login (str | Unset):  Default: ''.
            name (str | Unset):  Default: ''.
            unit (str | Unset):  Default: ''.
            used_at (datetime.datetime | None | Unset):
            states (list[str] | Unset):
    """

    id: UUID
    agency: str
    role: str
    status: str
    created_at: datetime.datetime
    created_at_local: datetime.datetime
    used_at_local: datetime.datetime | None
    login: str | Unset = ""
    name: str | Unset = ""
    unit: str | Unset = ""
    used_at: datetime.datetime | None | Unset = UNSET
    states: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        agency = self.agency

        role = self.role

        status = self.status

        created_at = self.created_at.isoformat()

        created_at_local = self.created_at_local.isoformat()

        used_at_local: None | str
        if isinstance(self.used_at_local, datetime.datetime):
            used_at_local = self.used_at_local.isoformat()
        else:
            used_at_local = self.used_at_local

        login = self.login

        name = self.name

        unit = self.unit

        used_at: None | str | Unset
        if isinstance(self.used_at, Unset):
            used_at = UNSET
        elif isinstance(self.used_at, datetime.datetime):
            used_at = self.used_at.isoformat()
        else:
            used_at = self.used_at

        states: list[str] | Unset = UNSET
        if not isinstance(self.states, Unset):
            states = self.states

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "agency": agency,
                "role": role,
                "status": status,
                "created_at": created_at,
                "created_at_local": created_at_local,
                "used_at_local": used_at_local,
            }
        )
        if login is not UNSET:
            field_dict["login"] = login
        if name is not UNSET:
            field_dict["name"] = name
        if unit is not UNSET:
            field_dict["unit"] = unit
        if used_at is not UNSET:
            field_dict["used_at"] = used_at
        if states is not UNSET:
            field_dict["states"] = states

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        agency = d.pop("agency")

        role = d.pop("role")

        status = d.pop("status")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_at_local = datetime.datetime.fromisoformat(d.pop("created_at_local"))

        def _parse_used_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                used_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return used_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        used_at_local = _parse_used_at_local(d.pop("used_at_local"))

        login = d.pop("login", UNSET)

        name = d.pop("name", UNSET)

        unit = d.pop("unit", UNSET)

        def _parse_used_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                used_at_type_0 = datetime.datetime.fromisoformat(data)

                return used_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        used_at = _parse_used_at(d.pop("used_at", UNSET))

        states = cast(list[str], d.pop("states", UNSET))

        account_view = cls(
            id=id,
            agency=agency,
            role=role,
            status=status,
            created_at=created_at,
            created_at_local=created_at_local,
            used_at_local=used_at_local,
            login=login,
            name=name,
            unit=unit,
            used_at=used_at,
            states=states,
        )

        account_view.additional_properties = d
        return account_view

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
