from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="QuestionsIn")


@_attrs_define
class QuestionsIn:
    """Verification questions for the missing side.

    Attributes:
        texts (list[str]):
    """

    texts: list[str]

    def to_dict(self) -> dict[str, Any]:
        texts = self.texts

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "texts": texts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        texts = cast(list[str], d.pop("texts"))

        questions_in = cls(
            texts=texts,
        )

        return questions_in
