from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.review_cause import ReviewCause, check_review_cause

T = TypeVar("T", bound="ReviewOut")


@_attrs_define
class ReviewOut:
    """A review that your side must do: its cause, and the attributes with other evidence.

    Attributes:
        cause (ReviewCause): Why a decided pair must be reviewed before it opens anything new.
        attributes (list[str]):
    """

    cause: ReviewCause
    attributes: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cause: str = self.cause

        attributes = self.attributes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cause": cause,
                "attributes": attributes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cause = check_review_cause(d.pop("cause"))

        attributes = cast(list[str], d.pop("attributes"))

        review_out = cls(
            cause=cause,
            attributes=attributes,
        )

        review_out.additional_properties = d
        return review_out

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
