from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.assignee_out import AssigneeOut
    from ..models.caseload_row_out import CaseloadRowOut


T = TypeVar("T", bound="AssigneeList")


@_attrs_define
class AssigneeList:
    """The assignees of a record, the longest first, and the active caseworkers of the agency.

    Attributes:
        assignees (list[AssigneeOut]):
        caseworkers (list[CaseloadRowOut]):
    """

    assignees: list[AssigneeOut]
    caseworkers: list[CaseloadRowOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        assignees = []
        for assignees_item_data in self.assignees:
            assignees_item = assignees_item_data.to_dict()
            assignees.append(assignees_item)

        caseworkers = []
        for caseworkers_item_data in self.caseworkers:
            caseworkers_item = caseworkers_item_data.to_dict()
            caseworkers.append(caseworkers_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "assignees": assignees,
                "caseworkers": caseworkers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.assignee_out import AssigneeOut  # noqa: PLC0415
        from ..models.caseload_row_out import CaseloadRowOut  # noqa: PLC0415

        d = dict(src_dict)
        assignees = []
        _assignees = d.pop("assignees")
        for assignees_item_data in _assignees:
            assignees_item = AssigneeOut.from_dict(assignees_item_data)

            assignees.append(assignees_item)

        caseworkers = []
        _caseworkers = d.pop("caseworkers")
        for caseworkers_item_data in _caseworkers:
            caseworkers_item = CaseloadRowOut.from_dict(caseworkers_item_data)

            caseworkers.append(caseworkers_item)

        assignee_list = cls(
            assignees=assignees,
            caseworkers=caseworkers,
        )

        assignee_list.additional_properties = d
        return assignee_list

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
