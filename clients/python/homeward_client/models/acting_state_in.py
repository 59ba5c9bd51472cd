from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ActingStateIn")


@_attrs_define
class ActingStateIn:
    """The state for which a liaison officer will act, and the reason.

    Attributes:
        state (str):
        reason (str):
    """

    state: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        state = self.state

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "state": state,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = d.pop("state")

        reason = d.pop("reason")

        acting_state_in = cls(
            state=state,
            reason=reason,
        )

        return acting_state_in
