"""Exports: requests, decisions and lists. The file itself has no schema."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, Reason, Request
from api.schemas.next_steps import NextStepsOut
from core.policy.exchange import EXPORT_PROCESS, MAX_EXPORT_ROWS
from services.disclosure.exports import ExportForm, ExportSummary, ExportView


class ExportIn(
    Request,
    examples=[
        {
            "records": ["7d2f0c1e-3f2b-4d2b-9c36-0d4f6a1b2c3d"],
            "format": "csv",
            "purpose": "locate_missing",
            "reason": "the desk in Athens works without a line tonight",
            "recipient": "GR-CPA, duty desk",
            "recipient_state": "GR",
        }
    ],
):
    """The records, the format, the reason, the recipient and the state of the recipient."""

    records: Annotated[list[UUID], Field(min_length=1, max_length=MAX_EXPORT_ROWS)]
    format: Literal["csv", "json", "pfif"]
    purpose: str
    reason: Reason
    recipient: Annotated[str, Field(max_length=200)]
    recipient_state: Annotated[str, Field(pattern="^[A-Z]{2}$")]

    def form(self) -> ExportForm:
        """Return the form for the service."""
        return ExportForm(**self.model_dump())


class ExportDecisionIn(Request, examples=[{"is_approved": True, "reason": "no other way tonight"}]):
    """The decision of the second person, and the reason."""

    is_approved: bool
    reason: Reason


class ExportList(Answer):
    """The newest exports."""

    exports: list[ExportSummary]


class ExportRequestOut(Answer):
    """An export as the two supervisors see it. `is_own`: you requested it."""

    export: ExportSummary
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
            records=list(opened.records),
            reason=opened.reason,
            recipient=opened.recipient,
            is_own=opened.is_own,
            next_steps=NextStepsOut.of(
                EXPORT_PROCESS, opened.next_steps, user_id=user_id, ids={"export": opened.line.id}
            ),
        )
