from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="HitDecisionIn")


@_attrs_define
class HitDecisionIn:
    """The owner's decision: a code of a refusal, or "" to accept.

    Attributes:
        refusal (str | Unset):  Default: ''.
    """

    refusal: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        refusal = self.refusal

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if refusal is not UNSET:
            field_dict["refusal"] = refusal

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        refusal = d.pop("refusal", UNSET)

        hit_decision_in = cls(
            refusal=refusal,
        )

        return hit_decision_in
