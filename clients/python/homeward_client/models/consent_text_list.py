from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.consent_wording_out import ConsentWordingOut


T = TypeVar("T", bound="ConsentTextList")


@_attrs_define
class ConsentTextList:
    """Every consent text of the system; earlier versions stay readable.

    Attributes:
        current_version (str):
        fallback_language (str): Language of the text that an interpreter reads where a language has no text.
        texts (list[ConsentWordingOut]):
    """

    current_version: str
    fallback_language: str
    texts: list[ConsentWordingOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        current_version = self.current_version

        fallback_language = self.fallback_language

        texts = []
        for texts_item_data in self.texts:
            texts_item = texts_item_data.to_dict()
            texts.append(texts_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "current_version": current_version,
                "fallback_language": fallback_language,
                "texts": texts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.consent_wording_out import ConsentWordingOut  # noqa: PLC0415

        d = dict(src_dict)
        current_version = d.pop("current_version")

        fallback_language = d.pop("fallback_language")

        texts = []
        _texts = d.pop("texts")
        for texts_item_data in _texts:
            texts_item = ConsentWordingOut.from_dict(texts_item_data)

            texts.append(texts_item)

        consent_text_list = cls(
            current_version=current_version,
            fallback_language=fallback_language,
            texts=texts,
        )

        consent_text_list.additional_properties = d
        return consent_text_list

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
