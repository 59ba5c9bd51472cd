from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.run_in_kind import RunInKind, check_run_in_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="RunIn")


@_attrs_define
class RunIn:
    """The kind of run.

    `crossmatch` compares all records; `delta` compares records that changed or that an older engine
    matched.

        Attributes:
            kind (RunInKind | Unset):  Default: 'crossmatch'.
    """

    kind: RunInKind | Unset = "crossmatch"

    def to_dict(self) -> dict[str, Any]:
        kind: str | Unset = UNSET
        if not isinstance(self.kind, Unset):
            kind = self.kind

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if kind is not UNSET:
            field_dict["kind"] = kind

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _kind = d.pop("kind", UNSET)
        kind: RunInKind | Unset
        if isinstance(_kind, Unset):
            kind = UNSET
        else:
            kind = check_run_in_kind(_kind)

        run_in = cls(
            kind=kind,
        )

        return run_in
