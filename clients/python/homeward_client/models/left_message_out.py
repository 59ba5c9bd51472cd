from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.danger_code import DangerCode, check_danger_code

T = TypeVar("T", bound="LeftMessageOut")


@_attrs_define
class LeftMessageOut:
    """A message that your agency left.

    Attributes:
        id (UUID):
        danger (DangerCode): Whom or what a sealed message warns of.
        text (str):
        excluded_agency (str):
        left_at (datetime.datetime):
        expires_at (datetime.datetime):
        left_at_local (datetime.datetime): `left_at` in the time zone of your agency, with its offset from UTC.
        expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    danger: DangerCode
    text: str
    excluded_agency: str
    left_at: datetime.datetime
    expires_at: datetime.datetime
    left_at_local: datetime.datetime
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        danger: str = self.danger

        text = self.text

        excluded_agency = self.excluded_agency

        left_at = self.left_at.isoformat()

        expires_at = self.expires_at.isoformat()

        left_at_local = self.left_at_local.isoformat()

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "danger": danger,
                "text": text,
                "excluded_agency": excluded_agency,
                "left_at": left_at,
                "expires_at": expires_at,
                "left_at_local": left_at_local,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        danger = check_danger_code(d.pop("danger"))

        text = d.pop("text")

        excluded_agency = d.pop("excluded_agency")

        left_at = datetime.datetime.fromisoformat(d.pop("left_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        left_at_local = datetime.datetime.fromisoformat(d.pop("left_at_local"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        left_message_out = cls(
            id=id,
            danger=danger,
            text=text,
            excluded_agency=excluded_agency,
            left_at=left_at,
            expires_at=expires_at,
            left_at_local=left_at_local,
            expires_at_local=expires_at_local,
        )

        left_message_out.additional_properties = d
        return left_message_out

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
