from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="AppointmentIn")


@_attrs_define
class AppointmentIn:
    """The appointment of a guardian or representative.

    Attributes:
        authority (str):
        appointed_on (datetime.date):
        document (str):
        legal_ground (str | Unset): For an emergency representative: statutory_guardianship, provisional_care or
            interim_order. Default: ''.
        signed_by (str | Unset): Colleague who signs for an official guardian who reported on duty. Default: ''.
    """

    authority: str
    appointed_on: datetime.date
    document: str
    legal_ground: str | Unset = ""
    signed_by: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        authority = self.authority

        appointed_on = self.appointed_on.isoformat()

        document = self.document

        legal_ground = self.legal_ground

        signed_by = self.signed_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "authority": authority,
                "appointed_on": appointed_on,
                "document": document,
            }
        )
        if legal_ground is not UNSET:
            field_dict["legal_ground"] = legal_ground
        if signed_by is not UNSET:
            field_dict["signed_by"] = signed_by

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        authority = d.pop("authority")

        appointed_on = datetime.date.fromisoformat(d.pop("appointed_on"))

        document = d.pop("document")

        legal_ground = d.pop("legal_ground", UNSET)

        signed_by = d.pop("signed_by", UNSET)

        appointment_in = cls(
            authority=authority,
            appointed_on=appointed_on,
            document=document,
            legal_ground=legal_ground,
            signed_by=signed_by,
        )

        return appointment_in
