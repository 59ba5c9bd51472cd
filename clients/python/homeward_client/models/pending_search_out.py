from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.turn_out import TurnOut


T = TypeVar("T", bound="PendingSearchOut")


@_attrs_define
class PendingSearchOut:
    """A search that waits for its countersignature, without its facts.

    `saved_days`: for how many days it is repeated every hour after the signature; 0 if it is not
    saved. `turn`: the step that comes next for the saved search; null if it is not saved.

        Attributes:
            id (UUID):
            user (UUID):
            purpose (str):
            legal_basis (str):
            case_number (str):
            at (datetime.datetime):
            due_at (datetime.datetime):
            saved_days (int):
            turn (None | TurnOut):
            at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
            due_at_local (datetime.datetime): `due_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    user: UUID
    purpose: str
    legal_basis: str
    case_number: str
    at: datetime.datetime
    due_at: datetime.datetime
    saved_days: int
    turn: None | TurnOut
    at_local: datetime.datetime
    due_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.turn_out import TurnOut  # noqa: PLC0415

        id = str(self.id)

        user = str(self.user)

        purpose = self.purpose

        legal_basis = self.legal_basis

        case_number = self.case_number

        at = self.at.isoformat()

        due_at = self.due_at.isoformat()

        saved_days = self.saved_days

        turn: dict[str, Any] | None
        if isinstance(self.turn, TurnOut):
            turn = self.turn.to_dict()
        else:
            turn = self.turn

        at_local = self.at_local.isoformat()

        due_at_local = self.due_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "user": user,
                "purpose": purpose,
                "legal_basis": legal_basis,
                "case_number": case_number,
                "at": at,
                "due_at": due_at,
                "saved_days": saved_days,
                "turn": turn,
                "at_local": at_local,
                "due_at_local": due_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.turn_out import TurnOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        user = UUID(d.pop("user"))

        purpose = d.pop("purpose")

        legal_basis = d.pop("legal_basis")

        case_number = d.pop("case_number")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        saved_days = d.pop("saved_days")

        def _parse_turn(data: object) -> None | TurnOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                turn_type_0 = TurnOut.from_dict(data)

                return turn_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TurnOut, data)

        turn = _parse_turn(d.pop("turn"))

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        due_at_local = datetime.datetime.fromisoformat(d.pop("due_at_local"))

        pending_search_out = cls(
            id=id,
            user=user,
            purpose=purpose,
            legal_basis=legal_basis,
            case_number=case_number,
            at=at,
            due_at=due_at,
            saved_days=saved_days,
            turn=turn,
            at_local=at_local,
            due_at_local=due_at_local,
        )

        pending_search_out.additional_properties = d
        return pending_search_out

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
