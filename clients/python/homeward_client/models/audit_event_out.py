from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AuditEventOut")


@_attrs_define
class AuditEventOut:
    """A row of the audit log.

    It has references and codes, and no facts. `number` is the number of the row; null unless an
    auditor reads it. `user` is null for an act of software, and for a refused sign-in. `subject` is
    the object of the act; null for an act without one.

        Attributes:
            number (int | None):
            at (datetime.datetime):
            user (int | None):
            agency (str):
            role (str):
            acting_state (str):
            action (str):
            outcome (str):
            purpose (str):
            basis (str):
            subject (None | UUID):
            records (list[UUID]):
            at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
    """

    number: int | None
    at: datetime.datetime
    user: int | None
    agency: str
    role: str
    acting_state: str
    action: str
    outcome: str
    purpose: str
    basis: str
    subject: None | UUID
    records: list[UUID]
    at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number: int | None
        number = self.number

        at = self.at.isoformat()

        user: int | None
        user = self.user

        agency = self.agency

        role = self.role

        acting_state = self.acting_state

        action = self.action

        outcome = self.outcome

        purpose = self.purpose

        basis = self.basis

        subject: None | str
        if isinstance(self.subject, UUID):
            subject = str(self.subject)
        else:
            subject = self.subject

        records = []
        for records_item_data in self.records:
            records_item = str(records_item_data)
            records.append(records_item)

        at_local = self.at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "at": at,
                "user": user,
                "agency": agency,
                "role": role,
                "acting_state": acting_state,
                "action": action,
                "outcome": outcome,
                "purpose": purpose,
                "basis": basis,
                "subject": subject,
                "records": records,
                "at_local": at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_number(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        number = _parse_number(d.pop("number"))

        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_user(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        user = _parse_user(d.pop("user"))

        agency = d.pop("agency")

        role = d.pop("role")

        acting_state = d.pop("acting_state")

        action = d.pop("action")

        outcome = d.pop("outcome")

        purpose = d.pop("purpose")

        basis = d.pop("basis")

        def _parse_subject(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                subject_type_0 = UUID(data)

                return subject_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        subject = _parse_subject(d.pop("subject"))

        records = []
        _records = d.pop("records")
        for records_item_data in _records:
            records_item = UUID(records_item_data)

            records.append(records_item)

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        audit_event_out = cls(
            number=number,
            at=at,
            user=user,
            agency=agency,
            role=role,
            acting_state=acting_state,
            action=action,
            outcome=outcome,
            purpose=purpose,
            basis=basis,
            subject=subject,
            records=records,
            at_local=at_local,
        )

        audit_event_out.additional_properties = d
        return audit_event_out

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
