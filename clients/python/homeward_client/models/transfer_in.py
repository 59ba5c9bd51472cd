from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="TransferIn")


@_attrs_define
class TransferIn:
    """The receiving agency, by its code, and a reason that stays with the owner.

    Attributes:
        to_agency (str):
        reason (str):
    """

    to_agency: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        to_agency = self.to_agency

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "to_agency": to_agency,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        to_agency = d.pop("to_agency")

        reason = d.pop("reason")

        transfer_in = cls(
            to_agency=to_agency,
            reason=reason,
        )

        return transfer_in
