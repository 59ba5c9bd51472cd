from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.refusal_reason_out import RefusalReasonOut


T = TypeVar("T", bound="ActionOut")


@_attrs_define
class ActionOut:
    """An action of a process; `reason` is null if it is allowed now.

    Attributes:
        name (str):
        allowed (bool):
        reason (None | RefusalReasonOut):
    """

    name: str
    allowed: bool
    reason: None | RefusalReasonOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.refusal_reason_out import RefusalReasonOut  # noqa: PLC0415

        name = self.name

        allowed = self.allowed

        reason: dict[str, Any] | None
        if isinstance(self.reason, RefusalReasonOut):
            reason = self.reason.to_dict()
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "allowed": allowed,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.refusal_reason_out import RefusalReasonOut  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        allowed = d.pop("allowed")

        def _parse_reason(data: object) -> None | RefusalReasonOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                reason_type_0 = RefusalReasonOut.from_dict(data)

                return reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RefusalReasonOut, data)

        reason = _parse_reason(d.pop("reason"))

        action_out = cls(
            name=name,
            allowed=allowed,
            reason=reason,
        )

        action_out.additional_properties = d
        return action_out

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
