"""Agencies with their desks, and the state of the system."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, Request, Text, answer_from
from services.agencies.agencies import AgencyForm, AgencyView
from services.foundation.checkpoints import Finding
from services.operations.system_status import KeyStatus, QueueStatus, ScheduleStatus, SystemStatus
from services.oversight.anchor_state import AnchorFailure, AnchorStatus

Short = Annotated[Text, Field(min_length=1, max_length=200)]
Phone = Annotated[str, Field(min_length=5, max_length=40)]


class AgencyIn(Request):
    """A new agency and the number its desk answers at night; the first of a state becomes the
    state's desk.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "PT-116",
                    "name": "Hotline of Portugal",
                    "kind": "hotline",
                    "state": "PT",
                    "phone": "+351 21 555 01 16",
                    "case_number_pattern": "PT-\\d{4}-\\d{3}",
                    "supervisory_authority": "CNPD",
                    "data_protection_contact": "dpo@hotline.example",
                }
            ]
        }
    )

    code: Annotated[str, Field(pattern="^[A-Z0-9-]{2,20}$")]
    name: Short
    kind: Literal["protection", "police", "hotline"]
    state: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    phone: Phone
    case_number_pattern: Short
    supervisory_authority: Short
    data_protection_contact: Short
    time_zone: Annotated[str, Field(max_length=40)] = ""

    def form(self) -> AgencyForm:
        """Return the form as the service wants it."""
        values = self.model_dump()
        return AgencyForm(desk_phone=values.pop("phone"), **values)


class DeskPhoneIn(Request):
    """A desk's on-call number, with its country."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"phone": "+351 21 555 01 16"}]})

    phone: Phone


class RelayDeskIn(Request):
    """Whether an agency's desk is the relay desk; another that was is it no longer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_relay": True}]})

    is_relay: bool


class AgencyList(Answer):
    """Every agency, by state."""

    agencies: list[AgencyView]


class AnchorOut(Answer):
    """A place outside where the audit log's checkpoints are kept.

    `last_row`: newest audit row that is anchored there (0: none). `unsent_seconds`: age of the
    oldest checkpoint not sent yet. `trouble`: what went wrong at the last attempt, if anything did.
    """

    kind: str
    last_row: int
    sent_at: datetime | None
    unsent_seconds: int
    trouble: AnchorFailure

    @classmethod
    def of(cls, anchor: AnchorStatus) -> AnchorOut:
        """Return the anchor for showing."""
        return cls(
            kind=anchor.kind,
            last_row=anchor.last_id,
            sent_at=anchor.sent_at,
            unsent_seconds=int(anchor.unsent_s),
            trouble=anchor.trouble,
        )


class SystemStatusOut(Answer):
    """The state of the system; `keys_since`: when the key file was last written."""

    keys: list[KeyStatus]
    keys_since: datetime | None
    schedules: list[ScheduleStatus]
    queues: list[QueueStatus]
    anchors: list[AnchorOut]

    @classmethod
    def of(cls, seen: SystemStatus) -> SystemStatusOut:
        """Return the state for showing."""
        anchors = [AnchorOut.of(anchor) for anchor in seen.anchors]
        return answer_from(cls, seen, anchors=anchors)


class AuditFindingOut(Answer):
    """A place where the trail is broken: a row's number (0: none), and a line's number in the
    anchor (0: none).
    """

    row: int
    anchor_line: int
    reason: str


class AuditVerificationOut(Answer):
    """How many rows were walked, how many places are broken, and the first of them."""

    rows: int
    broken: int
    findings: list[AuditFindingOut]

    @classmethod
    def of(cls, rows: int, findings: list[Finding], *, shown: int) -> AuditVerificationOut:
        """Return what was found, the first `shown` places of it."""
        findings_out = [
            AuditFindingOut(row=finding.audit_id, anchor_line=finding.line, reason=finding.reason)
            for finding in findings[:shown]
        ]
        return cls(rows=rows, broken=len(findings), findings=findings_out)
