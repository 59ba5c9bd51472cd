from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.agency_in_kind import AgencyInKind, check_agency_in_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="AgencyIn")


@_attrs_define
class AgencyIn:
    """A new agency and the on-call number of its desk.

    The first agency of a state becomes the desk of the state.

        Attributes:
            code (str):
            name (str):
            kind (AgencyInKind):
            state (str):
            phone (str):
            case_number_pattern (str):
            supervisory_authority (str):
            data_protection_contact (str):
            time_zone (str | Unset):  Default: ''.
    """

    code: str
    name: str
    kind: AgencyInKind
    state: str
    phone: str
    case_number_pattern: str
    supervisory_authority: str
    data_protection_contact: str
    time_zone: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        name = self.name

        kind: str = self.kind

        state = self.state

        phone = self.phone

        case_number_pattern = self.case_number_pattern

        supervisory_authority = self.supervisory_authority

        data_protection_contact = self.data_protection_contact

        time_zone = self.time_zone

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "name": name,
                "kind": kind,
                "state": state,
                "phone": phone,
                "case_number_pattern": case_number_pattern,
                "supervisory_authority": supervisory_authority,
                "data_protection_contact": data_protection_contact,
            }
        )
        if time_zone is not UNSET:
            field_dict["time_zone"] = time_zone

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        name = d.pop("name")

        kind = check_agency_in_kind(d.pop("kind"))

        state = d.pop("state")

        phone = d.pop("phone")

        case_number_pattern = d.pop("case_number_pattern")

        supervisory_authority = d.pop("supervisory_authority")

        data_protection_contact = d.pop("data_protection_contact")

        time_zone = d.pop("time_zone", UNSET)

        agency_in = cls(
            code=code,
            name=name,
            kind=kind,
            state=state,
            phone=phone,
            case_number_pattern=case_number_pattern,
            supervisory_authority=supervisory_authority,
            data_protection_contact=data_protection_contact,
            time_zone=time_zone,
        )

        return agency_in
