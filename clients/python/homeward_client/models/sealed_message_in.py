from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.danger_code import DangerCode, check_danger_code
from ..types import UNSET, Unset

T = TypeVar("T", bound="SealedMessageIn")


@_attrs_define
class SealedMessageIn:
    """A message about a record of your agency, for the agency with a matching record.

    `excluded_agency` is the code of an agency that is the danger itself; "" for none.

        Attributes:
            danger (DangerCode): Whom or what a sealed message warns of.
            text (str):
            excluded_agency (str | Unset):  Default: ''.
    """

    danger: DangerCode
    text: str
    excluded_agency: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        danger: str = self.danger

        text = self.text

        excluded_agency = self.excluded_agency

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "danger": danger,
                "text": text,
            }
        )
        if excluded_agency is not UNSET:
            field_dict["excluded_agency"] = excluded_agency

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        danger = check_danger_code(d.pop("danger"))

        text = d.pop("text")

        excluded_agency = d.pop("excluded_agency", UNSET)

        sealed_message_in = cls(
            danger=danger,
            text=text,
            excluded_agency=excluded_agency,
        )

        return sealed_message_in
