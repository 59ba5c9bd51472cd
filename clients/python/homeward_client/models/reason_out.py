from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.compared_values_out import ComparedValuesOut


T = TypeVar("T", bound="ReasonOut")


@_attrs_define
class ReasonOut:
    """One line of the evidence.

    Each bit doubles the odds that both records are one person.

    `left` values belong to your own record. Where rows have bits, their sum is the bits of the
    line.

        Attributes:
            attribute (str):
            level (str):
            bits (float):
            words (str):
            compared (list[ComparedValuesOut]):
    """

    attribute: str
    level: str
    bits: float
    words: str
    compared: list[ComparedValuesOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attribute = self.attribute

        level = self.level

        bits = self.bits

        words = self.words

        compared = []
        for compared_item_data in self.compared:
            compared_item = compared_item_data.to_dict()
            compared.append(compared_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attribute": attribute,
                "level": level,
                "bits": bits,
                "words": words,
                "compared": compared,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.compared_values_out import ComparedValuesOut  # noqa: PLC0415

        d = dict(src_dict)
        attribute = d.pop("attribute")

        level = d.pop("level")

        bits = d.pop("bits")

        words = d.pop("words")

        compared = []
        _compared = d.pop("compared")
        for compared_item_data in _compared:
            compared_item = ComparedValuesOut.from_dict(compared_item_data)

            compared.append(compared_item)

        reason_out = cls(
            attribute=attribute,
            level=level,
            bits=bits,
            words=words,
            compared=compared,
        )

        reason_out.additional_properties = d
        return reason_out

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
