from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DoneStepOut")


@_attrs_define
class DoneStepOut:
    """A step that was taken: the act, the side (`own` or `other`), the time, and whether by you.

    Attributes:
        act (str):
        side (str):
        at (datetime.datetime):
        is_by_you (bool):
        at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
    """

    act: str
    side: str
    at: datetime.datetime
    is_by_you: bool
    at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        act = self.act

        side = self.side

        at = self.at.isoformat()

        is_by_you = self.is_by_you

        at_local = self.at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "act": act,
                "side": side,
                "at": at,
                "is_by_you": is_by_you,
                "at_local": at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        act = d.pop("act")

        side = d.pop("side")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        is_by_you = d.pop("is_by_you")

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        done_step_out = cls(
            act=act,
            side=side,
            at=at,
            is_by_you=is_by_you,
            at_local=at_local,
        )

        done_step_out.additional_properties = d
        return done_step_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
