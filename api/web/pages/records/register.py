"""Own records, and the visible part of other records."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from api.deps import ContextDep, SessionDep, SignedIn, allow
from api.routes.case import care_confirmation
from api.routes.disclosure import requests_and_grants
from api.routes.oversight import audit
from api.routes.records import register
from api.routes.records.register import Listing
from api.routes.review import matches
from api.schemas.records.register import FactOut, Kind, OwnSearchIn, RecordOut, RecordPatch, Status
from api.web import render
from api.web.errors import FormRejected, shown_again
from api.web.forms import Change, Form, From, SubmittedForm, make_request
from api.web.labels import display
from api.web.pages.records import intake_form, new_record, other_statement
from core.codes.records import RecordKind, RecordStatus
from core.errors import Conflict, EditLimitReached, InvalidInput, NotFound
from core.intake import INTAKE_FIELDS
from core.policy.actions import Action, scope
from core.policy.records.provenance import ALL_COLUMNS, STATED_COLUMNS
from services.foundation.actor import Actor
from services.foundation.facts.statements import LIST_COLUMNS, SEVERAL_COLUMNS
from services.records.intake.preparation import DECLARED_FIELDS
from services.records.sharing_changes import SHARING_COLUMNS

router = APIRouter()

# kinds of record that have care confirmation to show
CARE_KINDS = frozenset({RecordKind.FOUND, RecordKind.MISSING})


def _listing(page: From = None, kind: Kind = "", status: Status = "open") -> Listing:
    return Listing(page, kind, status)


def shown_record(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: SignedIn
) -> RecordOut:
    """Return the part of the page's record that the reader may see.

    A page has its own permission before it among its parameters, so that a refusal comes first.
    """
    return register.read_record(record_id, session, context, actor, Response())


ShownRecord = Annotated[RecordOut, Depends(shown_record)]


@router.get("/records", name="list_own")
def list_records(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.READ_OWN)],
    listing: Annotated[Listing, Depends(_listing)],
) -> Response:
    """List own records, newest first."""
    listed = register.list_records(session, context, actor, listing)
    return render.render_page(
        request,
        "records/list.html",
        listed=listed,
        kind=listing.kind,
        status=listing.status,
        found=None,
        sent=None,
        errors={},
    )


@router.post("/records/search", name="search_own")
def search_own_records(
    request: Request,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: register.MaySearchOwn,
) -> Response:
    """Search own records. The text is in the form, so that it is in no address and in no log."""
    shown: dict[str, Any] = {
        "kind": "",
        "status": RecordStatus.OPEN.value,
        "listed": None,
        "sent": form,
    }
    with shown_again("records/list.html", InvalidInput, found=None, **shown):
        body = make_request(OwnSearchIn, {"text": form.text("text")})
        own_records = register.search_own_records(body, session, context, actor)
    return render.render_page(request, "records/list.html", found=own_records, errors={}, **shown)


@router.get("/records/{record_id}", name="read")
def show_record(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.READ_OWN, Action.READ_OTHERS)],
    record: ShownRecord,
) -> Response:
    """Show the part of a record that the reader may see."""
    care_confirmation_out = None
    if record.kind in CARE_KINDS and scope(Action.CONFIRM_CARE, actor.role) is not None:
        # for another agency's record only its state's police and desk
        with contextlib.suppress(NotFound):
            care_confirmation_out = care_confirmation.read_care_confirmation(
                record_id, session, context, actor
            )
    return render.render_page(
        request,
        "records/read.html",
        record=record,
        held=care_confirmation_out,
        sent=None,
        errors={},
    )


@router.get("/records/{record_id}/matches")
def list_matches(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: matches.MayReview,
) -> Response:
    """Show the matches of a record of the agency, and the requests about them."""
    matches_of_record = matches.list_matches_of_record(record_id, session, context, actor).matches
    requests = requests_and_grants.list_disclosures_of_record(
        record_id, session, context, actor
    ).disclosures
    record = register.read_record(record_id, session, context, actor, Response())
    return render.render_page(
        request, "records/matches.html", record=record, matches=matches_of_record, requests=requests
    )


@router.get("/records/{record_id}/access-log", name="read_access_log")
def list_accesses(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: audit.MayAskWho,
) -> Response:
    """Show the accesses to a record of the agency."""
    accesses = audit.list_accesses(record_id, session, context, actor).accesses
    record = register.read_record(record_id, session, context, actor, Response())
    return render.render_page(request, "records/access_log.html", record=record, accesses=accesses)


@router.get("/records/{record_id}/edit")
def show_edit(request: Request, _actor: register.MayEdit, record: ShownRecord) -> Response:
    """Show the facts of a record of the agency, each in its own field; several values are on
    separate lines.
    """
    if not record.is_responsible:
        raise NotFound("no such record")
    values = {
        field: "\n".join(statement.value for statement in stated)
        for field, stated in record.facts.items()
    } | {"sharing": record.sharing}
    return render.render_page(
        request,
        "records/edit.html",
        record=record,
        values=values,
        sent=None,
        errors={},
        **_edit_page(record.facts),
    )


# the reference stays, and what others see is set apart from the facts
EDITABLE = tuple(
    field.name
    for field in INTAKE_FIELDS
    if field.field_class is not None and not field.is_fixed and field.name not in SHARING_COLUMNS
)

# columns of several values with parts: the page has the cells of one more value
ADDED = {
    name: intake_form.field_of(name)
    for name in EDITABLE
    if name in new_record.ROWS and name in LIST_COLUMNS
}


@router.post("/records/{record_id}/edit", name="edit")
def edit_record(
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: register.MayEdit,
    change: Change,
    record: ShownRecord,
) -> Response:
    """Apply only the changed fields; the record is matched again."""
    try:
        changes = changes_of(form, record.facts)
        stated = _stated(form, changes)
        if (other := other_statement.read_other(form)) is not None:
            before = [statement.value for statement in record.facts.get(other.column, [])]
            values = other.with_other_values(changes.get(other.column, before))
            changes[other.column] = values
            stated[other.column] = other.provenance(len(values))
        sharing, declared = sharing_changes_of(form, record)
        patch = {"changes": changes | sharing, "provenance": stated, "reason": form.text("reason")}
        body = make_request(RecordPatch, patch | declared)
        register.edit_record(record.id, body, change, session, context, actor)
    except (InvalidInput, Conflict, EditLimitReached) as error:
        if isinstance(error, InvalidInput) and "@" in error.field:
            other_statement.name_field(error, form)
        if isinstance(error, InvalidInput) and error.field.partition("@")[0] in STATED_COLUMNS:
            error.field = f"{ALL_COLUMNS}@{error.field.partition('@')[2]}"
        raise FormRejected(
            "records/edit.html",
            error,
            record=record,
            values={},
            sent=form,
            **_edit_page(record.facts),
        ) from error
    return render.redirect_after_post(f"/records/{record.id}", done="saved")


@router.get("/records/{record_id}/questions", name="show_questions")
def show_questions(request: Request, _actor: register.MayEdit, record: ShownRecord) -> Response:
    """Show the questions that open the record of a found child to other agencies."""
    if not record.is_responsible:
        raise NotFound("no such record")
    return render.render_page(
        request,
        "records/questions.html",
        record=record,
        fields=intake_form.question_fields(),
        sent=None,
        errors={},
    )


@router.post("/records/{record_id}/questions", name="edit")
def answer_questions(
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: register.MayEdit,
    change: Change,
    record: ShownRecord,
) -> Response:
    """Store the answers that were filled in; an empty field stays as it is."""
    fields = intake_form.question_fields()
    with shown_again(
        "records/questions.html",
        InvalidInput,
        Conflict,
        EditLimitReached,
        record=record,
        fields=fields,
        sent=form,
    ):
        changes = new_record.answers_of(form, {one.column.name for one in fields})
        body = make_request(RecordPatch, {"changes": changes, "reason": form.text("reason")})
        register.edit_record(record.id, body, change, session, context, actor)
    return render.redirect_after_post(f"/records/{record.id}", done="saved")


def _edit_page(facts: dict[str, list[FactOut]]) -> dict[str, Any]:
    """Return the columns of the edit page, and those whose provenance may be stated again."""
    stated = [
        (column, display.label(column, "field")) for column in STATED_COLUMNS if column in facts
    ]
    return {
        "columns": EDITABLE,
        "added": ADDED,
        "stated_columns": stated,
        "other_columns": other_statement.options(),
    }


def _stated(form: SubmittedForm, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the provenance stated with an edit, of its changes or of one unchanged column."""
    parts = intake_form.provenance_of(form, ALL_COLUMNS)
    column = form.text("stated_for")
    if not parts:
        return {}
    if not column and not changes:
        raise InvalidInput("stated_for", "needed")
    return {column or ALL_COLUMNS: parts}


