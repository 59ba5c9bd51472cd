"""Exports: asked by one supervisor, decided by another, read by the first."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.disclosure.exports import (
    ExportDecisionIn,
    ExportIn,
    ExportList,
    ExportRequestOut,
)
from api.schemas.records.records import RecordLine, RecordList
from core.policy.actions import Action
from core.policy.exchange import MAX_EXPORT_ROWS
from services.disclosure import export_files, exports
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/exports", tags=["exports"])

MayExport = Annotated[Actor, allow(Action.EXPORT)]
MaySee = Annotated[Actor, allow(Action.SEE_EXPORTS)]


@router.post("", name="ask", status_code=status.HTTP_201_CREATED)
def request_export(
    body: ExportIn, session: SessionDep, context: ContextDep, actor: MayExport
) -> exports.ExportSummary:
    """Ask for an export of at most a hundred records; another supervisor decides within three
    days.
    """
    return exports.request_export(session, context, actor, body.form())


@router.get("", name="latest")
def list_exports(session: SessionDep, context: ContextDep, actor: MaySee) -> ExportList:
    """List the newest exports: the agency's, for an auditor everybody's."""
    return ExportList(exports=exports.list_exports(session, context, actor))


@router.get("/records", name="list_records")
def list_exported_records(
    session: SessionDep,
    context: ContextDep,
    actor: MayExport,
    record: Annotated[list[UUID], Query(max_length=MAX_EXPORT_ROWS)] = [],  # noqa: B006 - read only
) -> RecordList:
    """Return a line for each of some records, as far as it is seen; one that is not seen is left
    out.
    """
    return RecordList(
        records=[
            RecordLine.of(line) for line in exports.name_records(session, context, actor, record)
        ]
    )


@router.get("/{export_id}", name="read")
def read_export(
    export_id: UUID, session: SessionDep, context: ContextDep, actor: MayExport
) -> ExportRequestOut:
    """Return an export with its records and reason, for who decides."""
    return ExportRequestOut.of(exports.read_export(session, context, actor, export_id))


@router.post("/{export_id}/decision", name="decide")
def decide_export(
    export_id: UUID,
    body: ExportDecisionIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayExport,
) -> exports.ExportSummary:
    """Approve or refuse as the second person."""
    return exports.decide_export(
        session, context, actor, export_id, is_approved=body.is_approved, reason=body.reason
    )


@router.get(
    "/{export_id}/file",
    name="file",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
def download_export(
    export_id: UUID, session: SessionDep, context: ContextDep, actor: MayExport
) -> Response:
    """Return the file for a day from the approval, to who asked; made anew at each read, and
    marked.
    """
    content = exports.read_export_content(session, context, actor, export_id)
    written = export_files.write_export(content)
    headers = {
        "Content-Disposition": f'attachment; filename="{written.name}"',
        "X-Reader-Mark": content.mark,
    }
    return Response(written.text, media_type=written.media_type, headers=headers)
