"""Exports: asked, decided, listed; the file itself is no schema's."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, Reason, Request
from core.policy.exchange import MAX_EXPORT_ROWS
from services.disclosure.exports import ExportForm, ExportSummary, ExportView


class ExportIn(Request):
    """Which records go out in which format, why, to whom, and to which state."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "records": ["7d2f0c1e-3f2b-4d2b-9c36-0d4f6a1b2c3d"],
                    "format": "csv",
                    "purpose": "locate_missing",
                    "reason": "the desk in Athens works without a line tonight",
                    "recipient": "GR-CPA, duty desk",
                    "recipient_state": "GR",
                }
            ]
        }
    )

    records: Annotated[list[UUID], Field(min_length=1, max_length=MAX_EXPORT_ROWS)]
    format: Literal["csv", "json", "pfif"]
    purpose: str
    reason: Reason
    recipient: Annotated[str, Field(max_length=200)]
    recipient_state: Annotated[str, Field(pattern="^[A-Z]{2}$")]

    def form(self) -> ExportForm:
        """Return the request as the service takes it."""
        return ExportForm(**{name: getattr(self, name) for name in type(self).model_fields})


class ExportDecisionIn(Request):
    """What the second person decides, and why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"is_approved": True, "reason": "no other way tonight"}]}
    )

    is_approved: bool
    reason: Reason


class ExportList(Answer):
    """The newest exports."""

    exports: list[ExportSummary]


class ExportRequestOut(Answer):
    """An export as those who stand for it see it."""

    export: ExportSummary
    records: list[UUID]
    reason: str
    recipient: str
    is_own: bool

    @classmethod
    def of(cls, opened: ExportView) -> ExportRequestOut:
        """Return the export for showing."""
        return cls(
            export=opened.line,
            records=list(opened.records),
            reason=opened.reason,
            recipient=opened.recipient,
            is_own=opened.is_own,
        )
