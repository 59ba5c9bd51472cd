from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.export_summary import ExportSummary
    from ..models.next_steps_out import NextStepsOut


T = TypeVar("T", bound="ExportRequestOut")


@_attrs_define
class ExportRequestOut:
    """An export as the two supervisors see it. `is_own`: you requested it.

    Attributes:
        export (ExportSummary): An export without reason and recipient; `state`: asked, approved, refused or expired.

            `rows` is the number of records that were requested. `ends_at` is the end of the approval, None
            without one. `is_read`: the requester has read the file.
        records (list[UUID]):
        reason (str):
        recipient (str):
        is_own (bool):
        next_steps (NextStepsOut): The steps done, the step that comes next, and every action with its reason.

            `current` is null if no step comes next.
    """

    export: ExportSummary
    records: list[UUID]
    reason: str
    recipient: str
    is_own: bool
    next_steps: NextStepsOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        export = self.export.to_dict()

        records = []
        for records_item_data in self.records:
            records_item = str(records_item_data)
            records.append(records_item)

        reason = self.reason

        recipient = self.recipient

        is_own = self.is_own

        next_steps = self.next_steps.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "export": export,
                "records": records,
                "reason": reason,
                "recipient": recipient,
                "is_own": is_own,
                "next_steps": next_steps,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.export_summary import ExportSummary  # noqa: PLC0415
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        d = dict(src_dict)
        export = ExportSummary.from_dict(d.pop("export"))

        records = []
        _records = d.pop("records")
        for records_item_data in _records:
            records_item = UUID(records_item_data)

            records.append(records_item)

        reason = d.pop("reason")

        recipient = d.pop("recipient")

        is_own = d.pop("is_own")

        next_steps = NextStepsOut.from_dict(d.pop("next_steps"))

        export_request_out = cls(
            export=export,
            records=records,
            reason=reason,
            recipient=recipient,
            is_own=is_own,
            next_steps=next_steps,
        )

        export_request_out.additional_properties = d
        return export_request_out

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
