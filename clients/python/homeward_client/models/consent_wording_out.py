from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.consent_text_audience import (
    ConsentTextAudience,
    check_consent_text_audience,
)

T = TypeVar("T", bound="ConsentWordingOut")


@_attrs_define
class ConsentWordingOut:
    """A consent text of the system with its wording.

    Attributes:
        version (str):
        language (str):
        audience (ConsentTextAudience): Who reads a consent text of the system.
        text_hash (str):
        text (str): The wording in UTF-8. `text_hash` is its SHA-256.
    """

    version: str
    language: str
    audience: ConsentTextAudience
    text_hash: str
    text: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        language = self.language

        audience: str = self.audience

        text_hash = self.text_hash

        text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "version": version,
                "language": language,
                "audience": audience,
                "text_hash": text_hash,
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        version = d.pop("version")

        language = d.pop("language")

        audience = check_consent_text_audience(d.pop("audience"))

        text_hash = d.pop("text_hash")

        text = d.pop("text")

        consent_wording_out = cls(
            version=version,
            language=language,
            audience=audience,
            text_hash=text_hash,
            text=text,
        )

        consent_wording_out.additional_properties = d
        return consent_wording_out

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
