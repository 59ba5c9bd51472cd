from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AgencyView")


@_attrs_define
class AgencyView:
    """An agency with its desk.

    `is_state_desk`: desks of other states call it. `is_relay`: outsiders call it about a person at
    risk.

        Attributes:
            id (UUID):
            code (str):
            name (str):
            kind (str):
            state (str):
            regime (str):
            supervisory_authority (str):
            data_protection_contact (str):
            case_number_pattern (str):
            phone (str):
            is_state_desk (bool):
            is_relay (bool):
    """

    id: UUID
    code: str
    name: str
    kind: str
    state: str
    regime: str
    supervisory_authority: str
    data_protection_contact: str
    case_number_pattern: str
    phone: str
    is_state_desk: bool
    is_relay: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        code = self.code

        name = self.name

        kind = self.kind

        state = self.state

        regime = self.regime

        supervisory_authority = self.supervisory_authority

        data_protection_contact = self.data_protection_contact

        case_number_pattern = self.case_number_pattern

        phone = self.phone

        is_state_desk = self.is_state_desk

        is_relay = self.is_relay

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "code": code,
                "name": name,
                "kind": kind,
                "state": state,
                "regime": regime,
                "supervisory_authority": supervisory_authority,
                "data_protection_contact": data_protection_contact,
                "case_number_pattern": case_number_pattern,
                "phone": phone,
                "is_state_desk": is_state_desk,
                "is_relay": is_relay,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        code = d.pop("code")

        name = d.pop("name")

        kind = d.pop("kind")

        state = d.pop("state")

        regime = d.pop("regime")

        supervisory_authority = d.pop("supervisory_authority")

        data_protection_contact = d.pop("data_protection_contact")

        case_number_pattern = d.pop("case_number_pattern")

        phone = d.pop("phone")

        is_state_desk = d.pop("is_state_desk")

        is_relay = d.pop("is_relay")

        agency_view = cls(
            id=id,
            code=code,
            name=name,
            kind=kind,
            state=state,
            regime=regime,
            supervisory_authority=supervisory_authority,
            data_protection_contact=data_protection_contact,
            case_number_pattern=case_number_pattern,
            phone=phone,
            is_state_desk=is_state_desk,
            is_relay=is_relay,
        )

        agency_view.additional_properties = d
        return agency_view

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
