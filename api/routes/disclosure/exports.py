"""Exports: one supervisor asks, another decides, the first downloads."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.common import file_responses
from api.schemas.disclosure.exports import (
    ExportList,
    ExportRequestOut,
)
from api.schemas.records.register import RecordLine, RecordList
from core.policy.actions import Action
from core.policy.exchange import MAX_EXPORT_ROWS
from services.disclosure import export_files, exports
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/exports", tags=["exports"])

MayExport = Annotated[Actor, allow(Action.EXPORT)]
MaySee = Annotated[Actor, allow(Action.SEE_EXPORTS)]


@router.post("", name="ask", status_code=status.HTTP_201_CREATED)
def request_export(
    body: exports.ExportForm, session: SessionDep, context: ContextDep, actor: MayExport
) -> exports.ExportSummary:
    """Request an export of records.

    An export has at most %(export_rows)s records. Another supervisor decides within
    %(export_decide_hours)s hours.
    """
    return exports.request_export(session, context, actor, body)


@router.get("", name="latest")
def list_exports(session: SessionDep, context: ContextDep, actor: MaySee) -> ExportList:
    """List exports. The list has the newest of your agency; auditors see those of all agencies."""
    return ExportList(exports=exports.list_exports(session, context, actor))


@router.get("/records", name="list_records")
def list_exported_records(
    session: SessionDep,
    context: ContextDep,
    actor: MayExport,
    record: Annotated[list[UUID], Query(max_length=MAX_EXPORT_ROWS)] = [],  # noqa: B006 - read only
) -> RecordList:
    """List lines of records for an export. A record that you may not see is left out."""
    return RecordList(
        records=[
            RecordLine.of(line) for line in exports.name_records(session, context, actor, record)
        ]
    )


@router.get("/{export_id}", name="read")
def read_export(
    export_id: UUID, session: SessionDep, context: ContextDep, actor: MayExport
) -> ExportRequestOut:
    """Read a request for an export. The answer has its records and reason."""
    opened = exports.read_export(session, context, actor, export_id)
    return ExportRequestOut.of(opened, user_id=actor.user_id)


@router.get(
    "/{export_id}/file",
    name="file",
    response_class=Response,
    responses=file_responses(*(form.media_type for form in export_files.FORMATS.values())),
)
def download_export(
    export_id: UUID, session: SessionDep, context: ContextDep, actor: MayExport
) -> Response:
    """Download the file of an export.

    Only the person who asked can download the file, for %(export_hours)s hours after the approval.
    Each download has its own mark, in the file and in the header `X-Reader-Mark`. The mark leads to
    this download in the audit log.
    """
    content = exports.read_export_content(session, context, actor, export_id)
    written = export_files.write_export(content)
    headers = {
        "Content-Disposition": f'attachment; filename="{written.name}"',
        "X-Reader-Mark": content.mark,
    }
    return Response(written.text, media_type=written.media_type, headers=headers)
