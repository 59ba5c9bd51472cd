from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RecordedEndIn")


@_attrs_define
class RecordedEndIn:
    """How a deadline ends: `act`, it was done, or `not_possible`, with the reason in `note`.

    Attributes:
        end (str):
        note (str | Unset):  Default: ''.
    """

    end: str
    note: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        end = self.end

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "end": end,
            }
        )
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        end = d.pop("end")

        note = d.pop("note", UNSET)

        recorded_end_in = cls(
            end=end,
            note=note,
        )

        return recorded_end_in
