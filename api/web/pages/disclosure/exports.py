"""Export of records: asked by one supervisor, decided by another, read by the first, marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.disclosure import exports
from api.routes.records import register
from api.routes.records.register import Listing
from api.schemas.common import RequestBody as Body
from api.schemas.records.register import Kind, RecordLine, RecordPage, Status
from api.web import render
from api.web.errors import FormRejected
from api.web.forms import Form, SubmittedForm, make_request, parse_id
from core.errors import InvalidInput
from core.policy.exchange import EXPORT_FORMATS, MAX_EXPORT_ROWS
from services.disclosure.exports import ExportForm
from services.foundation.actor import Actor

router = APIRouter(prefix="/exports")

# texts of an export next to its records
WORDS = ("format", "purpose", "recipient", "recipient_state", "reason")


class Choice(Body):
    """The filter of the records of the agency that the user can choose."""

    kind: Kind = ""
    status: Status = ""
    page: str = ""


def _filters(kind: Kind = "", status: Status = "open") -> Choice:
    return Choice(kind=kind, status=status)


@router.get("", name="latest")
def list_exports(
    request: Request, session: SessionDep, context: ContextDep, actor: exports.MaySee
) -> Response:
    """Show the newest exports."""
    return render.render_page(
        request, "exports/list.html", exports=exports.list_exports(session, context, actor).exports
    )


@router.get("/new", name="begin")
def show_choice(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: exports.MayExport,
    filters: Annotated[Choice, Depends(_filters)],
    record: UUID | None = None,
) -> Response:
    """Show own records to choose from; when reached from a record, the request for it."""
    if record is not None:
        return render.render_page(
            request,
            "exports/new.html",
            sent=None,
            errors={},
            **_request_values(session, context, actor, [record]),
        )
    view = _choice(session, context, actor, filters, ())
    return render.render_page(request, "exports/choose.html", sent=None, errors={}, **view)


@router.post("/choose", name="choose")
def choose_records(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: exports.MayExport
) -> Response:
    """Show other records to choose from and keep the ticks, or go on to the request."""
    chosen, step = _chosen(form), form.text("step")
    choice = make_request(Choice, form.filled("kind", "status"))
    shown_choice = make_request(
        Choice, {name: form.text(f"shown_{name}") for name in Choice.model_fields}
    )
    if step == "go_on":
        if 0 < len(chosen) <= MAX_EXPORT_ROWS:
            return render.render_page(
                request,
                "exports/new.html",
                sent=form,
                errors={},
                **_request_values(session, context, actor, chosen),
            )
        error = InvalidInput("records", "too_many_records" if chosen else "needed")
        raise FormRejected(
            "exports/choose.html",
            error,
            sent=form,
            **_choice(session, context, actor, shown_choice, chosen),
        )
    if form.text("older"):
        choice = shown_choice.model_copy(update={"page": form.text("older")})
    if step == "all":
        choice = shown_choice
        chosen += [record.id for record in _list(session, context, actor, choice).records]
    values = _choice(session, context, actor, choice, chosen)
    return render.render_page(request, "exports/choose.html", sent=form, errors={}, **values)


@router.post("/new", name="ask")
def request_export(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: exports.MayExport
) -> Response:
    """Ask for an export."""
    chosen = _chosen(form)
    try:
        body = make_request(
            ExportForm, {"records": chosen, **{name: form.text(name) for name in WORDS}}
        )
        export = exports.request_export(body, session, context, actor)
    except InvalidInput as error:
        raise FormRejected(
            "exports/new.html", error, sent=form, **_request_values(session, context, actor, chosen)
        ) from error
    return render.redirect_after_post(f"/exports/{export.id}", done="export_asked")


def _chosen(form: SubmittedForm) -> list[UUID]:
    return list(dict.fromkeys(parse_id(text) for text in form.texts("records")))


def _list(session: SessionDep, context: ContextDep, actor: Actor, choice: Choice) -> RecordPage:
    listing = Listing(choice.page or None, choice.kind, choice.status)
    return register.list_records(session, context, actor, listing)


def _choice(
    session: SessionDep, context: ContextDep, actor: Actor, choice: Choice, chosen: Sequence[UUID]
) -> dict[str, Any]:
    """Return the records to choose from, and separately the chosen ones that are not listed."""
    listed = _list(session, context, actor, choice)
    elsewhere = [
        record_id
        for record_id in chosen
        if record_id not in {record.id for record in listed.records}
    ]
    return {
        "listed": listed,
        "elsewhere": _record_lines(session, context, actor, elsewhere),
        "chosen": set(chosen),
        "wanted": choice,
        "carried": WORDS,
        "rows_most": MAX_EXPORT_ROWS,
    }


def _request_values(
    session: SessionDep, context: ContextDep, actor: Actor, chosen: Sequence[UUID]
) -> dict[str, Any]:
    return {"chosen": _record_lines(session, context, actor, chosen), "formats": EXPORT_FORMATS}


def _record_lines(
    session: SessionDep, context: ContextDep, actor: Actor, record_ids: Sequence[UUID]
) -> list[RecordLine]:
    return exports.list_exported_records(session, context, actor, list(record_ids)).records


@router.get("/{export_id}", name="read")
def read_export(
    request: Request,
    export_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: exports.MayExport,
) -> Response:
    """Show an export, with its decision or its file."""
    export = exports.read_export(export_id, session, context, actor)
    return render.render_page(
        request,
        "exports/read.html",
        one=export,
        named=_record_lines(session, context, actor, export.records),
    )


@router.get("/{export_id}/file", name="file")
def download_export(
    export_id: UUID, session: SessionDep, context: ContextDep, actor: exports.MayExport
) -> Response:
    """Return the marked file."""
    return exports.download_export(export_id, session, context, actor)
