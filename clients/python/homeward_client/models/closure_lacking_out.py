from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ClosureLackingOut")


@_attrs_define
class ClosureLackingOut:
    """A closing sentence that may not be used now: the stable code of the refusal, its reason and
    the next step.

    `page` is the page of the record where the lacking fact is written. It is null if no fact is
    lacking: your role may not use the sentence, or the other side has not approved it.

        Attributes:
            closure (str):
            sentence (str):
            code (str):
            reason (str):
            next_step (str):
            page (None | str):
    """

    closure: str
    sentence: str
    code: str
    reason: str
    next_step: str
    page: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        closure = self.closure

        sentence = self.sentence

        code = self.code

        reason = self.reason

        next_step = self.next_step

        page: None | str
        page = self.page

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "closure": closure,
                "sentence": sentence,
                "code": code,
                "reason": reason,
                "next_step": next_step,
                "page": page,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        closure = d.pop("closure")

        sentence = d.pop("sentence")

        code = d.pop("code")

        reason = d.pop("reason")

        next_step = d.pop("next_step")

        def _parse_page(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        page = _parse_page(d.pop("page"))

        closure_lacking_out = cls(
            closure=closure,
            sentence=sentence,
            code=code,
            reason=reason,
            next_step=next_step,
            page=page,
        )

        closure_lacking_out.additional_properties = d
        return closure_lacking_out

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
