from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RetryIn")


@_attrs_define
class RetryIn:
    """The jobs to retry; without any, all failed jobs.

    Attributes:
        jobs (list[int] | Unset):
    """

    jobs: list[int] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        jobs: list[int] | Unset = UNSET
        if not isinstance(self.jobs, Unset):
            jobs = self.jobs

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if jobs is not UNSET:
            field_dict["jobs"] = jobs

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        jobs = cast(list[int], d.pop("jobs", UNSET))

        retry_in = cls(
            jobs=jobs,
        )

        return retry_in
