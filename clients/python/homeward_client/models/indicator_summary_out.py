from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.indicator_summary_out_groups import IndicatorSummaryOutGroups


T = TypeVar("T", bound="IndicatorSummaryOut")


@_attrs_define
class IndicatorSummaryOut:
    """The evaluation: indicators by weight and group.

    `stands_out` is true for a possible victim.

        Attributes:
            strong (list[str]):
            medium (list[str]):
            weak (list[str]):
            groups (IndicatorSummaryOutGroups):
            stands_out (bool):
    """

    strong: list[str]
    medium: list[str]
    weak: list[str]
    groups: IndicatorSummaryOutGroups
    stands_out: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        strong = self.strong

        medium = self.medium

        weak = self.weak

        groups = self.groups.to_dict()

        stands_out = self.stands_out

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "strong": strong,
                "medium": medium,
                "weak": weak,
                "groups": groups,
                "stands_out": stands_out,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.indicator_summary_out_groups import IndicatorSummaryOutGroups  # noqa: PLC0415

        d = dict(src_dict)
        strong = cast(list[str], d.pop("strong"))

        medium = cast(list[str], d.pop("medium"))

        weak = cast(list[str], d.pop("weak"))

        groups = IndicatorSummaryOutGroups.from_dict(d.pop("groups"))

        stands_out = d.pop("stands_out")

        indicator_summary_out = cls(
            strong=strong,
            medium=medium,
            weak=weak,
            groups=groups,
            stands_out=stands_out,
        )

        indicator_summary_out.additional_properties = d
        return indicator_summary_out

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
