from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.confirmed_link import ConfirmedLink
    from ..models.group_contradiction import GroupContradiction
    from ..models.record_out import RecordOut


T = TypeVar("T", bound="GroupOut")


@_attrs_define
class GroupOut:
    """Records that are confirmed as one person. They are never merged.

    Attributes:
        members (list[RecordOut]):
        links (list[ConfirmedLink]):
        contradictions (list[GroupContradiction]):
    """

    members: list[RecordOut]
    links: list[ConfirmedLink]
    contradictions: list[GroupContradiction]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        members = []
        for members_item_data in self.members:
            members_item = members_item_data.to_dict()
            members.append(members_item)

        links = []
        for links_item_data in self.links:
            links_item = links_item_data.to_dict()
            links.append(links_item)

        contradictions = []
        for contradictions_item_data in self.contradictions:
            contradictions_item = contradictions_item_data.to_dict()
            contradictions.append(contradictions_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "members": members,
                "links": links,
                "contradictions": contradictions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.confirmed_link import ConfirmedLink  # noqa: PLC0415
        from ..models.group_contradiction import GroupContradiction  # noqa: PLC0415
        from ..models.record_out import RecordOut  # noqa: PLC0415

        d = dict(src_dict)
        members = []
        _members = d.pop("members")
        for members_item_data in _members:
            members_item = RecordOut.from_dict(members_item_data)

            members.append(members_item)

        links = []
        _links = d.pop("links")
        for links_item_data in _links:
            links_item = ConfirmedLink.from_dict(links_item_data)

            links.append(links_item)

        contradictions = []
        _contradictions = d.pop("contradictions")
        for contradictions_item_data in _contradictions:
            contradictions_item = GroupContradiction.from_dict(contradictions_item_data)

            contradictions.append(contradictions_item)

        group_out = cls(
            members=members,
            links=links,
            contradictions=contradictions,
        )

        group_out.additional_properties = d
        return group_out

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
