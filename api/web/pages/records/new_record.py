"""Registration of a missing, found or sought person: a short form first, then details.

Typed values are kept from step to step.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Collection
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response

from api.deps import ContextDep, SessionDep, SignedIn
from api.routes.case import reporter_checks
from api.routes.records import drafts, field_preview, photos, register
from api.schemas.case.reporter_checks import InstitutionOut
from api.schemas.records.drafts import DraftIn
from api.schemas.records.field_preview import FieldPreviewIn
from api.schemas.records.register import RecordIn
from api.web import approximate_birth, body_map, language, render
from api.web.errors import FormRejected
from api.web.forms import Form, SubmittedForm, make_request
from api.web.pages.records import intake_form, other_statement
from core.codes.case import DeadlineKind
from core.codes.records import RecordKind
from core.errors import Conflict, HomewardError, InvalidInput
from core.intake import INTAKE_FIELDS, IntakeField
from core.intake import Kind as ValueKind
from core.policy.actions import REGISTER_ACTIONS, Action, scope
from core.policy.case.deadlines import DEADLINES, hours_of
from services.foundation.actor import require
from services.foundation.facts.statements import INTAKE_COLUMNS, LIST_COLUMNS
from services.records import sharing_changes
from services.records.intake.field_preview import CHECKED_COLUMNS

router = APIRouter()

Kind = RecordKind

DECLARED = ("legal_basis", "reporter_check", "international_protection")
_PARTED = {field.name: field for field in INTAKE_FIELDS if field.parts}
# fields side by side -> the column for their values, joined by colons
ROWS = {name: tuple(part.name for part in field.parts) for name, field in _PARTED.items()}
REPORTER = ("name", "relation", "identity_how", "relation_proof", "institution")
# the form has one birth date, so it is read like the columns of a single value
REPEATED = LIST_COLUMNS - ROWS.keys() - {"birth_date"}
PLAIN = tuple(
    column for column in INTAKE_COLUMNS if column not in {"kind", "birth_date", *ROWS, *REPEATED}
)


def _listed_institutions(
    session: SessionDep, context: ContextDep, actor: SignedIn
) -> list[InstitutionOut]:
    """Return the agency's list of reporting institutions, for the form.

    Roles that may not read it get none.
    """
    if scope(Action.PROPOSE_INSTITUTION, actor.role) is None:
        return []
    return reporter_checks.list_institutions(session, context, actor).institutions


def _usual_basis(session: SessionDep, actor: SignedIn) -> str:
    """Return the usual legal basis of the agency, "" without one."""
    return sharing_changes.proposed_basis(session, actor)


@dataclasses.dataclass(frozen=True, slots=True)
class FormPage:
    """The page of a form.

    It has the kind of person registered, the institutions to choose from, and the legal basis that
    is chosen until the person chooses another one.
    """

    request: Request
    kind: Kind
    institutions: Annotated[list[InstitutionOut], Depends(_listed_institutions)]
    usual_basis: Annotated[str, Depends(_usual_basis)]

    def show(self, sent: SubmittedForm | None, **values: Any) -> Response:
        """Show the submitted form, or an empty one."""
        values = {**self._values(sent), **values}
        return render.render_page(self.request, "records/new.html", errors={}, **values)

    def rejected(self, error: HomewardError, sent: SubmittedForm, key: str) -> FormRejected:
        """Return the error with which the form is shown again."""
        if isinstance(error, InvalidInput):
            other_statement.name_field(error, sent)
            intake_form.name_field(error, sent)
        return FormRejected("records/new.html", error, key=key, **self._values(sent))

    def _values(self, sent: SubmittedForm | None) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "sent": sent,
            "institutions": self.institutions,
            "usual_basis": self.usual_basis,
            "fields": intake_form.fields_of(self.kind),
            "question_hours": hours_of(DEADLINES[DeadlineKind.SHARING_QUESTIONS]),
            "datalists": intake_form.DATALISTS,
            "other_columns": other_statement.options(),
            "usual_source": intake_form.usual_source(self.kind),
            "own_blocks": intake_form.OWN_BLOCKS,
            "stated_columns": intake_form.stated_columns(self.kind),
            "reading": None,
            "kept": [],
            "is_piece": False,
        }


Page = Annotated[FormPage, Depends()]


@router.get("/records/new/{kind}", name="show")
def show_registration(
    kind: Kind,
    session: SessionDep,
    context: ContextDep,
    actor: register.MayRegister,
    page: Page,
    draft: Literal["", "open"] = "",
) -> Response:
    """Show an empty form or the draft; its key prevents a second record from repeated sending."""
    require(actor, REGISTER_ACTIONS[kind])
    has_draft = drafts.find_draft(session, context, actor, kind)
    if draft and has_draft:
        sent = SubmittedForm.of(drafts.read_draft(session, context, actor, kind).fields)
        return page.show(sent, key=_key_of(sent), kept=has_draft)
    return page.show(None, key=secrets.token_urlsafe(16), kept=has_draft)


@router.post("/records/new/{kind}/draft", name="save_draft")
def save_draft(
    kind: Kind,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: drafts.MayKeep,
    page: Page,
) -> Response:
    """Save the draft; HTMX requests get only its message."""
    try:
        body = make_request(DraftIn, {"fields": form.matches()})
        saved = [drafts.save_draft(body, session, context, actor, kind)]
    except InvalidInput as error:
        raise page.rejected(error, form, _key_of(form)) from error
    if "HX-Request" in page.request.headers:
        return render.render_page(
            page.request, "records/draft.html", kept=saved, kind=kind, sent=form
        )
    return page.show(form, key=_key_of(form), kept=saved)


@router.post("/records/new/{kind}/draft/drop", name="drop_draft")
def delete_draft(
    kind: Kind, session: SessionDep, context: ContextDep, actor: drafts.MayKeep
) -> Response:
    """Forget the draft and show an empty form."""
    drafts.delete_draft(session, context, actor, kind)
    return render.redirect_after_post(f"/records/new/{kind}", done="ended")


@router.post("/records/new/{kind}", name="register")
def create_record(
    kind: Kind,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: register.MayRegister,
    page: Page,
) -> Response:
    """Create the record and show unreadable values and contacts to call."""
    key = _key_of(form)
    try:
        body = make_request(RecordIn, body_of(form, kind, context.clock.now().date()))
        created = register.create_record(body, session, context, actor, Response(), key)
        if (picture := form.file("picture")) is not None:
            photos.store_photo(created.id, picture.file.read(), session, context, actor)
        drafts.delete_draft(session, context, actor, kind)
    except (InvalidInput, Conflict) as error:
        raise page.rejected(error, form, key) from error
    record = register.read_record(created.id, session, context, actor, Response())
    return render.render_page(
        page.request,
        "records/registered.html",
        made=created,
        record=record,
        kind=kind,
        status_code=201,
    )


@router.post("/records/new/{kind}/check", name="check")
def check_fields(
    kind: Kind,
    form: Form,
    context: ContextDep,
    actor: register.MayRegister,
    page: Page,
) -> Response:
    """Show how births, phones and documents are read, without storing them.

    HTMX requests get only these pieces.
    """
    try:
        body = body_of(form, kind, context.clock.now().date())
        checked = {column: value for column, value in body.items() if column in CHECKED_COLUMNS}
        preview = field_preview.preview_fields(
            make_request(FieldPreviewIn, checked), context, actor
        )
    except InvalidInput as error:
        raise page.rejected(error, form, _key_of(form)) from error
    if "HX-Request" in page.request.headers:
        return render.render_page(
            page.request, "records/reading.html", reading=preview, is_piece=True
        )
    return page.show(form, key=_key_of(form), reading=preview)


@router.post("/records/new/{kind}/mark")
def add_mark(kind: Kind, form: Form, actor: register.MayRegister, page: Page) -> Response:
    """Add the mark chosen on the body to the list, and reset the body for the next."""
    require(actor, REGISTER_ACTIONS[kind])
    return page.show(body_map.add_chosen_mark(form), key=_key_of(form))


def _key_of(form: SubmittedForm) -> str:
    return form.text("key")[:100] or secrets.token_urlsafe(16)


def body_of(form: SubmittedForm, kind: str, today: date) -> dict[str, Any]:
    """Return the interface's request for a filled-in form."""
    body: dict[str, Any] = {"kind": kind, "record_ref": form.text("record_ref")}
    body |= approximate_birth.birth_columns(form.text("birth_date"), today) | form.filled(
        *PLAIN, *DECLARED
    )
    body |= _repeated_columns(form)
    body |= rows_of(body_map.add_chosen_mark(form))
    stated = other_statement.add_to_row(form, body, intake_form.provenances(form, body))
    if stated:
        body["provenance"] = stated
    reporter = {
        name: form.text(f"reporter_{name}") for name in REPORTER if form.text(f"reporter_{name}")
    }
    if reporter:
        phones = form.texts("reporter_phone")
        body["reporter"] = reporter | ({"phones": phones} if phones else {})
    return body


