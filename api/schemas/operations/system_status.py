"""Agencies with their desks, and the state of the system."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.common import Answer, RequestBody, answer_from
from services.agencies.agency_register import AgencyView, Phone
from services.foundation.checkpoints import AuditDefect
from services.operations.system_status import KeyStatus, QueueStatus, ScheduleStatus, SystemStatus
from services.oversight.anchor_state import AnchorFailure, AnchorStatus
from services.records.missing_desks import MissingDeskStatus


class DeskPhoneIn(RequestBody, examples=[{"phone": "+351 21 555 01 16"}]):
    """The on-call number of a desk, with its country code."""

    phone: Phone


class RelayDeskIn(RequestBody, examples=[{"is_relay": True}]):
    """Whether the desk is the relay desk. The earlier relay desk loses this role."""

    is_relay: bool


class AgencyList(Answer):
    """All agencies, by state."""

    agencies: list[AgencyView]


class AnchorOut(Answer):
    """A place outside the host for checkpoints of the audit log."""

    kind: str
    last_row: int = Field(description="Newest audit row that is anchored there; 0 for none.")
    sent_at: datetime | None
    unsent_seconds: int = Field(description="Age of the oldest checkpoint that is not sent.")
    trouble: AnchorFailure = Field(description="Error of the last attempt.")

    @classmethod
    def of(cls, anchor: AnchorStatus) -> AnchorOut:
        """Return the state of an anchor, with the age in whole seconds.

        `is_replaced` is left out.
        """
        return cls(
            kind=anchor.kind,
            last_row=anchor.last_id,
            sent_at=anchor.sent_at,
            unsent_seconds=int(anchor.unsent_s),
            trouble=anchor.trouble,
        )


class SystemStatusOut(Answer):
    """The state of the system.

    `keys_since` is the time of the last change of the key file. It is null if there is no file.
    """

    keys: list[KeyStatus]
    keys_since: datetime | None
    schedules: list[ScheduleStatus]
    queues: list[QueueStatus]
    anchors: list[AnchorOut]
    missing_desks: list[MissingDeskStatus]

    @classmethod
    def of(cls, seen: SystemStatus) -> SystemStatusOut:
        """Return the state of the system; each anchor leaves out `is_replaced`."""
        return answer_from(cls, seen, anchors=[AnchorOut.of(anchor) for anchor in seen.anchors])


class AuditFindingOut(Answer):
    """A break in the audit log: the number of the row and of the line in the anchor (0: none)."""

    row: int
    anchor_line: int
    reason: str


class AuditVerificationOut(Answer):
    """The number of rows, the number of breaks, and the first breaks."""

    rows: int
    broken: int
    findings: list[AuditFindingOut]

    @classmethod
    def of(cls, rows: int, findings: list[AuditDefect], *, shown: int) -> AuditVerificationOut:
        """Return the result, with the first `shown` breaks."""
        findings_out = [
            AuditFindingOut(row=finding.audit_id, anchor_line=finding.line, reason=finding.reason)
            for finding in findings[:shown]
        ]
        return cls(rows=rows, broken=len(findings), findings=findings_out)
