from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="GuardianOut")


@_attrs_define
class GuardianOut:
    """A guardian, for the owner of the record only.

    `is_official`: a listed institution holds the guardianship. `has_conflict`: the guardian has a
    known conflict of interest. `until` is the last day of the mandate. It is null if the document
    names none.

        Attributes:
            id (UUID):
            name (str):
            authority (str):
            appointed_at (datetime.datetime):
            document (str):
            relation (str):
            kind (str): One of institution, person, statutory_emergency.
            legal_ground (str):
            until (datetime.date | None):
            is_official (bool):
            has_conflict (bool):
            ended_at (datetime.datetime | None):
            appointed_at_local (datetime.datetime): `appointed_at` in the time zone of your agency, with its offset from
                UTC.
            ended_at_local (datetime.datetime | None): `ended_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    name: str
    authority: str
    appointed_at: datetime.datetime
    document: str
    relation: str
    kind: str
    legal_ground: str
    until: datetime.date | None
    is_official: bool
    has_conflict: bool
    ended_at: datetime.datetime | None
    appointed_at_local: datetime.datetime
    ended_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        name = self.name

        authority = self.authority

        appointed_at = self.appointed_at.isoformat()

        document = self.document

        relation = self.relation

        kind = self.kind

        legal_ground = self.legal_ground

        until: None | str
        if isinstance(self.until, datetime.date):
            until = self.until.isoformat()
        else:
            until = self.until

        is_official = self.is_official

        has_conflict = self.has_conflict

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        appointed_at_local = self.appointed_at_local.isoformat()

        ended_at_local: None | str
        if isinstance(self.ended_at_local, datetime.datetime):
            ended_at_local = self.ended_at_local.isoformat()
        else:
            ended_at_local = self.ended_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "authority": authority,
                "appointed_at": appointed_at,
                "document": document,
                "relation": relation,
                "kind": kind,
                "legal_ground": legal_ground,
                "until": until,
                "is_official": is_official,
                "has_conflict": has_conflict,
                "ended_at": ended_at,
                "appointed_at_local": appointed_at_local,
                "ended_at_local": ended_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        name = d.pop("name")

        authority = d.pop("authority")

        appointed_at = datetime.datetime.fromisoformat(d.pop("appointed_at"))

        document = d.pop("document")

        relation = d.pop("relation")

        kind = d.pop("kind")

        legal_ground = d.pop("legal_ground")

        def _parse_until(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.date.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        until = _parse_until(d.pop("until"))

        is_official = d.pop("is_official")

        has_conflict = d.pop("has_conflict")

        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))

        appointed_at_local = datetime.datetime.fromisoformat(d.pop("appointed_at_local"))

        def _parse_ended_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at_local = _parse_ended_at_local(d.pop("ended_at_local"))

        guardian_out = cls(
            id=id,
            name=name,
            authority=authority,
            appointed_at=appointed_at,
            document=document,
            relation=relation,
            kind=kind,
            legal_ground=legal_ground,
            until=until,
            is_official=is_official,
            has_conflict=has_conflict,
            ended_at=ended_at,
            appointed_at_local=appointed_at_local,
            ended_at_local=ended_at_local,
        )

        guardian_out.additional_properties = d
        return guardian_out

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
