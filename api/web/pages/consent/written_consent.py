"""Consent: explained, recorded, witnessed, activated, withdrawn with one press."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.consent import written_consent
from api.routes.records import register
from api.schemas.consent.written_consent import ConsentIn, ConsentOut, ConsentStepIn
from api.web import language, render
from api.web.errors import shown_again
from api.web.forms import Form, SubmittedForm, make_request
from api.web.pages.records.register import ShownRecord
from core.codes.consent import ConsentScopeCode
from core.errors import Conflict, InvalidInput, NotFound, require_code
from core.policy.case.consent import (
    BARRED_GIVERS,
    CHILD_VIEWS,
    CONSENT_PROCESS,
    EMERGENCY_GROUNDS,
    GIVERS,
)
from core.policy.case.consent_texts import (
    CURRENT_VERSION,
    OFFERED_LANGUAGES,
    consent_texts,
    current_languages,
)
from core.policy.search import SEARCH_PURPOSES

router = APIRouter()

ONCE = ("explain_orally", "explain_in_writing", "witness")
# source of the text: the system, a document of the agency, or no text yet
TEXT_SOURCES = ("system", "agency", "spoken")
LISTS: dict[str, Any] = {
    "givers": GIVERS,
    "grounds": EMERGENCY_GROUNDS,
    "barred": BARRED_GIVERS,
    "scopes": tuple(ConsentScopeCode),
    "purposes": sorted(SEARCH_PURPOSES),
    "views": CHILD_VIEWS,
    "text_sources": TEXT_SOURCES,
    "text_version": CURRENT_VERSION,
    "text_languages": current_languages(),
    "languages_offered": OFFERED_LANGUAGES,
    "texts": tuple(one for one in consent_texts() if one.version == CURRENT_VERSION),
}


@router.get("/records/{record_id}/consents", name="show")
def show_consents(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: written_consent.MayRecord,
) -> Response:
    """Show the consents of a record of the agency with their possible steps, newest first."""
    listed = written_consent.list_consents(record_id, session, context, actor).consents
    record = register.read_record(record_id, session, context, actor, Response())
    return render.render_page(
        request,
        "records/consents.html",
        record=record,
        consents=listed,
        steps=_steps(listed),
        errors={},
    )


def _steps(listed: Sequence[ConsentOut]) -> dict[UUID, dict[str, bool]]:
    """Return for each consent the acts of its state, each with whether it is allowed."""
    return {
        consent.id: {
            action.name: action.allowed
            for action in consent.next_steps.actions
            if any(
                step.act == action.name and consent.state in step.states
                for step in CONSENT_PROCESS.steps
            )
            and action.name not in _taken(consent)
        }
        for consent in listed
    }


def _taken(consent: ConsentOut) -> set[str]:
    """Return the acts that were done once and for all, so that the page does not offer them."""
    return {one.act for one in consent.next_steps.done} & set(ONCE)


@router.get("/records/{record_id}/consents/new", name="show_form")
def show_consent_form(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: written_consent.MayRecord,
    record: ShownRecord,
) -> Response:
    """Show an empty consent form."""
    written_consent.list_consents(
        record_id, session, context, actor
    )  # refuses records of other agencies
    return render.render_page(
        request, "records/consent_new.html", record=record, sent=None, errors={}, **LISTS
    )


@router.post("/records/{record_id}/consents/new")
def record_consent(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: written_consent.MayRecord,
    record: ShownRecord,
) -> Response:
    """Record a consent as a draft."""
    with (
        shown_again(
            "records/consent_new.html", InvalidInput, Conflict, record=record, sent=form, **LISTS
        ),
        _named_fields(),
    ):
        written_consent.record_consent(
            record_id, make_request(ConsentIn, _paper(form)), session, context, actor
        )
    return render.redirect_after_post(f"/records/{record_id}/consents", done="saved")


@contextlib.contextmanager
def _named_fields() -> Iterator[None]:
    """Name the fields of the form in errors about the parts of an appointment."""
    try:
        yield
    except InvalidInput as error:
        for one in (error, *error.others):
            one.field = one.field.removeprefix("appointment.")
        raise


def _paper(form: SubmittedForm) -> dict[str, Any]:
    needed = (
        "giver giver_name proof language interpreter counsellor child_view child_heard_how".split()
    )
    paper: dict[str, Any] = {name: form.text(name) for name in needed} | form.filled("until")
    paper["language"] = language.language_code(paper["language"], OFFERED_LANGUAGES)
    paper |= _text(form)
    paper |= {name: form.texts(name) for name in ("giver_is", "scopes", "recipients", "purposes")}
    ticked = ("has_conflict_of_interest", "is_briefed_spoken", "is_briefed_written")
    paper |= {name: form.is_ticked(name) for name in ticked}
    appointment = form.filled("authority", "appointed_on", "document", "legal_ground", "signed_by")
    return paper | ({"appointment": appointment} if appointment else {})


def _text(form: SubmittedForm) -> dict[str, Any]:
    """Return the version of the system's text, or the hash of the agency's own document.

    The document itself is not stored.
    """
    source = form.text("text_source") or "spoken"
    require_code("text_source", source, TEXT_SOURCES)
    if source == "system":
        return {"text_version": CURRENT_VERSION}
    if source == "spoken":
        return {}
    document = form.file("own_text")
    if document is None:
        raise InvalidInput("own_text", "needed")
    return {"text_hash": hashlib.sha256(document.file.read()).hexdigest()}


@router.get("/consent-texts", name="texts")
def show_consent_texts(request: Request, actor: written_consent.MayRecord) -> Response:
    """Show the current consent texts in every language, to read out or to print."""
    listed = written_consent.list_consent_texts(actor)
    texts = [one for one in listed.texts if one.version == listed.current_version]
    return render.render_page(
        request, "records/consent_texts.html", texts=texts, text_languages=current_languages()
    )


@router.get("/consent-texts/{version}/{text_language}", name="text")
def print_consent_text(
    request: Request,
    version: Annotated[str, Path(max_length=20)],
    text_language: Annotated[str, Path(max_length=3)],
    actor: written_consent.MayRecord,
) -> Response:
    """Show the consent texts of a version in one language, as sheets to print."""
    listed = written_consent.list_consent_texts(actor).texts
    texts = [one for one in listed if (one.version, one.language) == (version, text_language)]
    if not texts:
        raise NotFound("no such text")
    return render.render_page(
        request, "records/consent_sheet.html", texts=texts, text_language=text_language
    )


@router.post("/consents/{consent_id}/steps", name="take_step")
def take_consent_step(
    consent_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: written_consent.MayRecord,
) -> Response:
    """Record an explanation of a consent, witness it, start it as spoken, or activate it."""
    record = written_consent.read_consent(consent_id, session, context, actor).record
    listed = written_consent.list_consents(record, session, context, actor).consents
    shown = register.read_record(record, session, context, actor, Response())
    page = {"record": shown, "consents": listed, "steps": _steps(listed)}
    with shown_again("records/consents.html", InvalidInput, Conflict, **page), _named_fields():
        is_text = form.text("act") == "explain_in_writing"
        body = make_request(
            ConsentStepIn, {"act": form.text("act")} | (_text(form) if is_text else {})
        )
        written_consent.take_consent_step(consent_id, body, session, context, actor)
    return render.redirect_after_post(f"/records/{record}/consents", done="step")


@router.post("/consents/{consent_id}/withdraw", name="withdraw")
def withdraw_consent(
    consent_id: UUID, session: SessionDep, context: ContextDep, actor: written_consent.MayWithdraw
) -> Response:
    """Withdraw a consent immediately."""
    record = written_consent.read_consent(consent_id, session, context, actor).record
    written_consent.withdraw_consent(consent_id, session, context, actor)
    return render.redirect_after_post(f"/records/{record}/consents", done="withdrawn")
