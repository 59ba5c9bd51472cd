from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="LeavingCareResult")


@_attrs_define
class LeavingCareResult:
    """What the one action did: the episode, the missing report, and the desks that were told, to be
    called as well.

        Attributes:
            episode (UUID):
            report (UUID):
            desks (list[str]):
    """

    episode: UUID
    report: UUID
    desks: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        episode = str(self.episode)

        report = str(self.report)

        desks = self.desks

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "episode": episode,
                "report": report,
                "desks": desks,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        episode = UUID(d.pop("episode"))

        report = UUID(d.pop("report"))

        desks = cast(list[str], d.pop("desks"))

        leaving_care_result = cls(
            episode=episode,
            report=report,
            desks=desks,
        )

        leaving_care_result.additional_properties = d
        return leaving_care_result

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
