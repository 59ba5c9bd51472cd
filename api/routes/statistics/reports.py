"""Feasibility reports of published counts: create, list, download, compare."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.common import file_responses
from api.schemas.statistics.reports import (
    FigureChange,
    ReportChanges,
    ReportIn,
    ReportList,
)
from core.policy.actions import Action
from reports import compare, files, generate, render
from services.foundation.actor import Actor
from services.statistics import report_runs

router = APIRouter(prefix="/v1/reports", tags=["reports"])

MayMake = Annotated[Actor, allow(Action.MAKE_REPORT)]
MayRead = Annotated[Actor, allow(Action.READ_STATISTICS)]
Form = Literal["html", "json", "csv", "pdf"]
_FORMS = file_responses(*(file_format.media_type for file_format in files.FORMATS.values()))


@router.post("", name="make", status_code=status.HTTP_201_CREATED)
def create_report(
    session: SessionDep,
    context: ContextDep,
    actor: MayMake,
    body: ReportIn | None = None,
) -> report_runs.ReportRunView:
    """Create a feasibility report. The report uses the newest published counts."""
    return generate.make_report(session, context, actor, (body or ReportIn()).request())


@router.get("", name="latest")
def list_reports(session: SessionDep, actor: MayRead) -> ReportList:
    """List feasibility reports. The newest is first."""
    return ReportList(reports=report_runs.list_reports(session, actor))


@router.get("/{report_id}.{form}", name="file", response_class=Response, responses=_FORMS)
def download_report(report_id: UUID, form: Form, session: SessionDep, actor: MayRead) -> Response:
    """Download a feasibility report in a format. Each download has the same bytes."""
    written = files.render_file(generate.read_report(session, actor, report_id), form)
    disposition = "inline" if form == "html" else "attachment"
    headers = {
        "Content-Disposition": f'{disposition}; filename="{written.name}"',
        "Content-Security-Policy": render.content_security_policy(),
    }
    return Response(written.content, media_type=written.media_type, headers=headers)


@router.get("/{report_id}", name="read")
def read_report(report_id: UUID, session: SessionDep, actor: MayRead) -> Response:
    """Read a feasibility report as JSON."""
    return download_report(report_id, "json", session, actor)


@router.get("/{report_id}/changes", name="changes")
def compare_reports(
    report_id: UUID,
    session: SessionDep,
    actor: MayRead,
    earlier: UUID | None = None,
) -> ReportChanges:
    """Compare a feasibility report with an earlier one. The default is the report before."""
    before = earlier or report_runs.earlier_report(session, actor, report_id)
    both = [generate.read_report(session, actor, report) for report in (before, report_id)]
    return ReportChanges(
        earlier=before,
        changes=[FigureChange.of(report) for report in compare.compare_reports(*both)],
    )
