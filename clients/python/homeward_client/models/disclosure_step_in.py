from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.disclosure_step_in_act import (
    DisclosureStepInAct,
    check_disclosure_step_in_act,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="DisclosureStepIn")


@_attrs_define
class DisclosureStepIn:
    """A step of a request.

    `revoke` and `withdraw` need a reason.

    If the other side gets the reason, it gets the remark too. Otherwise both stay with the owner.

        Attributes:
            act (DisclosureStepInAct):
            reason (str | Unset):  Default: ''.
            remark (str | Unset):  Default: ''.
            agency (str | Unset): For steps that record a call: code of the called agency. Default: ''.
            told (str | Unset): For `tell_guardian`: guardian (also empty), court or youth_office. Default: ''.
    """

    act: DisclosureStepInAct
    reason: str | Unset = ""
    remark: str | Unset = ""
    agency: str | Unset = ""
    told: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        act: str = self.act

        reason = self.reason

        remark = self.remark

        agency = self.agency

        told = self.told

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "act": act,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason
        if remark is not UNSET:
            field_dict["remark"] = remark
        if agency is not UNSET:
            field_dict["agency"] = agency
        if told is not UNSET:
            field_dict["told"] = told

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        act = check_disclosure_step_in_act(d.pop("act"))

        reason = d.pop("reason", UNSET)

        remark = d.pop("remark", UNSET)

        agency = d.pop("agency", UNSET)

        told = d.pop("told", UNSET)

        disclosure_step_in = cls(
            act=act,
            reason=reason,
            remark=remark,
            agency=agency,
            told=told,
        )

        return disclosure_step_in
