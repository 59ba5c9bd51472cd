from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.consent_text_audience import (
    ConsentTextAudience,
    check_consent_text_audience,
)

T = TypeVar("T", bound="ConsentTextOut")


@_attrs_define
class ConsentTextOut:
    """A consent text of the system: its version, language (ISO 639-3), reader and SHA-256.

    Attributes:
        version (str):
        language (str):
        audience (ConsentTextAudience): Who reads a consent text of the system.
        text_hash (str):
    """

    version: str
    language: str
    audience: ConsentTextAudience
    text_hash: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        language = self.language

        audience: str = self.audience

        text_hash = self.text_hash

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "version": version,
                "language": language,
                "audience": audience,
                "text_hash": text_hash,
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

        consent_text_out = cls(
            version=version,
            language=language,
            audience=audience,
            text_hash=text_hash,
        )

        consent_text_out.additional_properties = d
        return consent_text_out

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
