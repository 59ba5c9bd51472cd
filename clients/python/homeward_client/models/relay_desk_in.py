from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RelayDeskIn")


@_attrs_define
class RelayDeskIn:
    """Whether the desk is the relay desk. The earlier relay desk loses this role.

    Attributes:
        is_relay (bool):
    """

    is_relay: bool

    def to_dict(self) -> dict[str, Any]:
        is_relay = self.is_relay

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "is_relay": is_relay,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        is_relay = d.pop("is_relay")

        relay_desk_in = cls(
            is_relay=is_relay,
        )

        return relay_desk_in
