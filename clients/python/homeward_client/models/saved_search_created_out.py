from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.search_state import SearchState, check_search_state

T = TypeVar("T", bound="SavedSearchCreatedOut")


@_attrs_define
class SavedSearchCreatedOut:
    """A saved search: `running`, or `waiting` for a countersignature until `expires_at`.

    Attributes:
        standing (UUID):
        state (SearchState): The state of a search or of a saved search. `ASKED` belongs to searches that are not saved.

            The state is derived from stored times (`services.search.saved_searches`). No job has to store
            that a search has expired.
        expires_at (datetime.datetime):
        expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    standing: UUID
    state: SearchState
    expires_at: datetime.datetime
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        standing = str(self.standing)

        state: str = self.state

        expires_at = self.expires_at.isoformat()

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "standing": standing,
                "state": state,
                "expires_at": expires_at,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        standing = UUID(d.pop("standing"))

        state = check_search_state(d.pop("state"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        saved_search_created_out = cls(
            standing=standing,
            state=state,
            expires_at=expires_at,
            expires_at_local=expires_at_local,
        )

        saved_search_created_out.additional_properties = d
        return saved_search_created_out

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
