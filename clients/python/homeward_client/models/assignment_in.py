from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="AssignmentIn")


@_attrs_define
class AssignmentIn:
    """Open records of the agency, and the caseworker who works them.

    Attributes:
        records (list[UUID]):
        user (UUID):
    """

    records: list[UUID]
    user: UUID

    def to_dict(self) -> dict[str, Any]:
        records = []
        for records_item_data in self.records:
            records_item = str(records_item_data)
            records.append(records_item)

        user = str(self.user)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "records": records,
                "user": user,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        records = []
        _records = d.pop("records")
        for records_item_data in _records:
            records_item = UUID(records_item_data)

            records.append(records_item)

        user = UUID(d.pop("user"))

        assignment_in = cls(
            records=records,
            user=user,
        )

        return assignment_in
