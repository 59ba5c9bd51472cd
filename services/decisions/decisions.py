"""Decide approvals as the second person, list them, and end those whose time is over."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind, ApprovalState
from core.policy.actions import Action
from core.policy.approvals import APPROVALS, Timing
from core.refusals import Refusal
from models.agencies.user import UserAccount
from models.oversight.approval import Approval
from services.approvals import approvals
from services.approvals.approvals import Decision
from services.decisions.effects import EFFECTS
from services.foundation import audit_log
from services.foundation.actor import Actor, permitted_scope, require
from services.foundation.context import Context

PAGE = 50
_NO_LIMIT = datetime(9999, 1, 1, tzinfo=UTC)  # sorts an approval without a time limit last


@dataclasses.dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A waiting approval in the list.

    `subject` is the id of the object to decide. `title` is its name, "" without one. `asked_by` is
    None if software asked, and for an account of another agency. `due_at` is None without a time
    limit. `is_own`: the reader asked. `page` is the address of the page that takes the decision, ""
    if the list takes it. `refusal`: why the reader cannot decide, None if they can.
    """

    id: UUID
    kind: str
    subject: UUID
    title: str
    asked_by: UUID | None
    asked_at: datetime
    due_at: datetime | None
    is_own: bool
    page: str
    refusal: Refusal | None
    position: int


def decide_approval(
    session: Session, context: Context, actor: Actor, approval_id: UUID, decision: Decision
) -> ApprovalState:
    """Approve or refuse as the second person, with the effect of the kind; return the new state.

    Raise `NotFound` for an approval that the actor may not see. Raise `Refused` and `Conflict` as
    `approvals.decide`. Audited.
    """
    row = approvals.find(session, actor, approval_id)
    effect = EFFECTS[ApprovalKind(row.kind)]
    require(actor, APPROVALS[ApprovalKind(row.kind)].decides)
    effect.check(session, context, actor, row)
    approvals.decide(session, context, actor, row, decision)
    step = effect.approve if decision.is_approved else effect.refuse
    step(session, context, actor, row)
    return ApprovalState(row.state)


def list_approvals(
    session: Session, context: Context, actor: Actor, *, after: int = 0
) -> list[ApprovalLine]:
    """Return at most `PAGE` approvals that the actor may decide or asked, by the time left.

    `after` is the `position` of the last line of the page before, 0 for the first page. Audited.
    """
    require(actor, Action.SEE_APPROVALS)
    due = func.coalesce(Approval.due_at, _NO_LIMIT)
    query = select(Approval).where(
        Approval.state == ApprovalState.WAITING,
        approvals.in_reach(actor),
        or_(_may_decide(actor), Approval.asked_by == actor.user_id),
        _is_open(context.clock.now()),
    )
    if after:
        last = session.get(Approval, after)
        if last is not None:
            query = query.where(tuple_(due, Approval.id) > (last.due_at or _NO_LIMIT, last.id))
    rows = session.scalars(query.order_by(due, Approval.id).limit(PAGE)).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_approvals"))
    return _lines(session, context, actor, rows)


def _may_decide(actor: Actor) -> ColumnElement[bool]:
    return Approval.kind.in_(
        [
            kind
            for kind, rule in APPROVALS.items()
            if permitted_scope(actor, rule.decides) is not None
        ]
    )


def _is_open(now: datetime) -> ColumnElement[bool]:
    """Return the SQL condition for approvals that can still be decided."""
    checked_after = [kind for kind, rule in APPROVALS.items() if rule.timing is Timing.AFTER]
    return or_(Approval.due_at.is_(None), Approval.due_at > now, Approval.kind.in_(checked_after))


def _lines(
    session: Session, context: Context, actor: Actor, rows: Sequence[Approval]
) -> list[ApprovalLine]:
    titles: dict[UUID, str] = {}
    for kind, effect in EFFECTS.items():
        subjects = [row.subject for row in rows if row.kind == kind]
        titles |= effect.titles(session, subjects) if subjects else {}
    askers = _public_ids(session, {row.asked_by for row in rows})
    found = approvals.refusals(session, context, actor, [(row, ()) for row in rows])
    return [
        ApprovalLine(
            id=row.public_id,
            kind=row.kind,
            subject=row.subject,
            title=titles.get(row.subject, ""),
            asked_by=askers.get(row.asked_by or 0),
            asked_at=row.asked_at,
            due_at=row.due_at,
            is_own=row.asked_by is not None and row.asked_by == actor.user_id,
            page=APPROVALS[ApprovalKind(row.kind)].page.format(subject=row.subject),
            refusal=refusal,
            position=row.id,
        )
        for row, refusal in zip(rows, found, strict=True)
    ]


def _public_ids(session: Session, ids: set[int | None]) -> dict[int, UUID]:
    query = select(UserAccount.id, UserAccount.public_id)
    rows = session.execute(query.where(UserAccount.id.in_(ids - {None})))
    return {row.id: row.public_id for row in rows}


def end_overdue(session: Session, context: Context) -> None:
    """End the waiting approvals of acts that wait, if their time is over."""
    waits = [kind for kind, rule in APPROVALS.items() if rule.timing is Timing.BEFORE]
    session.execute(
        update(Approval)
        .where(
            Approval.state == ApprovalState.WAITING,
            Approval.due_at <= context.clock.now(),
            Approval.kind.in_(waits),
        )
        .values(state=ApprovalState.LAPSED)
    )