def sharing_changes_of(
    form: SubmittedForm, record: RecordOut
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the changed columns of the sharing, and the changed declarations.

    A form without the fields of the sharing keeps the sharing: a state that is not ticked is not in
    a form either, so an absent field has no meaning.
    """
    changes: dict[str, Any] = {}
    if not form.cells("sharing"):
        return {}, {}
    if form.text("sharing") != record.sharing:
        changes["sharing"] = form.text("sharing")
    if sorted(form.texts("recipients")) != sorted(_values(record, "recipients")):
        changes["recipients"] = form.texts("recipients")
    declared = {
        name: form.text(name)
        for name in DECLARED_FIELDS
        if form.text(name) and [form.text(name)] != _values(record, name)
    }
    return changes, declared


def _values(record: RecordOut, field: str) -> list[str]:
    return [statement.value for statement in record.facts.get(field, [])]


def changes_of(form: SubmittedForm, facts: dict[str, list[FactOut]]) -> dict[str, Any]:
    """Return the columns whose text differs from the stored value.

    A column of several values has one per line, or a field for each. The cells of one more value
    are added to its lines.
    """
    changes: dict[str, Any] = {}
    added = new_record.rows_of(form)
    for column in EDITABLE:
        texts = [line.strip() for text in form.texts(column) for line in text.splitlines()]
        lines = [line for line in texts if line]
        if column in ADDED:
            lines += added.get(column, [])
        if lines != [statement.value for statement in facts.get(column, [])]:
            is_one = column not in SEVERAL_COLUMNS or (
                column not in LIST_COLUMNS and len(lines) < 2
            )
            changes[column] = " ".join(lines) if is_one else lines
    return changes
