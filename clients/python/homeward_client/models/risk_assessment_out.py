from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RiskAssessmentOut")


@_attrs_define
class RiskAssessmentOut:
    """A risk assessment, for the owner of the record only.

    `act_by` is the time by which a person must act. It is null if there is no such time.

        Attributes:
            id (UUID):
            level (str):
            imminent (list[str]):
            may_release (list[str]):
            notes (str):
            is_adult_who_cannot_decide (bool):
            act_by (datetime.datetime | None):
            assessed_at (datetime.datetime):
            act_by_local (datetime.datetime | None): `act_by` in the time zone of your agency, with its offset from UTC.
            assessed_at_local (datetime.datetime): `assessed_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    level: str
    imminent: list[str]
    may_release: list[str]
    notes: str
    is_adult_who_cannot_decide: bool
    act_by: datetime.datetime | None
    assessed_at: datetime.datetime
    act_by_local: datetime.datetime | None
    assessed_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        level = self.level

        imminent = self.imminent

        may_release = self.may_release

        notes = self.notes

        is_adult_who_cannot_decide = self.is_adult_who_cannot_decide

        act_by: None | str
        if isinstance(self.act_by, datetime.datetime):
            act_by = self.act_by.isoformat()
        else:
            act_by = self.act_by

        assessed_at = self.assessed_at.isoformat()

        act_by_local: None | str
        if isinstance(self.act_by_local, datetime.datetime):
            act_by_local = self.act_by_local.isoformat()
        else:
            act_by_local = self.act_by_local

        assessed_at_local = self.assessed_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "level": level,
                "imminent": imminent,
                "may_release": may_release,
                "notes": notes,
                "is_adult_who_cannot_decide": is_adult_who_cannot_decide,
                "act_by": act_by,
                "assessed_at": assessed_at,
                "act_by_local": act_by_local,
                "assessed_at_local": assessed_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        level = d.pop("level")

        imminent = cast(list[str], d.pop("imminent"))

        may_release = cast(list[str], d.pop("may_release"))

        notes = d.pop("notes")

        is_adult_who_cannot_decide = d.pop("is_adult_who_cannot_decide")

        def _parse_act_by(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                act_by_type_0 = datetime.datetime.fromisoformat(data)

                return act_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        act_by = _parse_act_by(d.pop("act_by"))

        assessed_at = datetime.datetime.fromisoformat(d.pop("assessed_at"))

        def _parse_act_by_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                act_by_local_type_0 = datetime.datetime.fromisoformat(data)

                return act_by_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        act_by_local = _parse_act_by_local(d.pop("act_by_local"))

        assessed_at_local = datetime.datetime.fromisoformat(d.pop("assessed_at_local"))

        risk_assessment_out = cls(
            id=id,
            level=level,
            imminent=imminent,
            may_release=may_release,
            notes=notes,
            is_adult_who_cannot_decide=is_adult_who_cannot_decide,
            act_by=act_by,
            assessed_at=assessed_at,
            act_by_local=act_by_local,
            assessed_at_local=assessed_at_local,
        )

        risk_assessment_out.additional_properties = d
        return risk_assessment_out

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
