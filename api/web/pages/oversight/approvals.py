"""Approvals: the acts that wait for a second person, and the decision."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.oversight import approvals
from api.schemas.oversight.approvals import ApprovalDecidedOut, ApprovalDecisionIn
from api.web import render
from api.web.forms import Form, From, make_request
from services.foundation.actor import Actor

router = APIRouter(prefix="/approvals")


@router.get("", name="list")
def list_approvals(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: approvals.MaySee,
    page: From = None,
) -> Response:
    """Show the approvals that the person may decide or asked for, by the time left."""
    return _show(request, session, context, actor, page)


def _show(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: Actor,
    page: str | None = None,
    decided: ApprovalDecidedOut | None = None,
) -> Response:
    """Show the list; `decided` has the text that the second person sees once, None without one."""
    return render.render_page(
        request,
        "oversight/approvals.html",
        listed=approvals.list_approvals(session, context, actor, page),
        decided=decided,
    )


@router.post("/{approval_id}", name="decide")
def decide_approval(
    request: Request,
    approval_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: approvals.MayDecide,
) -> Response:
    """Approve or refuse as the second person; half of a link or a desk to call is shown once."""
    body = make_request(
        ApprovalDecisionIn,
        {"is_approved": form.text("decision") == "approve", "reason": form.text("reason")},
    )
    decided = approvals.decide_approval(approval_id, body, session, context, actor)
    if decided.second is not None or decided.desk is not None:
        return _show(request, session, context, actor, decided=decided)
    return render.redirect_after_post("/approvals", done="judged")
