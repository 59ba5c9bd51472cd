from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.caseload_row_out import CaseloadRowOut
    from ..models.record_line import RecordLine


T = TypeVar("T", bound="CaseloadOut")


@_attrs_define
class CaseloadOut:
    """Caseworkers of the agency, and open records without an active one, newest first.

    Attributes:
        caseworkers (list[CaseloadRowOut]):
        unassigned (list[RecordLine]):
        unassigned_count (int):
    """

    caseworkers: list[CaseloadRowOut]
    unassigned: list[RecordLine]
    unassigned_count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        caseworkers = []
        for caseworkers_item_data in self.caseworkers:
            caseworkers_item = caseworkers_item_data.to_dict()
            caseworkers.append(caseworkers_item)

        unassigned = []
        for unassigned_item_data in self.unassigned:
            unassigned_item = unassigned_item_data.to_dict()
            unassigned.append(unassigned_item)

        unassigned_count = self.unassigned_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "caseworkers": caseworkers,
                "unassigned": unassigned,
                "unassigned_count": unassigned_count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.caseload_row_out import CaseloadRowOut  # noqa: PLC0415
        from ..models.record_line import RecordLine  # noqa: PLC0415

        d = dict(src_dict)
        caseworkers = []
        _caseworkers = d.pop("caseworkers")
        for caseworkers_item_data in _caseworkers:
            caseworkers_item = CaseloadRowOut.from_dict(caseworkers_item_data)

            caseworkers.append(caseworkers_item)

        unassigned = []
        _unassigned = d.pop("unassigned")
        for unassigned_item_data in _unassigned:
            unassigned_item = RecordLine.from_dict(unassigned_item_data)

            unassigned.append(unassigned_item)

        unassigned_count = d.pop("unassigned_count")

        caseload_out = cls(
            caseworkers=caseworkers,
            unassigned=unassigned,
            unassigned_count=unassigned_count,
        )

        caseload_out.additional_properties = d
        return caseload_out

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
