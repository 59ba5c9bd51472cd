from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.declaration_state import DeclarationState, check_declaration_state

T = TypeVar("T", bound="DeclarationView")


@_attrs_define
class DeclarationView:
    """A declaration as both sides see it; `called_at` is None until the call-back is recorded.

    Attributes:
        state (DeclarationState): The state of a custody declaration.
        declared_at (datetime.datetime):
        opens_until (datetime.datetime):
        complete_by (datetime.datetime):
        called_at (datetime.datetime | None):
        declared_at_local (datetime.datetime): `declared_at` in the time zone of your agency, with its offset from UTC.
        opens_until_local (datetime.datetime): `opens_until` in the time zone of your agency, with its offset from UTC.
        complete_by_local (datetime.datetime): `complete_by` in the time zone of your agency, with its offset from UTC.
        called_at_local (datetime.datetime | None): `called_at` in the time zone of your agency, with its offset from
            UTC.
    """

    state: DeclarationState
    declared_at: datetime.datetime
    opens_until: datetime.datetime
    complete_by: datetime.datetime
    called_at: datetime.datetime | None
    declared_at_local: datetime.datetime
    opens_until_local: datetime.datetime
    complete_by_local: datetime.datetime
    called_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        state: str = self.state

        declared_at = self.declared_at.isoformat()

        opens_until = self.opens_until.isoformat()

        complete_by = self.complete_by.isoformat()

        called_at: None | str
        if isinstance(self.called_at, datetime.datetime):
            called_at = self.called_at.isoformat()
        else:
            called_at = self.called_at

        declared_at_local = self.declared_at_local.isoformat()

        opens_until_local = self.opens_until_local.isoformat()

        complete_by_local = self.complete_by_local.isoformat()

        called_at_local: None | str
        if isinstance(self.called_at_local, datetime.datetime):
            called_at_local = self.called_at_local.isoformat()
        else:
            called_at_local = self.called_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "state": state,
                "declared_at": declared_at,
                "opens_until": opens_until,
                "complete_by": complete_by,
                "called_at": called_at,
                "declared_at_local": declared_at_local,
                "opens_until_local": opens_until_local,
                "complete_by_local": complete_by_local,
                "called_at_local": called_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = check_declaration_state(d.pop("state"))

        declared_at = datetime.datetime.fromisoformat(d.pop("declared_at"))

        opens_until = datetime.datetime.fromisoformat(d.pop("opens_until"))

        complete_by = datetime.datetime.fromisoformat(d.pop("complete_by"))

        def _parse_called_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                called_at_type_0 = datetime.datetime.fromisoformat(data)

                return called_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        called_at = _parse_called_at(d.pop("called_at"))

        declared_at_local = datetime.datetime.fromisoformat(d.pop("declared_at_local"))

        opens_until_local = datetime.datetime.fromisoformat(d.pop("opens_until_local"))

        complete_by_local = datetime.datetime.fromisoformat(d.pop("complete_by_local"))

        def _parse_called_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                called_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return called_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        called_at_local = _parse_called_at_local(d.pop("called_at_local"))

        declaration_view = cls(
            state=state,
            declared_at=declared_at,
            opens_until=opens_until,
            complete_by=complete_by,
            called_at=called_at,
            declared_at_local=declared_at_local,
            opens_until_local=opens_until_local,
            complete_by_local=complete_by_local,
            called_at_local=called_at_local,
        )

        declaration_view.additional_properties = d
        return declaration_view

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
