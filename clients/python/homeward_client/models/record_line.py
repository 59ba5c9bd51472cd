from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RecordLine")


@_attrs_define
class RecordLine:
    """A line of a list of records.

    Attributes:
        id (UUID):
        record_ref (str):
        names (list[str]): Names as written; empty if not known or not visible.
        birth (str): Birth as written; empty if not known or not visible.
        kind (str):
        status (str):
        state (str):
        entered_on (datetime.date):
        version (int):
    """

    id: UUID
    record_ref: str
    names: list[str]
    birth: str
    kind: str
    status: str
    state: str
    entered_on: datetime.date
    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        record_ref = self.record_ref

        names = self.names

        birth = self.birth

        kind = self.kind

        status = self.status

        state = self.state

        entered_on = self.entered_on.isoformat()

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "record_ref": record_ref,
                "names": names,
                "birth": birth,
                "kind": kind,
                "status": status,
                "state": state,
                "entered_on": entered_on,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        record_ref = d.pop("record_ref")

        names = cast(list[str], d.pop("names"))

        birth = d.pop("birth")

        kind = d.pop("kind")

        status = d.pop("status")

        state = d.pop("state")

        entered_on = datetime.date.fromisoformat(d.pop("entered_on"))

        version = d.pop("version")

        record_line = cls(
            id=id,
            record_ref=record_ref,
            names=names,
            birth=birth,
            kind=kind,
            status=status,
            state=state,
            entered_on=entered_on,
            version=version,
        )

        record_line.additional_properties = d
        return record_line

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
