"""Registering a missing, found or sought person: short first, more behind it, nothing typed twice."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes import records
from api.schemas.records import RecordIn
from api.web import render
from api.web.errors import Again
from api.web.forms import Form, Sent, make
from core.errors import Conflict, HomewardError, InvalidInput
from core.policy import REGISTER_ACTIONS
from services.actor import Actor, require
from services.statements import INTAKE_COLUMNS, LIST_COLUMNS

router = APIRouter()

Kind = Literal["missing", "found", "tracing"]
MayRegister = Annotated[Actor, records.MAY_REGISTER]

DECLARED = ("legal_basis", "clearance", "international_protection")
# a row of fields that stand side by side -> the column whose text they make, parted by colons
ROWS = {
    "phones": ("phone_owner", "phone_number"),
    "documents": ("document_type", "document_country", "document_number"),
    "relatives": ("relative_relation", "relative_name"),
    "marks": ("mark_kind", "mark_part", "mark_side", "mark_text"),
    "route": ("route_country", "route_place", "route_date"),
}
REPORTER = ("name", "relation", "identity_how", "relation_proof")
# the form asks for one birth date, so it is read as the columns of one value are
REPEATED = LIST_COLUMNS - ROWS.keys() - {"birth_date"}
PLAIN = tuple(column for column in INTAKE_COLUMNS if column not in {"kind", *ROWS, *REPEATED})


@router.get("/records/new/{kind}")
def show(request: Request, kind: Kind, actor: MayRegister) -> Response:
    """Show an empty form; its key makes that it is taken in once, however often it is sent."""
    require(actor, REGISTER_ACTIONS[kind])
    return render.show(request, "records/new.html", kind=kind, key=secrets.token_urlsafe(16), sent=None, errors={})


@router.post("/records/new/{kind}")
def register(
    request: Request, kind: Kind, form: Form, session: SessionDep, context: ContextDep, actor: MayRegister
) -> Response:
    """Take the record in and show what came of it: what could not be read, and whom to call."""
    key = form.text("key")[:100] or secrets.token_urlsafe(16)
    try:
        body = make(RecordIn, body_of(form, kind))
        made = records.register(body, session, context, actor, Response(), key)
    except (InvalidInput, Conflict) as error:
        raise _again(error, form, kind, key) from error
    return render.show(request, "records/registered.html", made=made, kind=kind, status_code=201)


def _again(error: HomewardError, form: Sent, kind: Kind, key: str) -> Again:
    return Again("records/new.html", error, kind=kind, key=key, sent=form)


def body_of(form: Sent, kind: str) -> dict[str, Any]:
    """Return the interface's request that a filled-in form stands for."""
    body: dict[str, Any] = {"kind": kind, "record_ref": form.text("record_ref")} | form.filled(*PLAIN, *DECLARED)
    body |= {name: form.texts(name) for name in REPEATED if form.texts(name)}
    body |= rows_of(form)
    reporter = {name: form.text(f"reporter_{name}") for name in REPORTER if form.text(f"reporter_{name}")}
    if reporter:
        phones = form.texts("reporter_phone")
        body["reporter"] = reporter | ({"phones": phones} if phones else {})
    return body


def rows_of(form: Sent) -> dict[str, list[str]]:
    """Return the columns that fields standing side by side make, those that were filled in."""
    read = {column: [":".join(parts).strip(":") for parts in form.rows(*names)] for column, names in ROWS.items()}
    return {column: lines for column, lines in read.items() if lines}
