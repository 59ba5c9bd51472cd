from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="GuardianIn")


@_attrs_define
class GuardianIn:
    """An appointment: the guardian, the authority, the day and the document.

    Attributes:
        name (str):
        authority (str):
        appointed_at (datetime.datetime):
        document (str):
        relation (str | Unset):  Default: ''.
        phones (list[str] | Unset):
        is_of_suspects_family (bool | Unset):  Default: False.
        institution (None | Unset | UUID): For an official: id of the listed institution of the office; otherwise null.
        until (datetime.date | None | Unset): Last day of the mandate; null if the document names none. An emergency
            representation ends in 30 days.
        legal_ground (str | Unset): For an authority that acts by law until a guardian is appointed:
            statutory_guardianship, provisional_care or interim_order. Default: ''.
    """

    name: str
    authority: str
    appointed_at: datetime.datetime
    document: str
    relation: str | Unset = ""
    phones: list[str] | Unset = UNSET
    is_of_suspects_family: bool | Unset = False
    institution: None | Unset | UUID = UNSET
    until: datetime.date | None | Unset = UNSET
    legal_ground: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        authority = self.authority

        appointed_at = self.appointed_at.isoformat()

        document = self.document

        relation = self.relation

        phones: list[str] | Unset = UNSET
        if not isinstance(self.phones, Unset):
            phones = self.phones

        is_of_suspects_family = self.is_of_suspects_family

        institution: None | str | Unset
        if isinstance(self.institution, Unset):
            institution = UNSET
        elif isinstance(self.institution, UUID):
            institution = str(self.institution)
        else:
            institution = self.institution

        until: None | str | Unset
        if isinstance(self.until, Unset):
            until = UNSET
        elif isinstance(self.until, datetime.date):
            until = self.until.isoformat()
        else:
            until = self.until

        legal_ground = self.legal_ground

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "authority": authority,
                "appointed_at": appointed_at,
                "document": document,
            }
        )
        if relation is not UNSET:
            field_dict["relation"] = relation
        if phones is not UNSET:
            field_dict["phones"] = phones
        if is_of_suspects_family is not UNSET:
            field_dict["is_of_suspects_family"] = is_of_suspects_family
        if institution is not UNSET:
            field_dict["institution"] = institution
        if until is not UNSET:
            field_dict["until"] = until
        if legal_ground is not UNSET:
            field_dict["legal_ground"] = legal_ground

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        authority = d.pop("authority")

        appointed_at = datetime.datetime.fromisoformat(d.pop("appointed_at"))

        document = d.pop("document")

        relation = d.pop("relation", UNSET)

        phones = cast(list[str], d.pop("phones", UNSET))

        is_of_suspects_family = d.pop("is_of_suspects_family", UNSET)

        def _parse_institution(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                institution_type_0 = UUID(data)

                return institution_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        institution = _parse_institution(d.pop("institution", UNSET))

        def _parse_until(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.date.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        until = _parse_until(d.pop("until", UNSET))

        legal_ground = d.pop("legal_ground", UNSET)

        guardian_in = cls(
            name=name,
            authority=authority,
            appointed_at=appointed_at,
            document=document,
            relation=relation,
            phones=phones,
            is_of_suspects_family=is_of_suspects_family,
            institution=institution,
            until=until,
            legal_ground=legal_ground,
        )

        return guardian_in
