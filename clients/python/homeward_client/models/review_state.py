from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.review_outcome import ReviewOutcome, check_review_outcome

T = TypeVar("T", bound="ReviewState")


@_attrs_define
class ReviewState:
    """The state of a review: its time, and whether it may be decided now (`is_near`).

    `review_at` is None for an erased record, which has no review. `outcome` is the first person's
    decision, None before it; `reason` is that person's reason. `is_own_word`: the reader is the
    first person.

        Attributes:
            review_at (datetime.datetime | None):
            is_near (bool):
            outcome (None | ReviewOutcome):
            reason (str):
            is_own_word (bool):
            review_at_local (datetime.datetime | None): `review_at` in the time zone of your agency, with its offset from
                UTC.
    """

    review_at: datetime.datetime | None
    is_near: bool
    outcome: None | ReviewOutcome
    reason: str
    is_own_word: bool
    review_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        review_at: None | str
        if isinstance(self.review_at, datetime.datetime):
            review_at = self.review_at.isoformat()
        else:
            review_at = self.review_at

        is_near = self.is_near

        outcome: None | str
        if isinstance(self.outcome, str):
            outcome = self.outcome
        else:
            outcome = self.outcome

        reason = self.reason

        is_own_word = self.is_own_word

        review_at_local: None | str
        if isinstance(self.review_at_local, datetime.datetime):
            review_at_local = self.review_at_local.isoformat()
        else:
            review_at_local = self.review_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "review_at": review_at,
                "is_near": is_near,
                "outcome": outcome,
                "reason": reason,
                "is_own_word": is_own_word,
                "review_at_local": review_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

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

        is_near = d.pop("is_near")

        def _parse_outcome(data: object) -> None | ReviewOutcome:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                outcome_type_0 = check_review_outcome(data)

                return outcome_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReviewOutcome, data)

        outcome = _parse_outcome(d.pop("outcome"))

        reason = d.pop("reason")

        is_own_word = d.pop("is_own_word")

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

        review_state = cls(
            review_at=review_at,
            is_near=is_near,
            outcome=outcome,
            reason=reason,
            is_own_word=is_own_word,
            review_at_local=review_at_local,
        )

        review_state.additional_properties = d
        return review_state

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
