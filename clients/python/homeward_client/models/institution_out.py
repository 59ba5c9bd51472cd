from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.action_out import ActionOut


T = TypeVar("T", bound="InstitutionOut")


@_attrs_define
class InstitutionOut:
    """An institution of your agency's list; `state` is proposed, in_force, expired or revoked.

    `expires_at` is null until a second person confirms the institution. `actions` has the
    confirmation, and why you cannot give it.

        Attributes:
            id (UUID):
            kind (str):
            name (str):
            contact (str):
            state (str):
            is_own_proposal (bool):
            proposed_at (datetime.datetime):
            expires_at (datetime.datetime | None):
            actions (list[ActionOut]):
            proposed_at_local (datetime.datetime): `proposed_at` in the time zone of your agency, with its offset from UTC.
            expires_at_local (datetime.datetime | None): `expires_at` in the time zone of your agency, with its offset from
                UTC.
    """

    id: UUID
    kind: str
    name: str
    contact: str
    state: str
    is_own_proposal: bool
    proposed_at: datetime.datetime
    expires_at: datetime.datetime | None
    actions: list[ActionOut]
    proposed_at_local: datetime.datetime
    expires_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        name = self.name

        contact = self.contact

        state = self.state

        is_own_proposal = self.is_own_proposal

        proposed_at = self.proposed_at.isoformat()

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        actions = []
        for actions_item_data in self.actions:
            actions_item = actions_item_data.to_dict()
            actions.append(actions_item)

        proposed_at_local = self.proposed_at_local.isoformat()

        expires_at_local: None | str
        if isinstance(self.expires_at_local, datetime.datetime):
            expires_at_local = self.expires_at_local.isoformat()
        else:
            expires_at_local = self.expires_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "name": name,
                "contact": contact,
                "state": state,
                "is_own_proposal": is_own_proposal,
                "proposed_at": proposed_at,
                "expires_at": expires_at,
                "actions": actions,
                "proposed_at_local": proposed_at_local,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.action_out import ActionOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        name = d.pop("name")

        contact = d.pop("contact")

        state = d.pop("state")

        is_own_proposal = d.pop("is_own_proposal")

        proposed_at = datetime.datetime.fromisoformat(d.pop("proposed_at"))

        def _parse_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at = _parse_expires_at(d.pop("expires_at"))

        actions = []
        _actions = d.pop("actions")
        for actions_item_data in _actions:
            actions_item = ActionOut.from_dict(actions_item_data)

            actions.append(actions_item)

        proposed_at_local = datetime.datetime.fromisoformat(d.pop("proposed_at_local"))

        def _parse_expires_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at_local = _parse_expires_at_local(d.pop("expires_at_local"))

        institution_out = cls(
            id=id,
            kind=kind,
            name=name,
            contact=contact,
            state=state,
            is_own_proposal=is_own_proposal,
            proposed_at=proposed_at,
            expires_at=expires_at,
            actions=actions,
            proposed_at_local=proposed_at_local,
            expires_at_local=expires_at_local,
        )

        institution_out.additional_properties = d
        return institution_out

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
