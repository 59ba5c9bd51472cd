from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.refusal_reason_out import RefusalReasonOut


T = TypeVar("T", bound="CurrentStepOut")


@_attrs_define
class CurrentStepOut:
    """The step that comes next, the sides and roles that take it, and the unmet conditions.

    `is_own_side`: your side takes it. `is_yours`: you can take it now.

        Attributes:
            act (str):
            sides (list[str]):
            roles (list[str]):
            is_own_side (bool):
            is_yours (bool):
            lacking (list[RefusalReasonOut]):
    """

    act: str
    sides: list[str]
    roles: list[str]
    is_own_side: bool
    is_yours: bool
    lacking: list[RefusalReasonOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        act = self.act

        sides = self.sides

        roles = self.roles

        is_own_side = self.is_own_side

        is_yours = self.is_yours

        lacking = []
        for lacking_item_data in self.lacking:
            lacking_item = lacking_item_data.to_dict()
            lacking.append(lacking_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "act": act,
                "sides": sides,
                "roles": roles,
                "is_own_side": is_own_side,
                "is_yours": is_yours,
                "lacking": lacking,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.refusal_reason_out import RefusalReasonOut  # noqa: PLC0415

        d = dict(src_dict)
        act = d.pop("act")

        sides = cast(list[str], d.pop("sides"))

        roles = cast(list[str], d.pop("roles"))

        is_own_side = d.pop("is_own_side")

        is_yours = d.pop("is_yours")

        lacking = []
        _lacking = d.pop("lacking")
        for lacking_item_data in _lacking:
            lacking_item = RefusalReasonOut.from_dict(lacking_item_data)

            lacking.append(lacking_item)

        current_step_out = cls(
            act=act,
            sides=sides,
            roles=roles,
            is_own_side=is_own_side,
            is_yours=is_yours,
            lacking=lacking,
        )

        current_step_out.additional_properties = d
        return current_step_out

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
