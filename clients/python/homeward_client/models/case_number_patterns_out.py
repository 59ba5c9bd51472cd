from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.case_number_patterns_out_examples import CaseNumberPatternsOutExamples
    from ..models.case_number_patterns_out_patterns import CaseNumberPatternsOutPatterns


T = TypeVar("T", bound="CaseNumberPatternsOut")


@_attrs_define
class CaseNumberPatternsOut:
    """The forms by state, each with an example.

    Attributes:
        patterns (CaseNumberPatternsOutPatterns):
        examples (CaseNumberPatternsOutExamples):
    """

    patterns: CaseNumberPatternsOutPatterns
    examples: CaseNumberPatternsOutExamples
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        patterns = self.patterns.to_dict()

        examples = self.examples.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "patterns": patterns,
                "examples": examples,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.case_number_patterns_out_examples import (
            CaseNumberPatternsOutExamples,  # noqa: PLC0415
        )
        from ..models.case_number_patterns_out_patterns import (
            CaseNumberPatternsOutPatterns,  # noqa: PLC0415
        )

        d = dict(src_dict)
        patterns = CaseNumberPatternsOutPatterns.from_dict(d.pop("patterns"))

        examples = CaseNumberPatternsOutExamples.from_dict(d.pop("examples"))

        case_number_patterns_out = cls(
            patterns=patterns,
            examples=examples,
        )

        case_number_patterns_out.additional_properties = d
        return case_number_patterns_out

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
