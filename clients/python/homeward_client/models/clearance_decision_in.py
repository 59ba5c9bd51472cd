from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ClearanceDecisionIn")


@_attrs_define
class ClearanceDecisionIn:
    """The decision of a second person about a reporter, and the reason.

    A clearance needs the `revision` that the person read.

        Attributes:
            clearance (str):
            reason (str):
            revision (str | Unset):  Default: ''.
    """

    clearance: str
    reason: str
    revision: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        clearance = self.clearance

        reason = self.reason

        revision = self.revision

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "clearance": clearance,
                "reason": reason,
            }
        )
        if revision is not UNSET:
            field_dict["revision"] = revision

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        clearance = d.pop("clearance")

        reason = d.pop("reason")

        revision = d.pop("revision", UNSET)

        clearance_decision_in = cls(
            clearance=clearance,
            reason=reason,
            revision=revision,
        )

        return clearance_decision_in
