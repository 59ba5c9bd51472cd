from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="AnswerIn")


@_attrs_define
class AnswerIn:
    """The answer of the family to a question.

    Attributes:
        number (int):
        text (str):
    """

    number: int
    text: str

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        text = self.text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        text = d.pop("text")

        answer_in = cls(
            number=number,
            text=text,
        )

        return answer_in
