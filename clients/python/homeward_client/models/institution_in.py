from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="InstitutionIn")


@_attrs_define
class InstitutionIn:
    """An institution that reports: its kind, its name and the contact of its desk.

    Attributes:
        kind (str):
        name (str):
        contact (str):
    """

    kind: str
    name: str
    contact: str

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        name = self.name

        contact = self.contact

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "name": name,
                "contact": contact,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = d.pop("kind")

        name = d.pop("name")

        contact = d.pop("contact")

        institution_in = cls(
            kind=kind,
            name=name,
            contact=contact,
        )

        return institution_in
