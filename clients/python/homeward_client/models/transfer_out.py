from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.next_steps_out import NextStepsOut


T = TypeVar("T", bound="TransferOut")


@_attrs_define
class TransferOut:
    """A transfer from or to your agency.

    `is_hand_over`: police hand over a found child. `record` and `hand_over_due_at` are null unless
    you may see the record. `reason` and `answer` are empty unless the record is yours.

        Attributes:
            id (UUID):
            record (None | UUID):
            from_agency (str):
            from_name (str):
            to_agency (str):
            to_name (str):
            status (str):
            is_hand_over (bool):
            offered_at (datetime.datetime):
            decided_at (datetime.datetime | None):
            hand_over_due_at (datetime.datetime | None):
            reason (str):
            answer (str):
            next_steps (NextStepsOut): The steps done, the step that comes next, and every action with its reason.

                `current` is null if no step comes next.
            offered_at_local (datetime.datetime): `offered_at` in the time zone of your agency, with its offset from UTC.
            decided_at_local (datetime.datetime | None): `decided_at` in the time zone of your agency, with its offset from
                UTC.
            hand_over_due_at_local (datetime.datetime | None): `hand_over_due_at` in the time zone of your agency, with its
                offset from UTC.
    """

    id: UUID
    record: None | UUID
    from_agency: str
    from_name: str
    to_agency: str
    to_name: str
    status: str
    is_hand_over: bool
    offered_at: datetime.datetime
    decided_at: datetime.datetime | None
    hand_over_due_at: datetime.datetime | None
    reason: str
    answer: str
    next_steps: NextStepsOut
    offered_at_local: datetime.datetime
    decided_at_local: datetime.datetime | None
    hand_over_due_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        record: None | str
        if isinstance(self.record, UUID):
            record = str(self.record)
        else:
            record = self.record

        from_agency = self.from_agency

        from_name = self.from_name

        to_agency = self.to_agency

        to_name = self.to_name

        status = self.status

        is_hand_over = self.is_hand_over

        offered_at = self.offered_at.isoformat()

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        hand_over_due_at: None | str
        if isinstance(self.hand_over_due_at, datetime.datetime):
            hand_over_due_at = self.hand_over_due_at.isoformat()
        else:
            hand_over_due_at = self.hand_over_due_at

        reason = self.reason

        answer = self.answer

        next_steps = self.next_steps.to_dict()

        offered_at_local = self.offered_at_local.isoformat()

        decided_at_local: None | str
        if isinstance(self.decided_at_local, datetime.datetime):
            decided_at_local = self.decided_at_local.isoformat()
        else:
            decided_at_local = self.decided_at_local

        hand_over_due_at_local: None | str
        if isinstance(self.hand_over_due_at_local, datetime.datetime):
            hand_over_due_at_local = self.hand_over_due_at_local.isoformat()
        else:
            hand_over_due_at_local = self.hand_over_due_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "record": record,
                "from_agency": from_agency,
                "from_name": from_name,
                "to_agency": to_agency,
                "to_name": to_name,
                "status": status,
                "is_hand_over": is_hand_over,
                "offered_at": offered_at,
                "decided_at": decided_at,
                "hand_over_due_at": hand_over_due_at,
                "reason": reason,
                "answer": answer,
                "next_steps": next_steps,
                "offered_at_local": offered_at_local,
                "decided_at_local": decided_at_local,
                "hand_over_due_at_local": hand_over_due_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

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

        from_agency = d.pop("from_agency")

        from_name = d.pop("from_name")

        to_agency = d.pop("to_agency")

        to_name = d.pop("to_name")

        status = d.pop("status")

        is_hand_over = d.pop("is_hand_over")

        offered_at = datetime.datetime.fromisoformat(d.pop("offered_at"))

        def _parse_decided_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_at_type_0 = datetime.datetime.fromisoformat(data)

                return decided_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        decided_at = _parse_decided_at(d.pop("decided_at"))

        def _parse_hand_over_due_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                hand_over_due_at_type_0 = datetime.datetime.fromisoformat(data)

                return hand_over_due_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        hand_over_due_at = _parse_hand_over_due_at(d.pop("hand_over_due_at"))

        reason = d.pop("reason")

        answer = d.pop("answer")

        next_steps = NextStepsOut.from_dict(d.pop("next_steps"))

        offered_at_local = datetime.datetime.fromisoformat(d.pop("offered_at_local"))

        def _parse_decided_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return decided_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        decided_at_local = _parse_decided_at_local(d.pop("decided_at_local"))

        def _parse_hand_over_due_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                hand_over_due_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return hand_over_due_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        hand_over_due_at_local = _parse_hand_over_due_at_local(d.pop("hand_over_due_at_local"))

        transfer_out = cls(
            id=id,
            record=record,
            from_agency=from_agency,
            from_name=from_name,
            to_agency=to_agency,
            to_name=to_name,
            status=status,
            is_hand_over=is_hand_over,
            offered_at=offered_at,
            decided_at=decided_at,
            hand_over_due_at=hand_over_due_at,
            reason=reason,
            answer=answer,
            next_steps=next_steps,
            offered_at_local=offered_at_local,
            decided_at_local=decided_at_local,
            hand_over_due_at_local=hand_over_due_at_local,
        )

        transfer_out.additional_properties = d
        return transfer_out

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
