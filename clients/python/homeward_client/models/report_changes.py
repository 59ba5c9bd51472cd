from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.figure_change import FigureChange


T = TypeVar("T", bound="ReportChanges")


@_attrs_define
class ReportChanges:
    """The differences from an earlier report.

    Attributes:
        earlier (UUID):
        changes (list[FigureChange]):
    """

    earlier: UUID
    changes: list[FigureChange]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        earlier = str(self.earlier)

        changes = []
        for changes_item_data in self.changes:
            changes_item = changes_item_data.to_dict()
            changes.append(changes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "earlier": earlier,
                "changes": changes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.figure_change import FigureChange  # noqa: PLC0415

        d = dict(src_dict)
        earlier = UUID(d.pop("earlier"))

        changes = []
        _changes = d.pop("changes")
        for changes_item_data in _changes:
            changes_item = FigureChange.from_dict(changes_item_data)

            changes.append(changes_item)

        report_changes = cls(
            earlier=earlier,
            changes=changes,
        )

        report_changes.additional_properties = d
        return report_changes

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
