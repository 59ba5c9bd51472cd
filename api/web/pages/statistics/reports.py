"""Feasibility reports: list, make, open, download, compare."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.statistics import reports
from api.schemas.statistics.reports import ReportIn
from api.web import render
from api.web.errors import FormRejected
from api.web.forms import Form, make_request
from core.errors import Conflict, InvalidInput

router = APIRouter()


@router.get("/reports")
def list_reports(request: Request, session: SessionDep, actor: reports.MayRead) -> Response:
    """List the newest reports, and for permitted roles a form for a new one."""
    runs = reports.list_reports(session, actor).reports
    return render.render_page(request, "reports/list.html", reports=runs, sent=None, errors={})


@router.post("/reports", name="start")
def start_report(
    form: Form, session: SessionDep, context: ContextDep, actor: reports.MayMake
) -> Response:
    """Make a report."""
    shown = {"reports": reports.list_reports(session, actor).reports}
    try:
        body = make_request(ReportIn, form.filled("since", "until"))
        reports.create_report(session, context, actor, body)
    except InvalidInput as error:
        raise FormRejected("reports/list.html", error, sent=form, **shown) from error
    except Conflict:
        return render.redirect_after_post("/reports", done="nothing_published")
    return render.redirect_after_post("/reports", done="made")


@router.get("/reports/compare", name="compare")
def compare_reports(
    request: Request,
    session: SessionDep,
    actor: reports.MayRead,
    earlier: UUID | None = None,
    later: UUID | None = None,
) -> Response:
    """Show which figures differ between two reports."""
    runs = reports.list_reports(session, actor).reports
    comparison = (
        reports.compare_reports(later, session, actor, earlier).changes if earlier and later else []
    )
    return render.render_page(
        request,
        "reports/compare.html",
        changes=comparison,
        reports=runs,
        earlier=earlier,
        later=later,
        is_asked=earlier is not None and later is not None,
    )
