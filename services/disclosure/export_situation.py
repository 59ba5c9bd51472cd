"""The situation of an export for one viewer, the input of `EXPORT_PROCESS`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.codes.disclosure import ExportPhase, ExportState
from core.policy.exchange import EXPORT_AGENCY, EXPORT_ASKER
from core.policy.process import Situation, done_steps
from models.disclosure.export import RecordExport
from services.foundation.actor import Actor

# State after a decision -> the act that led to it.
_DECISIONS = {ExportState.APPROVED: "approve", ExportState.REFUSED: "refuse"}


def phase(row: Any, now: datetime) -> ExportPhase:
    """Return the phase of an export: its state, or expired."""
    until = row.decide_by if row.state == ExportState.ASKED else row.ends_at
    is_over = row.state != ExportState.REFUSED and until is not None and until <= now
    return ExportPhase.EXPIRED if is_over else ExportPhase(row.state)


def situation(row: RecordExport, actor: Actor, now: datetime) -> Situation:
    """Return the situation of an export for the viewer."""
    is_asker = row.asked_by == actor.user_id
    return Situation(
        state=phase(row, now),
        sides=frozenset({EXPORT_AGENCY, EXPORT_ASKER} if is_asker else {EXPORT_AGENCY}),
        role=actor.role,
        user_id=actor.user_id,
        done=done_steps(
            ("ask", row.asked_at, row.asked_by),
            (_DECISIONS.get(ExportState(row.state), ""), row.decided_at, row.decided_by),
            ("read", row.read_at, row.asked_by),
        ),
        finished=frozenset({"read"} if row.read_at is not None else ()),
        due_at=row.decide_by if row.state == ExportState.ASKED else row.ends_at,
    )
