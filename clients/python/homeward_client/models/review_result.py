from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReviewResult")


@_attrs_define
class ReviewResult:
    """The result of a decision on a review, and the time of the next review.

    `is_decided`: both people decided, so the decision was carried out. `review_at` is None after
    the review erased the record.

        Attributes:
            is_decided (bool):
            review_at (datetime.datetime | None):
            review_at_local (datetime.datetime | None): `review_at` in the time zone of your agency, with its offset from
                UTC.
    """

    is_decided: bool
    review_at: datetime.datetime | None
    review_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        is_decided = self.is_decided

        review_at: None | str
        if isinstance(self.review_at, datetime.datetime):
            review_at = self.review_at.isoformat()
        else:
            review_at = self.review_at

        review_at_local: None | str
        if isinstance(self.review_at_local, datetime.datetime):
            review_at_local = self.review_at_local.isoformat()
        else:
            review_at_local = self.review_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "is_decided": is_decided,
                "review_at": review_at,
                "review_at_local": review_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        is_decided = d.pop("is_decided")

        def _parse_review_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                review_at_type_0 = datetime.datetime.fromisoformat(data)

                return review_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        review_at = _parse_review_at(d.pop("review_at"))

        def _parse_review_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                review_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return review_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        review_at_local = _parse_review_at_local(d.pop("review_at_local"))

        review_result = cls(
            is_decided=is_decided,
            review_at=review_at,
            review_at_local=review_at_local,
        )

        review_result.additional_properties = d
        return review_result

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
