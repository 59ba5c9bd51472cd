from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.hit_request_kind import HitRequestKind, check_hit_request_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="HitRequestIn")


@_attrs_define
class HitRequestIn:
    """A request to the owner of a record that the search showed, with its reason.

    `own_record` is the asker's own report about the person. If it is null, the report to which the
    search is linked counts, if there is one.

        Attributes:
            record (UUID):
            kind (HitRequestKind): What the searcher asks the owner of a record for.
            reason (str):
            own_record (None | Unset | UUID):
    """

    record: UUID
    kind: HitRequestKind
    reason: str
    own_record: None | Unset | UUID = UNSET

    def to_dict(self) -> dict[str, Any]:
        record = str(self.record)

        kind: str = self.kind

        reason = self.reason

        own_record: None | str | Unset
        if isinstance(self.own_record, Unset):
            own_record = UNSET
        elif isinstance(self.own_record, UUID):
            own_record = str(self.own_record)
        else:
            own_record = self.own_record

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "record": record,
                "kind": kind,
                "reason": reason,
            }
        )
        if own_record is not UNSET:
            field_dict["own_record"] = own_record

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        record = UUID(d.pop("record"))

        kind = check_hit_request_kind(d.pop("kind"))

        reason = d.pop("reason")

        def _parse_own_record(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                own_record_type_0 = UUID(data)

                return own_record_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        own_record = _parse_own_record(d.pop("own_record", UNSET))

        hit_request_in = cls(
            record=record,
            kind=kind,
            reason=reason,
            own_record=own_record,
        )

        return hit_request_in
