from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.birth_out import BirthOut
    from ..models.document_out import DocumentOut
    from ..models.phone_out import PhoneOut
    from ..models.warning_out import WarningOut


T = TypeVar("T", bound="FieldPreviewOut")


@_attrs_define
class FieldPreviewOut:
    """The facts as they are compared, and warnings about unreadable ones.

    Attributes:
        births (list[BirthOut]):
        phones (list[PhoneOut]):
        documents (list[DocumentOut]):
        warnings (list[WarningOut]):
    """

    births: list[BirthOut]
    phones: list[PhoneOut]
    documents: list[DocumentOut]
    warnings: list[WarningOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        births = []
        for births_item_data in self.births:
            births_item = births_item_data.to_dict()
            births.append(births_item)

        phones = []
        for phones_item_data in self.phones:
            phones_item = phones_item_data.to_dict()
            phones.append(phones_item)

        documents = []
        for documents_item_data in self.documents:
            documents_item = documents_item_data.to_dict()
            documents.append(documents_item)

        warnings = []
        for warnings_item_data in self.warnings:
            warnings_item = warnings_item_data.to_dict()
            warnings.append(warnings_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "births": births,
                "phones": phones,
                "documents": documents,
                "warnings": warnings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.birth_out import BirthOut  # noqa: PLC0415
        from ..models.document_out import DocumentOut  # noqa: PLC0415
        from ..models.phone_out import PhoneOut  # noqa: PLC0415
        from ..models.warning_out import WarningOut  # noqa: PLC0415

        d = dict(src_dict)
        births = []
        _births = d.pop("births")
        for births_item_data in _births:
            births_item = BirthOut.from_dict(births_item_data)

            births.append(births_item)

        phones = []
        _phones = d.pop("phones")
        for phones_item_data in _phones:
            phones_item = PhoneOut.from_dict(phones_item_data)

            phones.append(phones_item)

        documents = []
        _documents = d.pop("documents")
        for documents_item_data in _documents:
            documents_item = DocumentOut.from_dict(documents_item_data)

            documents.append(documents_item)

        warnings = []
        _warnings = d.pop("warnings")
        for warnings_item_data in _warnings:
            warnings_item = WarningOut.from_dict(warnings_item_data)

            warnings.append(warnings_item)

        field_preview_out = cls(
            births=births,
            phones=phones,
            documents=documents,
            warnings=warnings,
        )

        field_preview_out.additional_properties = d
        return field_preview_out

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
