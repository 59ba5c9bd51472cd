from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.grant_out_facts import GrantOutFacts


T = TypeVar("T", bound="GrantOut")


@_attrs_define
class GrantOut:
    """The facts that a grant opens now, marked for the reader.

    Attributes:
        id (UUID):
        record (UUID):
        kind (str):
        scopes (list[str]):
        facts (GrantOutFacts):
        reader (UUID):
        mark (str):
        read_at (datetime.datetime):
        ends_at (datetime.datetime):
        read_at_local (datetime.datetime): `read_at` in the time zone of your agency, with its offset from UTC.
        ends_at_local (datetime.datetime): `ends_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    record: UUID
    kind: str
    scopes: list[str]
    facts: GrantOutFacts
    reader: UUID
    mark: str
    read_at: datetime.datetime
    ends_at: datetime.datetime
    read_at_local: datetime.datetime
    ends_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        record = str(self.record)

        kind = self.kind

        scopes = self.scopes

        facts = self.facts.to_dict()

        reader = str(self.reader)

        mark = self.mark

        read_at = self.read_at.isoformat()

        ends_at = self.ends_at.isoformat()

        read_at_local = self.read_at_local.isoformat()

        ends_at_local = self.ends_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "record": record,
                "kind": kind,
                "scopes": scopes,
                "facts": facts,
                "reader": reader,
                "mark": mark,
                "read_at": read_at,
                "ends_at": ends_at,
                "read_at_local": read_at_local,
                "ends_at_local": ends_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.grant_out_facts import GrantOutFacts  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        record = UUID(d.pop("record"))

        kind = d.pop("kind")

        scopes = cast(list[str], d.pop("scopes"))

        facts = GrantOutFacts.from_dict(d.pop("facts"))

        reader = UUID(d.pop("reader"))

        mark = d.pop("mark")

        read_at = datetime.datetime.fromisoformat(d.pop("read_at"))

        ends_at = datetime.datetime.fromisoformat(d.pop("ends_at"))

        read_at_local = datetime.datetime.fromisoformat(d.pop("read_at_local"))

        ends_at_local = datetime.datetime.fromisoformat(d.pop("ends_at_local"))

        grant_out = cls(
            id=id,
            record=record,
            kind=kind,
            scopes=scopes,
            facts=facts,
            reader=reader,
            mark=mark,
            read_at=read_at,
            ends_at=ends_at,
            read_at_local=read_at_local,
            ends_at_local=ends_at_local,
        )

        grant_out.additional_properties = d
        return grant_out

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
