from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MessageLeftOut")


@_attrs_define
class MessageLeftOut:
    """THE answer to every message. It does not depend on whether anybody received it.

    Attributes:
        answer (Literal['perhaps_not_received'] | Unset):  Default: 'perhaps_not_received'.
        words (str | Unset):  Default: 'It is possible that no agency received this message. Call the desks as well.'.
    """

    answer: Literal["perhaps_not_received"] | Unset = "perhaps_not_received"
    words: str | Unset = (
        "It is possible that no agency received this message. Call the desks as well."
    )
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        answer = self.answer

        words = self.words

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if answer is not UNSET:
            field_dict["answer"] = answer
        if words is not UNSET:
            field_dict["words"] = words

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        answer = cast(Literal["perhaps_not_received"] | Unset, d.pop("answer", UNSET))
        if answer != "perhaps_not_received" and not isinstance(answer, Unset):
            raise ValueError(f"answer must match const 'perhaps_not_received', got '{answer}'")

        words = d.pop("words", UNSET)

        message_left_out = cls(
            answer=answer,
            words=words,
        )

        message_left_out.additional_properties = d
        return message_left_out

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
