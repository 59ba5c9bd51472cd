from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RiskAssessmentIn")


@_attrs_define
class RiskAssessmentIn:
    """A risk assessment. `may_release` lists what is safe to release, with any consent.

    `act_by` is the time by which a person must act. It is null if there is no such time.

        Attributes:
            level (str):
            may_release (list[str]):
            notes (str):
            imminent (list[str] | Unset):
            is_adult_who_cannot_decide (bool | Unset):  Default: False.
            act_by (datetime.datetime | None | Unset):
    """

    level: str
    may_release: list[str]
    notes: str
    imminent: list[str] | Unset = UNSET
    is_adult_who_cannot_decide: bool | Unset = False
    act_by: datetime.datetime | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        level = self.level

        may_release = self.may_release

        notes = self.notes

        imminent: list[str] | Unset = UNSET
        if not isinstance(self.imminent, Unset):
            imminent = self.imminent

        is_adult_who_cannot_decide = self.is_adult_who_cannot_decide

        act_by: None | str | Unset
        if isinstance(self.act_by, Unset):
            act_by = UNSET
        elif isinstance(self.act_by, datetime.datetime):
            act_by = self.act_by.isoformat()
        else:
            act_by = self.act_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "level": level,
                "may_release": may_release,
                "notes": notes,
            }
        )
        if imminent is not UNSET:
            field_dict["imminent"] = imminent
        if is_adult_who_cannot_decide is not UNSET:
            field_dict["is_adult_who_cannot_decide"] = is_adult_who_cannot_decide
        if act_by is not UNSET:
            field_dict["act_by"] = act_by

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        level = d.pop("level")

        may_release = cast(list[str], d.pop("may_release"))

        notes = d.pop("notes")

        imminent = cast(list[str], d.pop("imminent", UNSET))

        is_adult_who_cannot_decide = d.pop("is_adult_who_cannot_decide", UNSET)

        def _parse_act_by(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                act_by_type_0 = datetime.datetime.fromisoformat(data)

                return act_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        act_by = _parse_act_by(d.pop("act_by", UNSET))

        risk_assessment_in = cls(
            level=level,
            may_release=may_release,
            notes=notes,
            imminent=imminent,
            is_adult_who_cannot_decide=is_adult_who_cannot_decide,
            act_by=act_by,
        )

        return risk_assessment_in
