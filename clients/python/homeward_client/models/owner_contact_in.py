from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..models.owner_contact_in_reason import (
    OwnerContactInReason,
    check_owner_contact_in_reason,
)

T = TypeVar("T", bound="OwnerContactIn")


@_attrs_define
class OwnerContactIn:
    """The id of a record of a person at risk, as an outsider reads it, and the reason of the
    request.

        Attributes:
            record (UUID):
            reason (OwnerContactInReason):
    """

    record: UUID
    reason: OwnerContactInReason

    def to_dict(self) -> dict[str, Any]:
        record = str(self.record)

        reason: str = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "record": record,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        record = UUID(d.pop("record"))

        reason = check_owner_contact_in_reason(d.pop("reason"))

        owner_contact_in = cls(
            record=record,
            reason=reason,
        )

        return owner_contact_in
