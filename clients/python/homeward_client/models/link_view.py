from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.link_kind import LinkKind, check_link_kind

T = TypeVar("T", bound="LinkView")


@_attrs_define
class LinkView:
    """A link of a record to another record of the same child.

    `is_origin`: the record was made from the other one.

        Attributes:
            record (UUID):
            kind (LinkKind): The reason why two records of an owner are about one child.
            record_kind (str):
            status (str):
            is_origin (bool):
    """

    record: UUID
    kind: LinkKind
    record_kind: str
    status: str
    is_origin: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        record = str(self.record)

        kind: str = self.kind

        record_kind = self.record_kind

        status = self.status

        is_origin = self.is_origin

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "record": record,
                "kind": kind,
                "record_kind": record_kind,
                "status": status,
                "is_origin": is_origin,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        record = UUID(d.pop("record"))

        kind = check_link_kind(d.pop("kind"))

        record_kind = d.pop("record_kind")

        status = d.pop("status")

        is_origin = d.pop("is_origin")

        link_view = cls(
            record=record,
            kind=kind,
            record_kind=record_kind,
            status=status,
            is_origin=is_origin,
        )

        link_view.additional_properties = d
        return link_view

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
