from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="HandOverIn")


@_attrs_define
class HandOverIn:
    """A person, and the caseworker who works the open records of that person instead.

    Attributes:
        from_user (UUID):
        to_user (UUID):
    """

    from_user: UUID
    to_user: UUID

    def to_dict(self) -> dict[str, Any]:
        from_user = str(self.from_user)

        to_user = str(self.to_user)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "from_user": from_user,
                "to_user": to_user,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        from_user = UUID(d.pop("from_user"))

        to_user = UUID(d.pop("to_user"))

        hand_over_in = cls(
            from_user=from_user,
            to_user=to_user,
        )

        return hand_over_in
