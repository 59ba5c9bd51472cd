from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="UnassignmentIn")


@_attrs_define
class UnassignmentIn:
    """The person who no longer works the record.

    Attributes:
        user (UUID):
    """

    user: UUID

    def to_dict(self) -> dict[str, Any]:
        user = str(self.user)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "user": user,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user = UUID(d.pop("user"))

        unassignment_in = cls(
            user=user,
        )

        return unassignment_in
