from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.days_out import DaysOut


T = TypeVar("T", bound="ExportedFactOut")


@_attrs_define
class ExportedFactOut:
    """A statement. `stated_on` is never null here, because no part of the provenance is hidden.

    Attributes:
        field (str):
        value (str):
        source (str):
        stated_on (datetime.date | None):
        quality (str):
        days (DaysOut | None | Unset): Gregorian days of a birth date, which may be in another calendar; null for
            another field, and for a birth date that cannot be read.
    """

    field: str
    value: str
    source: str
    stated_on: datetime.date | None
    quality: str
    days: DaysOut | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.days_out import DaysOut  # noqa: PLC0415

        field = self.field

        value = self.value

        source = self.source

        stated_on: None | str
        if isinstance(self.stated_on, datetime.date):
            stated_on = self.stated_on.isoformat()
        else:
            stated_on = self.stated_on

        quality = self.quality

        days: dict[str, Any] | None | Unset
        if isinstance(self.days, Unset):
            days = UNSET
        elif isinstance(self.days, DaysOut):
            days = self.days.to_dict()
        else:
            days = self.days

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "field": field,
                "value": value,
                "source": source,
                "stated_on": stated_on,
                "quality": quality,
            }
        )
        if days is not UNSET:
            field_dict["days"] = days

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.days_out import DaysOut  # noqa: PLC0415

        d = dict(src_dict)
        field = d.pop("field")

        value = d.pop("value")

        source = d.pop("source")

        def _parse_stated_on(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                stated_on_type_0 = datetime.date.fromisoformat(data)

                return stated_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        stated_on = _parse_stated_on(d.pop("stated_on"))

        quality = d.pop("quality")

        def _parse_days(data: object) -> DaysOut | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                days_type_0 = DaysOut.from_dict(data)

                return days_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DaysOut | None | Unset, data)

        days = _parse_days(d.pop("days", UNSET))

        exported_fact_out = cls(
            field=field,
            value=value,
            source=source,
            stated_on=stated_on,
            quality=quality,
            days=days,
        )

        exported_fact_out.additional_properties = d
        return exported_fact_out

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
