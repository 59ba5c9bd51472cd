from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.days_out import DaysOut


T = TypeVar("T", bound="RecordLine")


@_attrs_define
class RecordLine:
    """A line of a list of records.

    `birth_days` are the Gregorian days of `birth`; null if it is empty or cannot be read.

        Attributes:
            id (UUID):
            record_ref (str):
            names (list[str]): Names as written; empty if not known or not visible.
            birth (str): Birth as written; empty if not known or not visible.
            birth_days (DaysOut | None):
            kind (str):
            status (str):
            state (str):
            entered_on (datetime.date):
            version (int):
    """

    id: UUID
    record_ref: str
    names: list[str]
    birth: str
    birth_days: DaysOut | None
    kind: str
    status: str
    state: str
    entered_on: datetime.date
    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.days_out import DaysOut  # noqa: PLC0415

        id = str(self.id)

        record_ref = self.record_ref

        names = self.names

        birth = self.birth

        birth_days: dict[str, Any] | None
        if isinstance(self.birth_days, DaysOut):
            birth_days = self.birth_days.to_dict()
        else:
            birth_days = self.birth_days

        kind = self.kind

        status = self.status

        state = self.state

        entered_on = self.entered_on.isoformat()

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "record_ref": record_ref,
                "names": names,
                "birth": birth,
                "birth_days": birth_days,
                "kind": kind,
                "status": status,
                "state": state,
                "entered_on": entered_on,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.days_out import DaysOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        record_ref = d.pop("record_ref")

        names = cast(list[str], d.pop("names"))

        birth = d.pop("birth")

        def _parse_birth_days(data: object) -> DaysOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                birth_days_type_0 = DaysOut.from_dict(data)

                return birth_days_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DaysOut | None, data)

        birth_days = _parse_birth_days(d.pop("birth_days"))

        kind = d.pop("kind")

        status = d.pop("status")

        state = d.pop("state")

        entered_on = datetime.date.fromisoformat(d.pop("entered_on"))

        version = d.pop("version")

        record_line = cls(
            id=id,
            record_ref=record_ref,
            names=names,
            birth=birth,
            birth_days=birth_days,
            kind=kind,
            status=status,
            state=state,
            entered_on=entered_on,
            version=version,
        )

        record_line.additional_properties = d
        return record_line

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
