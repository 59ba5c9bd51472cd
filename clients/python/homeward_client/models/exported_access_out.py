from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ExportedAccessOut")


@_attrs_define
class ExportedAccessOut:
    """An access or a change by an agency.

    An access of another agency through a pair has only `at`, `purpose`, `basis` and `classes`. An
    access through a pair that the owner may not know is left out.

        Attributes:
            at (datetime.datetime):
            agency (str):
            role (str):
            action (str):
            purpose (str):
            basis (str):
            classes (str):
            at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
    """

    at: datetime.datetime
    agency: str
    role: str
    action: str
    purpose: str
    basis: str
    classes: str
    at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        agency = self.agency

        role = self.role

        action = self.action

        purpose = self.purpose

        basis = self.basis

        classes = self.classes

        at_local = self.at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "agency": agency,
                "role": role,
                "action": action,
                "purpose": purpose,
                "basis": basis,
                "classes": classes,
                "at_local": at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        agency = d.pop("agency")

        role = d.pop("role")

        action = d.pop("action")

        purpose = d.pop("purpose")

        basis = d.pop("basis")

        classes = d.pop("classes")

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        exported_access_out = cls(
            at=at,
            agency=agency,
            role=role,
            action=action,
            purpose=purpose,
            basis=basis,
            classes=classes,
            at_local=at_local,
        )

        exported_access_out.additional_properties = d
        return exported_access_out

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
