from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ThreadMessageView")


@_attrs_define
class ThreadMessageView:
    """A message without its author.

    `state` is the member state of the agency that wrote it, "" if the reader may not know it.
    `is_own_side`: the reader's agency wrote it.

        Attributes:
            id (UUID):
            is_own_side (bool):
            state (str):
            text (str):
            at (datetime.datetime):
            at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    is_own_side: bool
    state: str
    text: str
    at: datetime.datetime
    at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        is_own_side = self.is_own_side

        state = self.state

        text = self.text

        at = self.at.isoformat()

        at_local = self.at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "is_own_side": is_own_side,
                "state": state,
                "text": text,
                "at": at,
                "at_local": at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        is_own_side = d.pop("is_own_side")

        state = d.pop("state")

        text = d.pop("text")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        thread_message_view = cls(
            id=id,
            is_own_side=is_own_side,
            state=state,
            text=text,
            at=at,
            at_local=at_local,
        )

        thread_message_view.additional_properties = d
        return thread_message_view

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
