"""Approvals: the list of acts that wait for a second person, and the decision."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.schemas.oversight.approvals import (
    ApprovalDecidedOut,
    ApprovalDecisionIn,
    ApprovalOut,
    ApprovalPage,
)
from core.policy.actions import Action
from core.policy.approvals import DECIDING_ACTIONS
from services.approval_decisions import approval_list
from services.approvals.approval_requests import Decision
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/approvals", tags=["approvals"])

MaySee = Annotated[Actor, allow(Action.SEE_APPROVALS)]
MayDecide = Annotated[Actor, allow(*DECIDING_ACTIONS)]


@router.get("", name="list")
def list_approvals(
    session: SessionDep,
    context: ContextDep,
    actor: MaySee,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> ApprovalPage:
    """List approvals that you may decide or asked for.

    The one with the least time left is first.
    """
    after = cursor.decode(context, actor, "approvals", page)
    listed = approval_list.list_approvals(session, context, actor, after=after)
    positions = [line.position for line in listed if line.position]
    return ApprovalPage(
        approvals=[ApprovalOut.of(line) for line in listed],
        next=cursor.encode_next(context, actor, "approvals", positions, approval_list.PAGE),
    )


@router.post("/{approval_id}/decision", name="decide")
def decide_approval(
    approval_id: UUID,
    body: ApprovalDecisionIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayDecide,
) -> ApprovalDecidedOut:
    """Approve or refuse as the second person. An approval is decided once."""
    decision = Decision(is_approved=body.is_approved, reason=body.reason)
    return ApprovalDecidedOut.of(
        approval_list.decide_approval(session, context, actor, approval_id, decision)
    )
