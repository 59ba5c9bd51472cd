from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..models.export_in_format import ExportInFormat, check_export_in_format

T = TypeVar("T", bound="ExportIn")


@_attrs_define
class ExportIn:
    """The records, the format, the reason, the recipient and the state of the recipient.

    Attributes:
        records (list[UUID]):
        format_ (ExportInFormat):
        purpose (str):
        reason (str):
        recipient (str):
        recipient_state (str):
    """

    records: list[UUID]
    format_: ExportInFormat
    purpose: str
    reason: str
    recipient: str
    recipient_state: str

    def to_dict(self) -> dict[str, Any]:
        records = []
        for records_item_data in self.records:
            records_item = str(records_item_data)
            records.append(records_item)

        format_: str = self.format_

        purpose = self.purpose

        reason = self.reason

        recipient = self.recipient

        recipient_state = self.recipient_state

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "records": records,
                "format": format_,
                "purpose": purpose,
                "reason": reason,
                "recipient": recipient,
                "recipient_state": recipient_state,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        records = []
        _records = d.pop("records")
        for records_item_data in _records:
            records_item = UUID(records_item_data)

            records.append(records_item)

        format_ = check_export_in_format(d.pop("format"))

        purpose = d.pop("purpose")

        reason = d.pop("reason")

        recipient = d.pop("recipient")

        recipient_state = d.pop("recipient_state")

        export_in = cls(
            records=records,
            format_=format_,
            purpose=purpose,
            reason=reason,
            recipient=recipient,
            recipient_state=recipient_state,
        )

        return export_in