def answers_of(form: SubmittedForm, columns: Collection[str]) -> dict[str, Any]:
    """Return these columns of a form, those that were filled in."""
    filled = form.filled(*PLAIN) | _repeated_columns(form) | rows_of(form)
    return {column: value for column, value in filled.items() if column in columns}


def _repeated_columns(form: SubmittedForm) -> dict[str, Any]:
    """Return the columns of several values, those that were filled in, with codes of countries."""
    filled = {name: form.texts(name) for name in REPEATED if form.texts(name)}
    if "nationalities" in filled:
        filled["nationalities"] = [
            language.country_code(country) for country in filled["nationalities"]
        ]
    return filled


def rows_of(form: SubmittedForm) -> dict[str, list[str] | str]:
    """Return the columns that fields standing side by side make, those that were filled in."""
    read = {
        name: [
            _line(column, cells)
            for cells in form.rows(*ROWS[name], is_first_enough=_is_first_enough(column))
        ]
        for name, column in _PARTED.items()
    }
    if zone := "".join(form.text("document_zone").split()):
        read["documents"].append(zone)
    return {
        column: lines if column in LIST_COLUMNS else lines[0]
        for column, lines in read.items()
        if lines
    }


def _is_first_enough(column: IntakeField) -> bool:
    """Return whether the first part of a value has a meaning without the others."""
    return bool(column.parts[0].accepted) or column.parts[0].kind is ValueKind.DATE


def _line(column: IntakeField, cells: tuple[str, ...]) -> str:
    """Return fields side by side as one value; an empty one keeps its place before later ones."""
    texts = [
        language.country_code(cell) if part.kind is ValueKind.COUNTRY else cell
        for part, cell in zip(column.parts, cells, strict=True)
    ]
    if column.name == "documents" and not texts[0]:
        texts[0] = "other"
    line = ":".join(texts)
    return line.strip(":") if column.parts[0].is_optional else line.rstrip(":")
