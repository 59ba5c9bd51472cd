from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="StepIn")


@_attrs_define
class StepIn:
    """The person was located, is safe, or is reunified: when, where, by whom.

    Attributes:
        at (datetime.datetime):
        place (str | Unset):  Default: ''.
        by (str | Unset):  Default: ''.
        note (str | Unset):  Default: ''.
    """

    at: datetime.datetime
    place: str | Unset = ""
    by: str | Unset = ""
    note: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        place = self.place

        by = self.by

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "at": at,
            }
        )
        if place is not UNSET:
            field_dict["place"] = place
        if by is not UNSET:
            field_dict["by"] = by
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        place = d.pop("place", UNSET)

        by = d.pop("by", UNSET)

        note = d.pop("note", UNSET)

        step_in = cls(
            at=at,
            place=place,
            by=by,
            note=note,
        )

        return step_in
