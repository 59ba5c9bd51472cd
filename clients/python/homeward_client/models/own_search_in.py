from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define

from ..models.own_search_in_status import OwnSearchInStatus, check_own_search_in_status
from ..models.record_kind import RecordKind, check_record_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="OwnSearchIn")


@_attrs_define
class OwnSearchIn:
    """A search in own records: the beginning of a reference, or words of a name in any script.

    Attributes:
        text (str):
        kind (Literal[''] | RecordKind | Unset):  Default: ''.
        status (OwnSearchInStatus | Unset):  Default: ''.
    """

    text: str
    kind: Literal[""] | RecordKind | Unset = ""
    status: OwnSearchInStatus | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        kind: Literal[""] | str | Unset
        if isinstance(self.kind, Unset):
            kind = UNSET
        elif isinstance(self.kind, str):
            kind = self.kind
        else:
            kind = self.kind

        status: str | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        text = d.pop("text")

        def _parse_kind(data: object) -> Literal[""] | RecordKind | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_0 = check_record_kind(data)

                return kind_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            kind_type_1 = cast(Literal[""], data)
            if kind_type_1 != "":
                raise ValueError(f"kind_type_1 must match const '', got '{kind_type_1}'")
            return kind_type_1

        kind = _parse_kind(d.pop("kind", UNSET))

        _status = d.pop("status", UNSET)
        status: OwnSearchInStatus | Unset
        if isinstance(_status, Unset):
            status = UNSET
        else:
            status = check_own_search_in_status(_status)

        own_search_in = cls(
            text=text,
            kind=kind,
            status=status,
        )

        return own_search_in
