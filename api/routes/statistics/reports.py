"""Feasibility reports: made of published counts, listed, read in several forms, compared."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response, status

from api.deps import ContextDep, SessionDep, allow
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
_FORMS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            file_format.media_type.partition(";")[0]: {} for file_format in files.FORMATS.values()
        }
    }
}


@router.post("", name="make", status_code=status.HTTP_201_CREATED)
def create_report(
    session: SessionDep,
    context: ContextDep,
    actor: MayMake,
    body: ReportIn | None = None,
) -> report_runs.ReportRunView:
    """Make a report of the newest published counts."""
    return generate.make_report(session, context, actor, (body or ReportIn()).request())


@router.get("", name="latest")
def list_reports(session: SessionDep, actor: MayRead) -> ReportList:
    """List the newest reports."""
    return ReportList(reports=report_runs.list_reports(session, actor))


@router.get("/{report_id}.{form}", name="file", response_class=Response, responses=_FORMS)
def download_report(report_id: UUID, form: Form, session: SessionDep, actor: MayRead) -> Response:
    """Return a report as a page, as PDF, CSV or JSON: the same bytes each time."""
    written = files.render_file(generate.read_report(session, actor, report_id), form)
    disposition = "inline" if form == "html" else "attachment"
    headers = {
        "Content-Disposition": f'{disposition}; filename="{written.name}"',
        "Content-Security-Policy": render.content_security_policy(),
    }
    return Response(written.content, media_type=written.media_type, headers=headers)


@router.get("/{report_id}", name="read")
def read_report(report_id: UUID, session: SessionDep, actor: MayRead) -> Response:
    """Return a report as JSON."""
    return download_report(report_id, "json", session, actor)


@router.get("/{report_id}/changes", name="changes")
def compare_reports(
    report_id: UUID,
    session: SessionDep,
    actor: MayRead,
    earlier: UUID | None = None,
) -> ReportChanges:
    """Tell which figures differ from an earlier report: the one made just before, unless another is
    named.
    """
    before = earlier or report_runs.earlier_report(session, actor, report_id)
    both = [generate.read_report(session, actor, report) for report in (before, report_id)]
    return ReportChanges(
        earlier=before,
        changes=[FigureChange.of(report) for report in compare.compare_reports(*both)],
    )
