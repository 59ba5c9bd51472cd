"""Risk assessments and best-interests determinations of a child."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.disclosure import requests_and_grants
from api.routes.records import register
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form, SubmittedForm, make_request, parse_moment
from core.errors import Conflict, InvalidInput
from core.policy.actions import Action, scope
from core.policy.case.consent import CHILD_VIEWS, SCOPES_CHILD_MAY_REFUSE
from core.policy.sharing.disclosure import ASKED_SCOPES, IMMINENT_RISKS, RISK_LEVELS
from services.case.best_interests import BestInterestsForm
from services.case.risks import RiskForm
from services.foundation.actor import Actor

router = APIRouter(prefix="/records/{record_id}")

LISTS: dict[str, Any] = {
    "levels": RISK_LEVELS,
    "imminent": sorted(IMMINENT_RISKS),
    "scopes": ASKED_SCOPES,
    "views": CHILD_VIEWS,
    "opens": sorted(SCOPES_CHILD_MAY_REFUSE),
}


def _page(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: Actor
) -> dict[str, Any]:
    may_read = scope(Action.RECORD_CONSENT, actor.role) is not None
    assessments = (
        requests_and_grants.list_best_interests(record_id, session, context, actor).determinations
        if may_read
        else []
    )
    return LISTS | {
        "record": register.read_record(record_id, session, context, actor, Response()),
        "risks": requests_and_grants.list_risks(record_id, session, context, actor).risks,
        "determinations": assessments,
    }


@router.get("/safety", name="show")
def show_safety(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayAssess,
) -> Response:
    """Show assessments and determinations of a record of the agency."""
    page = _page(record_id, session, context, actor)
    return render.render_page(request, "records/safety.html", **page, sent=None, errors={})


@router.post("/risks", name="assess")
def assess_risk(
    request: Request,
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayAssess,
) -> Response:
    """Assess the risk; the newest assessment counts."""
    page = _page(record_id, session, context, actor)
    values: dict[str, Any] = {
        "level": form.text("level"),
        "notes": form.text("notes"),
        "imminent": form.texts("imminent"),
        "may_release": form.texts("may_release"),
        "is_adult_who_cannot_decide": form.is_ticked("is_adult_who_cannot_decide"),
    }
    if form.text("act_by"):
        values["act_by"] = parse_moment(form, "act_by", actor.time_zone)
    with shown_again("records/safety.html", InvalidInput, Conflict, **page, sent=form):
        requests_and_grants.assess_risk(
            record_id, make_request(RiskForm, values), session, context, actor
        )
    return render.redirect_after_post(f"/records/{record_id}/safety", done="saved")


@router.post("/best-interests", name="decide")
def decide_best_interests(
    request: Request,
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayDecide,
) -> Response:
    """Record a best-interests decision."""
    page = _page(record_id, session, context, actor)
    with shown_again("records/safety.html", InvalidInput, Conflict, **page, sent=form):
        requests_and_grants.decide_best_interests(
            record_id, make_request(BestInterestsForm, _decided(form)), session, context, actor
        )
    return render.redirect_after_post(f"/records/{record_id}/safety", done="saved")


def _decided(form: SubmittedForm) -> dict[str, Any]:
    names = (
        "trigger child_view child_heard_how family_assessed_by decision dissent review_on".split()
    )
    return {
        **{name: form.text(name) for name in names},
        "is_guardian_present": form.is_ticked("is_guardian_present"),
        "options": [
            {"option": option, "safety": safety} for option, safety in form.rows("option", "safety")
        ],
        "panel": [line.strip() for line in form.text("panel").splitlines() if line.strip()],
        "opens": form.texts("opens"),
    }
