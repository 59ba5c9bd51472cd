from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.own_table_out import OwnTableOut


T = TypeVar("T", bound="OwnCountsOut")


@_attrs_define
class OwnCountsOut:
    """Exact counts of your agency from last night (null: not counted yet). Do not publish them.

    Attributes:
        counted_at (datetime.datetime | None):
        tables (list[OwnTableOut]):
        counted_at_local (datetime.datetime | None): `counted_at` in the time zone of your agency, with its offset from
            UTC.
    """

    counted_at: datetime.datetime | None
    tables: list[OwnTableOut]
    counted_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        counted_at: None | str
        if isinstance(self.counted_at, datetime.datetime):
            counted_at = self.counted_at.isoformat()
        else:
            counted_at = self.counted_at

        tables = []
        for tables_item_data in self.tables:
            tables_item = tables_item_data.to_dict()
            tables.append(tables_item)

        counted_at_local: None | str
        if isinstance(self.counted_at_local, datetime.datetime):
            counted_at_local = self.counted_at_local.isoformat()
        else:
            counted_at_local = self.counted_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "counted_at": counted_at,
                "tables": tables,
                "counted_at_local": counted_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.own_table_out import OwnTableOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_counted_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                counted_at_type_0 = datetime.datetime.fromisoformat(data)

                return counted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        counted_at = _parse_counted_at(d.pop("counted_at"))

        tables = []
        _tables = d.pop("tables")
        for tables_item_data in _tables:
            tables_item = OwnTableOut.from_dict(tables_item_data)

            tables.append(tables_item)

        def _parse_counted_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                counted_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return counted_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        counted_at_local = _parse_counted_at_local(d.pop("counted_at_local"))

        own_counts_out = cls(
            counted_at=counted_at,
            tables=tables,
            counted_at_local=counted_at_local,
        )

        own_counts_out.additional_properties = d
        return own_counts_out

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
