"""Exports: requests, decisions and lists. The file itself has no schema."""

from __future__ import annotations

from uuid import UUID

from api.schemas.common import Answer
from api.schemas.next_steps import NextStepsOut
from core.policy.exchange import EXPORT_PROCESS
from services.disclosure.exports import ExportSummary, ExportView


class ExportList(Answer):
    """The newest exports."""

    exports: list[ExportSummary]


class ExportRequestOut(Answer):
    """An export as the two supervisors see it.

    `approval` is the id under which it is decided. `is_own`: you requested it.
    """

    export: ExportSummary
    approval: UUID
    records: list[UUID]
    reason: str
    recipient: str
    is_own: bool
    next_steps: NextStepsOut

    @classmethod
    def of(cls, opened: ExportView, *, user_id: int | None) -> ExportRequestOut:
        """Return the export; `user_id` is the reader, for the steps that the reader took."""
        return cls(
            export=opened.line,
            approval=opened.approval,
            records=list(opened.records),
            reason=opened.reason,
            recipient=opened.recipient,
            is_own=opened.is_own,
            next_steps=NextStepsOut.of(
                EXPORT_PROCESS, opened.next_steps, user_id=user_id, ids={"export": opened.line.id}
            ),
        )
