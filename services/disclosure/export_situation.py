"""The situation of an export for one viewer, the input of `EXPORT_PROCESS`."""

from __future__ import annotations

from datetime import datetime

from core.codes.approvals import ApprovalState
from core.codes.disclosure import ExportPhase
from core.policy.exchange import EXPORT_AGENCY, EXPORT_ASKER
from core.policy.process import Situation, done_steps
from models.disclosure.export import RecordExport
from models.oversight.approval import Approval
from services.foundation.actor import Actor

# State of the approval -> the act that led to it.
_DECISIONS = {ApprovalState.APPROVED: "approve", ApprovalState.REFUSED: "refuse"}
_PHASES = {
    ApprovalState.WAITING: ExportPhase.ASKED,
    ApprovalState.APPROVED: ExportPhase.APPROVED,
    ApprovalState.REFUSED: ExportPhase.REFUSED,
    ApprovalState.LAPSED: ExportPhase.EXPIRED,
}


def phase(
    state: str, now: datetime, *, due_at: datetime | None, ends_at: datetime | None
) -> ExportPhase:
    """Return the phase of an export: the state of its approval, or expired.

    `due_at` is the end of the time for the decision, `ends_at` the end of the approval, None
    without one.
    """
    current = _PHASES[ApprovalState(state)]
    until = {ExportPhase.ASKED: due_at, ExportPhase.APPROVED: ends_at}.get(current)
    return ExportPhase.EXPIRED if until is not None and until <= now else current


def situation(row: RecordExport, approval: Approval, actor: Actor, now: datetime) -> Situation:
    """Return the situation of an export for the viewer."""
    current = phase(approval.state, now, due_at=approval.due_at, ends_at=row.ends_at)
    decision = _DECISIONS.get(ApprovalState(approval.state), "")
    is_asker = approval.asked_by == actor.user_id
    return Situation(
        state=current,
        sides=frozenset({EXPORT_AGENCY, EXPORT_ASKER} if is_asker else {EXPORT_AGENCY}),
        role=actor.role,
        user_id=actor.user_id,
        done=done_steps(
            ("ask", approval.asked_at, approval.asked_by),
            (decision, approval.decided_at, approval.decided_by),
            ("read", row.read_at, approval.asked_by),
        ),
        finished=frozenset({"read"} if row.read_at is not None else ()),
        due_at=approval.due_at if current is ExportPhase.ASKED else row.ends_at,
    )
