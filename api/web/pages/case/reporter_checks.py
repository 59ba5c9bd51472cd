"""The agency's list of reporting institutions."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.case import reporter_checks
from api.web import render
from api.web.forms import Form
from core.policy.case.reporter_check import INSTITUTION_KINDS
from services.reporter_check.institutions import InstitutionForm

router = APIRouter()


@router.get("/institutions")
def list_institutions(
    request: Request, session: SessionDep, context: ContextDep, actor: reporter_checks.MayPropose
) -> Response:
    """Show the list of institutions, with the form for proposals."""
    return render.render_page(
        request,
        "desk/institutions.html",
        institutions=reporter_checks.list_institutions(session, context, actor).institutions,
        kinds=sorted(INSTITUTION_KINDS),
    )


@router.post("/institutions", name="propose")
def propose_institution(
    form: Form, session: SessionDep, context: ContextDep, actor: reporter_checks.MayPropose
) -> Response:
    """Propose an institution."""
    reporter_checks.propose_institution(form.to_request(InstitutionForm), session, context, actor)
    return render.redirect_after_post("/institutions", done="saved")


@router.post("/institutions/{institution_id}/revoke", name="revoke")
def revoke_institution(
    institution_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: reporter_checks.MayCheckReporter,
) -> Response:
    """Remove an institution from the list."""
    reporter_checks.revoke_institution(institution_id, session, context, actor)
    return render.redirect_after_post("/institutions", done="ended")
