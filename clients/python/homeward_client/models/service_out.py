from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ServiceOut")


@_attrs_define
class ServiceOut:
    """A service that helps.

    Attributes:
        id (UUID):
        state (str):
        kind (str):
        name (str):
        languages (list[str]):
        hours (str):
        reach (str):
    """

    id: UUID
    state: str
    kind: str
    name: str
    languages: list[str]
    hours: str
    reach: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        state = self.state

        kind = self.kind

        name = self.name

        languages = self.languages

        hours = self.hours

        reach = self.reach

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "state": state,
                "kind": kind,
                "name": name,
                "languages": languages,
                "hours": hours,
                "reach": reach,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        state = d.pop("state")

        kind = d.pop("kind")

        name = d.pop("name")

        languages = cast(list[str], d.pop("languages"))

        hours = d.pop("hours")

        reach = d.pop("reach")

        service_out = cls(
            id=id,
            state=state,
            kind=kind,
            name=name,
            languages=languages,
            hours=hours,
            reach=reach,
        )

        service_out.additional_properties = d
        return service_out

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
