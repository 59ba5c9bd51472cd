from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ServiceIn")


@_attrs_define
class ServiceIn:
    """A service: how to reach it, never its address.

    Attributes:
        state (str):
        kind (str):
        name (str):
        reach (str):
        languages (list[str] | Unset):
        hours (str | Unset):  Default: ''.
    """

    state: str
    kind: str
    name: str
    reach: str
    languages: list[str] | Unset = UNSET
    hours: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        state = self.state

        kind = self.kind

        name = self.name

        reach = self.reach

        languages: list[str] | Unset = UNSET
        if not isinstance(self.languages, Unset):
            languages = self.languages

        hours = self.hours

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "state": state,
                "kind": kind,
                "name": name,
                "reach": reach,
            }
        )
        if languages is not UNSET:
            field_dict["languages"] = languages
        if hours is not UNSET:
            field_dict["hours"] = hours

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = d.pop("state")

        kind = d.pop("kind")

        name = d.pop("name")

        reach = d.pop("reach")

        languages = cast(list[str], d.pop("languages", UNSET))

        hours = d.pop("hours", UNSET)

        service_in = cls(
            state=state,
            kind=kind,
            name=name,
            reach=reach,
            languages=languages,
            hours=hours,
        )

        return service_in
