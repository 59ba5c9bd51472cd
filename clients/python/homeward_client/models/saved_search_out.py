from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.search_state import SearchState, check_search_state

if TYPE_CHECKING:
    from ..models.next_steps_out import NextStepsOut


T = TypeVar("T", bound="SavedSearchOut")


@_attrs_define
class SavedSearchOut:
    """One of your saved searches, with what happens next.

    `search` is the search that was saved, null for saved searches of earlier versions.
    `expires_at` is the end of the wait for the countersignature, then the end of the search.

        Attributes:
            id (UUID):
            search (None | UUID):
            reason (str):
            state (SearchState): The state of a search or of a saved search. `ASKED` belongs to searches that are not saved.

                The state is derived from stored times (`services.search.saved_searches`). No job has to store
                that a search has expired.
            days (int):
            started_at (datetime.datetime | None):
            expires_at (datetime.datetime):
            next_steps (NextStepsOut): The steps done, the step that comes next, and every action with its reason.

                `current` is null if no step comes next.
            started_at_local (datetime.datetime | None): `started_at` in the time zone of your agency, with its offset from
                UTC.
            expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    search: None | UUID
    reason: str
    state: SearchState
    days: int
    started_at: datetime.datetime | None
    expires_at: datetime.datetime
    next_steps: NextStepsOut
    started_at_local: datetime.datetime | None
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        search: None | str
        if isinstance(self.search, UUID):
            search = str(self.search)
        else:
            search = self.search

        reason = self.reason

        state: str = self.state

        days = self.days

        started_at: None | str
        if isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        expires_at = self.expires_at.isoformat()

        next_steps = self.next_steps.to_dict()

        started_at_local: None | str
        if isinstance(self.started_at_local, datetime.datetime):
            started_at_local = self.started_at_local.isoformat()
        else:
            started_at_local = self.started_at_local

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "search": search,
                "reason": reason,
                "state": state,
                "days": days,
                "started_at": started_at,
                "expires_at": expires_at,
                "next_steps": next_steps,
                "started_at_local": started_at_local,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        def _parse_search(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                search_type_0 = UUID(data)

                return search_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        search = _parse_search(d.pop("search"))

        reason = d.pop("reason")

        state = check_search_state(d.pop("state"))

        days = d.pop("days")

        def _parse_started_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started_at = _parse_started_at(d.pop("started_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        next_steps = NextStepsOut.from_dict(d.pop("next_steps"))

        def _parse_started_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started_at_local = _parse_started_at_local(d.pop("started_at_local"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        saved_search_out = cls(
            id=id,
            search=search,
            reason=reason,
            state=state,
            days=days,
            started_at=started_at,
            expires_at=expires_at,
            next_steps=next_steps,
            started_at_local=started_at_local,
            expires_at_local=expires_at_local,
        )

        saved_search_out.additional_properties = d
        return saved_search_out

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
