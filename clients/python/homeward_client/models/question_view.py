from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="QuestionView")


@_attrs_define
class QuestionView:
    """A question. Before it is answered, `answer` is "" and `answered_at` is None.

    Attributes:
        number (int):
        question (str):
        answer (str):
        asked_at (datetime.datetime):
        answered_at (datetime.datetime | None):
        asked_at_local (datetime.datetime): `asked_at` in the time zone of your agency, with its offset from UTC.
        answered_at_local (datetime.datetime | None): `answered_at` in the time zone of your agency, with its offset
            from UTC.
    """

    number: int
    question: str
    answer: str
    asked_at: datetime.datetime
    answered_at: datetime.datetime | None
    asked_at_local: datetime.datetime
    answered_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        question = self.question

        answer = self.answer

        asked_at = self.asked_at.isoformat()

        answered_at: None | str
        if isinstance(self.answered_at, datetime.datetime):
            answered_at = self.answered_at.isoformat()
        else:
            answered_at = self.answered_at

        asked_at_local = self.asked_at_local.isoformat()

        answered_at_local: None | str
        if isinstance(self.answered_at_local, datetime.datetime):
            answered_at_local = self.answered_at_local.isoformat()
        else:
            answered_at_local = self.answered_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "question": question,
                "answer": answer,
                "asked_at": asked_at,
                "answered_at": answered_at,
                "asked_at_local": asked_at_local,
                "answered_at_local": answered_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        question = d.pop("question")

        answer = d.pop("answer")

        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        def _parse_answered_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answered_at_type_0 = datetime.datetime.fromisoformat(data)

                return answered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        answered_at = _parse_answered_at(d.pop("answered_at"))

        asked_at_local = datetime.datetime.fromisoformat(d.pop("asked_at_local"))

        def _parse_answered_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answered_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return answered_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        answered_at_local = _parse_answered_at_local(d.pop("answered_at_local"))

        question_view = cls(
            number=number,
            question=question,
            answer=answer,
            asked_at=asked_at,
            answered_at=answered_at,
            asked_at_local=asked_at_local,
            answered_at_local=answered_at_local,
        )

        question_view.additional_properties = d
        return question_view

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
