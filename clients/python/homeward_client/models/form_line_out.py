from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.form_line_out_facts import FormLineOutFacts


T = TypeVar("T", bound="FormLineOut")


@_attrs_define
class FormLineOut:
    """A line of a form. A person fills in a line without facts by hand.

    Attributes:
        name (str):
        is_needed (bool):
        facts (FormLineOutFacts):
    """

    name: str
    is_needed: bool
    facts: FormLineOutFacts
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        is_needed = self.is_needed

        facts = self.facts.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "is_needed": is_needed,
                "facts": facts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.form_line_out_facts import FormLineOutFacts  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        is_needed = d.pop("is_needed")

        facts = FormLineOutFacts.from_dict(d.pop("facts"))

        form_line_out = cls(
            name=name,
            is_needed=is_needed,
            facts=facts,
        )

        form_line_out.additional_properties = d
        return form_line_out

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
