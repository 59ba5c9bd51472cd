from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.consent_step_in_act import ConsentStepInAct, check_consent_step_in_act

T = TypeVar("T", bound="ConsentStepIn")


@_attrs_define
class ConsentStepIn:
    """A step of a consent.

    `witness`: a second person witnesses the consent. `start_spoken`: a spoken consent starts.
    `activate`: the consent becomes active.

        Attributes:
            act (ConsentStepInAct):
    """

    act: ConsentStepInAct

    def to_dict(self) -> dict[str, Any]:
        act: str = self.act

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "act": act,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        act = check_consent_step_in_act(d.pop("act"))

        consent_step_in = cls(
            act=act,
        )

        return consent_step_in
