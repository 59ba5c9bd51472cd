from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RefusalReasonOut")


@_attrs_define
class RefusalReasonOut:
    """Why an action is not allowed now: a stable code, the reason, the next step, and where.

    `link` is the address of the page where it is remedied, "" where there is none.

        Attributes:
            code (str):
            reason (str):
            next_step (str):
            link (str):
    """

    code: str
    reason: str
    next_step: str
    link: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        reason = self.reason

        next_step = self.next_step

        link = self.link

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "reason": reason,
                "next_step": next_step,
                "link": link,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        reason = d.pop("reason")

        next_step = d.pop("next_step")

        link = d.pop("link")

        refusal_reason_out = cls(
            code=code,
            reason=reason,
            next_step=next_step,
            link=link,
        )

        refusal_reason_out.additional_properties = d
        return refusal_reason_out

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
