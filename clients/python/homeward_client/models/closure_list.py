from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.closure_lacking_out import ClosureLackingOut
    from ..models.closure_out import ClosureOut


T = TypeVar("T", bound="ClosureList")


@_attrs_define
class ClosureList:
    """The sentences a record may be closed with now, and the others for its kind with what each
    one lacks.

        Attributes:
            closures (list[ClosureOut]):
            lacking (list[ClosureLackingOut]):
    """

    closures: list[ClosureOut]
    lacking: list[ClosureLackingOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        closures = []
        for closures_item_data in self.closures:
            closures_item = closures_item_data.to_dict()
            closures.append(closures_item)

        lacking = []
        for lacking_item_data in self.lacking:
            lacking_item = lacking_item_data.to_dict()
            lacking.append(lacking_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "closures": closures,
                "lacking": lacking,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.closure_lacking_out import ClosureLackingOut  # noqa: PLC0415
        from ..models.closure_out import ClosureOut  # noqa: PLC0415

        d = dict(src_dict)
        closures = []
        _closures = d.pop("closures")
        for closures_item_data in _closures:
            closures_item = ClosureOut.from_dict(closures_item_data)

            closures.append(closures_item)

        lacking = []
        _lacking = d.pop("lacking")
        for lacking_item_data in _lacking:
            lacking_item = ClosureLackingOut.from_dict(lacking_item_data)

            lacking.append(lacking_item)

        closure_list = cls(
            closures=closures,
            lacking=lacking,
        )

        closure_list.additional_properties = d
        return closure_list

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
