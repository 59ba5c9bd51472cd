from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..models.data_request_in_requester import (
    DataRequestInRequester,
    check_data_request_in_requester,
)
from ..models.data_right import DataRight, check_data_right
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.data_request_in_changes import DataRequestInChanges


T = TypeVar("T", bound="DataRequestIn")


@_attrs_define
class DataRequestIn:
    """A request as it arrived.

    Attributes:
        kind (DataRight): A right of a person towards the agency that owns their record.
        requester (DataRequestInRequester):
        proof (str):
        received_at (datetime.datetime):
        grounds (str | Unset):  Default: ''.
        changes (DataRequestInChanges | Unset):
    """

    kind: DataRight
    requester: DataRequestInRequester
    proof: str
    received_at: datetime.datetime
    grounds: str | Unset = ""
    changes: DataRequestInChanges | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        requester: str = self.requester

        proof = self.proof

        received_at = self.received_at.isoformat()

        grounds = self.grounds

        changes: dict[str, Any] | Unset = UNSET
        if not isinstance(self.changes, Unset):
            changes = self.changes.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "requester": requester,
                "proof": proof,
                "received_at": received_at,
            }
        )
        if grounds is not UNSET:
            field_dict["grounds"] = grounds
        if changes is not UNSET:
            field_dict["changes"] = changes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.data_request_in_changes import DataRequestInChanges  # noqa: PLC0415

        d = dict(src_dict)
        kind = check_data_right(d.pop("kind"))

        requester = check_data_request_in_requester(d.pop("requester"))

        proof = d.pop("proof")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        grounds = d.pop("grounds", UNSET)

        _changes = d.pop("changes", UNSET)
        changes: DataRequestInChanges | Unset
        if isinstance(_changes, Unset):
            changes = UNSET
        else:
            changes = DataRequestInChanges.from_dict(_changes)

        data_request_in = cls(
            kind=kind,
            requester=requester,
            proof=proof,
            received_at=received_at,
            grounds=grounds,
            changes=changes,
        )

        return data_request_in
