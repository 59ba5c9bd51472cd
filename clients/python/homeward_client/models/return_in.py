from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReturnIn")


@_attrs_define
class ReturnIn:
    """A child returned. `closure` is the sentence that closes the report of the departure.

    Attributes:
        at (datetime.datetime):
        closure (str | Unset):  Default: 'care_elsewhere'.
        note (str | Unset):  Default: ''.
    """

    at: datetime.datetime
    closure: str | Unset = "care_elsewhere"
    note: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        closure = self.closure

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "at": at,
            }
        )
        if closure is not UNSET:
            field_dict["closure"] = closure
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        closure = d.pop("closure", UNSET)

        note = d.pop("note", UNSET)

        return_in = cls(
            at=at,
            closure=closure,
            note=note,
        )

        return return_in
