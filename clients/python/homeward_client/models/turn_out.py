from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TurnOut")


@_attrs_define
class TurnOut:
    """The step that comes next, as lists show it: the act, whose turn it is, and their roles.

    `is_own_side`: your side takes it. `is_yours`: you can take it now.

        Attributes:
            process (str):
            act (str):
            roles (list[str]):
            is_own_side (bool):
            is_yours (bool):
    """

    process: str
    act: str
    roles: list[str]
    is_own_side: bool
    is_yours: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        process = self.process

        act = self.act

        roles = self.roles

        is_own_side = self.is_own_side

        is_yours = self.is_yours

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "process": process,
                "act": act,
                "roles": roles,
                "is_own_side": is_own_side,
                "is_yours": is_yours,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        process = d.pop("process")

        act = d.pop("act")

        roles = cast(list[str], d.pop("roles"))

        is_own_side = d.pop("is_own_side")

        is_yours = d.pop("is_yours")

        turn_out = cls(
            process=process,
            act=act,
            roles=roles,
            is_own_side=is_own_side,
            is_yours=is_yours,
        )

        turn_out.additional_properties = d
        return turn_out

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
