from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CaseNumberPatternsIn")


@_attrs_define
class CaseNumberPatternsIn:
    """The forms of case numbers of a state: characters, \\d, [A-Z] and [A-Z0-9], each with {n} or
    {n,m}.

        Attributes:
            state (str):
            patterns (list[str]):
    """

    state: str
    patterns: list[str]

    def to_dict(self) -> dict[str, Any]:
        state = self.state

        patterns = self.patterns

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "state": state,
                "patterns": patterns,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = d.pop("state")

        patterns = cast(list[str], d.pop("patterns"))

        case_number_patterns_in = cls(
            state=state,
            patterns=patterns,
        )

        return case_number_patterns_in
