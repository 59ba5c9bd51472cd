"""Oversight by auditors and supervisors: audit log, alerts, search samples."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.oversight import alert_list, audit
from api.schemas.oversight.audit import SampleIn
from api.web import render
from api.web.forms import Form, From
from core.policy.search import SAMPLE_DAYS, SAMPLE_SIZE

router = APIRouter()


@router.get("/audit-log", name="read_audit_log")
def list_audit_events(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: audit.MayRead,
    page: From = None,
) -> Response:
    """Show the part of the audit log that the role may read, newest first."""
    return render.render_page(
        request,
        "oversight/audit_log.html",
        listed=audit.list_audit_events(session, context, actor, page),
    )


@router.post("/audit-log/verification", name="verify")
def verify_audit_log(
    request: Request, session: SessionDep, context: ContextDep, actor: audit.MayVerify
) -> Response:
    """Verify the whole audit log; show whether an entry was altered, removed or forged."""
    return render.render_page(
        request, "oversight/verified.html", verified=audit.verify_audit_log(session, context, actor)
    )


@router.get("/alerts")
def list_alerts(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: alert_list.MaySeeAlerts,
    page: From = None,
) -> Response:
    """Show the alerts, newest first."""
    return render.render_page(
        request,
        "oversight/alerts.html",
        listed=alert_list.list_alerts(session, context, actor, page),
    )


@router.post("/alerts/{alert_id}/seen", name="mark_seen")
def mark_alert_seen(
    alert_id: UUID, session: SessionDep, context: ContextDep, actor: alert_list.MaySeeAlerts
) -> Response:
    """Mark an alert as seen."""
    alert_list.mark_alert_seen(alert_id, session, context, actor)
    return render.redirect_after_post("/alerts", done="read")


@router.get("/samples")
def show_samples(request: Request, actor: audit.MaySample) -> Response:
    """Show the form for a sample."""
    return render.render_page(
        request, "oversight/samples.html", drawn=None, most=SAMPLE_SIZE, days=SAMPLE_DAYS
    )


@router.post("/samples", name="draw")
def draw_sample(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: audit.MaySample
) -> Response:
    """Draw a sample; a second auditor finds it in the list of approvals."""
    sample = audit.draw_sample(form.to_request(SampleIn), session, context, actor)
    return render.render_page(
        request, "oversight/samples.html", drawn=sample, most=SAMPLE_SIZE, days=SAMPLE_DAYS
    )


@router.get("/samples/{sample_id}")
def read_sample(
    request: Request,
    sample_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: audit.MaySample,
) -> Response:
    """Open the searches of an approved sample."""
    return render.render_page(
        request,
        "oversight/sample.html",
        searches=audit.read_sample(sample_id, session, context, actor).searches,
        sample_id=sample_id,
    )
