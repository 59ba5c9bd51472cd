from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.hit_request_kind import HitRequestKind, check_hit_request_kind

T = TypeVar("T", bound="HitRequestOut")


@_attrs_define
class HitRequestOut:
    """A request as one side reads it.

    A refusal without a reason that concerns the asker looks as if there had been no answer.
    `is_owner`: you read it as the owner of the record. `record` is null if the reader does not see
    the record any more. `own_record` is the asker's own report. It is null for the owner, and if
    there is none.

        Attributes:
            id (UUID):
            is_owner (bool):
            record (None | UUID):
            own_record (None | UUID):
            kind (HitRequestKind): What the searcher asks the owner of a record for.
            purpose (str):
            reason (str):
            asker (str):
            asker_state (str):
            desk (str):
            state (str):
            refusal (str):
            next_step (str):
            asked_at (datetime.datetime):
            due_at (datetime.datetime):
            asked_at_local (datetime.datetime): `asked_at` in the time zone of your agency, with its offset from UTC.
            due_at_local (datetime.datetime): `due_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    is_owner: bool
    record: None | UUID
    own_record: None | UUID
    kind: HitRequestKind
    purpose: str
    reason: str
    asker: str
    asker_state: str
    desk: str
    state: str
    refusal: str
    next_step: str
    asked_at: datetime.datetime
    due_at: datetime.datetime
    asked_at_local: datetime.datetime
    due_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        is_owner = self.is_owner

        record: None | str
        if isinstance(self.record, UUID):
            record = str(self.record)
        else:
            record = self.record

        own_record: None | str
        if isinstance(self.own_record, UUID):
            own_record = str(self.own_record)
        else:
            own_record = self.own_record

        kind: str = self.kind

        purpose = self.purpose

        reason = self.reason

        asker = self.asker

        asker_state = self.asker_state

        desk = self.desk

        state = self.state

        refusal = self.refusal

        next_step = self.next_step

        asked_at = self.asked_at.isoformat()

        due_at = self.due_at.isoformat()

        asked_at_local = self.asked_at_local.isoformat()

        due_at_local = self.due_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "is_owner": is_owner,
                "record": record,
                "own_record": own_record,
                "kind": kind,
                "purpose": purpose,
                "reason": reason,
                "asker": asker,
                "asker_state": asker_state,
                "desk": desk,
                "state": state,
                "refusal": refusal,
                "next_step": next_step,
                "asked_at": asked_at,
                "due_at": due_at,
                "asked_at_local": asked_at_local,
                "due_at_local": due_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        is_owner = d.pop("is_owner")

        def _parse_record(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                record_type_0 = UUID(data)

                return record_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        record = _parse_record(d.pop("record"))

        def _parse_own_record(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                own_record_type_0 = UUID(data)

                return own_record_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        own_record = _parse_own_record(d.pop("own_record"))

        kind = check_hit_request_kind(d.pop("kind"))

        purpose = d.pop("purpose")

        reason = d.pop("reason")

        asker = d.pop("asker")

        asker_state = d.pop("asker_state")

        desk = d.pop("desk")

        state = d.pop("state")

        refusal = d.pop("refusal")

        next_step = d.pop("next_step")

        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        asked_at_local = datetime.datetime.fromisoformat(d.pop("asked_at_local"))

        due_at_local = datetime.datetime.fromisoformat(d.pop("due_at_local"))

        hit_request_out = cls(
            id=id,
            is_owner=is_owner,
            record=record,
            own_record=own_record,
            kind=kind,
            purpose=purpose,
            reason=reason,
            asker=asker,
            asker_state=asker_state,
            desk=desk,
            state=state,
            refusal=refusal,
            next_step=next_step,
            asked_at=asked_at,
            due_at=due_at,
            asked_at_local=asked_at_local,
            due_at_local=due_at_local,
        )

        hit_request_out.additional_properties = d
        return hit_request_out

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
