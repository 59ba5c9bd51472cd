from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="LeftCareIn")


@_attrs_define
class LeftCareIn:
    """A child left care: the time, companions, clothing, phones, money and likely states.

    Only `left_at` is necessary.

        Attributes:
            left_at (datetime.datetime):
            country (str | Unset): Country where the child was last seen; empty: the state of the record. Default: ''.
            place (str | Unset): A town, never the address of a shelter. Other desks read it. Default: ''.
            noticed_by (str | Unset):  Default: ''.
            companions (list[str] | Unset): Each as relation:name.
            clothing (str | Unset): Other desks read it: no place and no phone number. Default: ''.
            phones (list[str] | Unset): Each optionally with own:, relative: or controller: before the number.
            money (str | Unset):  Default: ''.
            description (str | Unset): Only the owner reads it. Default: ''.
            likely_states (list[str] | Unset):
            record_ref (str | Unset): Reference of the report; empty: derived from the found record. Default: ''.
    """

    left_at: datetime.datetime
    country: str | Unset = ""
    place: str | Unset = ""
    noticed_by: str | Unset = ""
    companions: list[str] | Unset = UNSET
    clothing: str | Unset = ""
    phones: list[str] | Unset = UNSET
    money: str | Unset = ""
    description: str | Unset = ""
    likely_states: list[str] | Unset = UNSET
    record_ref: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        left_at = self.left_at.isoformat()

        country = self.country

        place = self.place

        noticed_by = self.noticed_by

        companions: list[str] | Unset = UNSET
        if not isinstance(self.companions, Unset):
            companions = self.companions

        clothing = self.clothing

        phones: list[str] | Unset = UNSET
        if not isinstance(self.phones, Unset):
            phones = self.phones

        money = self.money

        description = self.description

        likely_states: list[str] | Unset = UNSET
        if not isinstance(self.likely_states, Unset):
            likely_states = self.likely_states

        record_ref = self.record_ref

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "left_at": left_at,
            }
        )
        if country is not UNSET:
            field_dict["country"] = country
        if place is not UNSET:
            field_dict["place"] = place
        if noticed_by is not UNSET:
            field_dict["noticed_by"] = noticed_by
        if companions is not UNSET:
            field_dict["companions"] = companions
        if clothing is not UNSET:
            field_dict["clothing"] = clothing
        if phones is not UNSET:
            field_dict["phones"] = phones
        if money is not UNSET:
            field_dict["money"] = money
        if description is not UNSET:
            field_dict["description"] = description
        if likely_states is not UNSET:
            field_dict["likely_states"] = likely_states
        if record_ref is not UNSET:
            field_dict["record_ref"] = record_ref

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        left_at = datetime.datetime.fromisoformat(d.pop("left_at"))

        country = d.pop("country", UNSET)

        place = d.pop("place", UNSET)

        noticed_by = d.pop("noticed_by", UNSET)

        companions = cast(list[str], d.pop("companions", UNSET))

        clothing = d.pop("clothing", UNSET)

        phones = cast(list[str], d.pop("phones", UNSET))

        money = d.pop("money", UNSET)

        description = d.pop("description", UNSET)

        likely_states = cast(list[str], d.pop("likely_states", UNSET))

        record_ref = d.pop("record_ref", UNSET)

        left_care_in = cls(
            left_at=left_at,
            country=country,
            place=place,
            noticed_by=noticed_by,
            companions=companions,
            clothing=clothing,
            phones=phones,
            money=money,
            description=description,
            likely_states=likely_states,
            record_ref=record_ref,
        )

        return left_care_in
