from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SavedSearchView")


@_attrs_define
class SavedSearchView:
    """A standing search of one's own.

    Attributes:
        id (UUID):
        search (UUID):
        reason (str):
        expires_at (datetime.datetime):
        is_over (bool):
    """

    id: UUID
    search: UUID
    reason: str
    expires_at: datetime.datetime
    is_over: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        search = str(self.search)

        reason = self.reason

        expires_at = self.expires_at.isoformat()

        is_over = self.is_over

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "search": search,
                "reason": reason,
                "expires_at": expires_at,
                "is_over": is_over,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        search = UUID(d.pop("search"))

        reason = d.pop("reason")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        is_over = d.pop("is_over")

        saved_search_view = cls(
            id=id,
            search=search,
            reason=reason,
            expires_at=expires_at,
            is_over=is_over,
        )

        saved_search_view.additional_properties = d
        return saved_search_view

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
