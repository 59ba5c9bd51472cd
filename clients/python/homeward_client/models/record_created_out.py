from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.warning_out import WarningOut


T = TypeVar("T", bound="RecordCreatedOut")


@_attrs_define
class RecordCreatedOut:
    """The new record. It is matched within seconds.

    Attributes:
        id (UUID):
        version (int):
        warnings (list[WarningOut]): Values that are not readable.
        call (list[str]): Desks that may know this person.
        clearance (str): The stored clearance.
        is_clearance_asked (bool): Whether a second person is asked to clear the report.
    """

    id: UUID
    version: int
    warnings: list[WarningOut]
    call: list[str]
    clearance: str
    is_clearance_asked: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        version = self.version

        warnings = []
        for warnings_item_data in self.warnings:
            warnings_item = warnings_item_data.to_dict()
            warnings.append(warnings_item)

        call = self.call

        clearance = self.clearance

        is_clearance_asked = self.is_clearance_asked

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "version": version,
                "warnings": warnings,
                "call": call,
                "clearance": clearance,
                "is_clearance_asked": is_clearance_asked,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.warning_out import WarningOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        version = d.pop("version")

        warnings = []
        _warnings = d.pop("warnings")
        for warnings_item_data in _warnings:
            warnings_item = WarningOut.from_dict(warnings_item_data)

            warnings.append(warnings_item)

        call = cast(list[str], d.pop("call"))

        clearance = d.pop("clearance")

        is_clearance_asked = d.pop("is_clearance_asked")

        record_created_out = cls(
            id=id,
            version=version,
            warnings=warnings,
            call=call,
            clearance=clearance,
            is_clearance_asked=is_clearance_asked,
        )

        record_created_out.additional_properties = d
        return record_created_out

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
