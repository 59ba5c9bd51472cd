"""Contacts of a child: the reporter with the reporter check, and the appointed guardians."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.case import contacts, reporter_checks
from api.routes.records import register
from api.web import render
from api.web.forms import Form, make_request, parse_id, parse_moment
from api.web.pages.records.register import ShownRecord
from core.codes.records import RecordKind
from core.policy.actions import Action, scope
from core.policy.case.consent import EMERGENCY_GROUNDS
from core.policy.case.people import AUTHORITIES
from core.policy.case.reporter_check import DECLARED_REPORTER_CHECKS
from services.case.guardians import GuardianForm
from services.case.reporters import ReporterCheckDecision, ReporterForm

router = APIRouter()


@router.get("/records/{record_id}/people", name="show")
def show_contacts(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: register.MayEdit,
    record: ShownRecord,
) -> Response:
    """Show the reporter and guardians that the role may see."""
    may_appoint = scope(Action.RECORD_CONSENT, actor.role) is not None
    has_reporter = record.is_responsible and record.kind != RecordKind.FOUND
    return render.render_page(
        request,
        "records/people.html",
        record=record,
        reporter=contacts.read_reporter(record_id, session, context, actor)
        if has_reporter
        else None,
        guardians=contacts.list_guardians(record_id, session, context, actor).guardians
        if may_appoint
        else [],
        authorities=sorted(AUTHORITIES),
        grounds=EMERGENCY_GROUNDS,
        reporter_checks=DECLARED_REPORTER_CHECKS,
        institutions=reporter_checks.list_institutions(session, context, actor).institutions
        if has_reporter or may_appoint
        else [],
    )


@router.post("/records/{record_id}/reporter", name="write_reporter")
def save_reporter(
    record_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: register.MayEdit
) -> Response:
    """Save the reporter and the proofs."""
    values = {
        "name": form.text("name"),
        "phones": form.texts("phone"),
        **form.filled("relation", "identity_how", "relation_proof", "institution"),
    }
    contacts.save_reporter(record_id, make_request(ReporterForm, values), session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}/people", done="saved")


@router.post("/records/{record_id}/reporter-check", name="clear")
def decide_reporter_check(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: reporter_checks.MayCheckReporter,
) -> Response:
    """Clear or flag the reporter as a second person, or set them back to unverified."""
    contacts.decide_reporter_check(
        record_id, form.to_request(ReporterCheckDecision), session, context, actor
    )
    return render.redirect_after_post(f"/records/{record_id}/people", done="saved")


@router.post("/records/{record_id}/reporter-check-request", name="ask")
def request_reporter_check(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: register.MayEdit
) -> Response:
    """Ask a second person to check the reporter."""
    contacts.request_reporter_check(record_id, session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}/people", done="reporter_check_asked")


@router.post("/records/{record_id}/guardians", name="appoint")
def appoint_guardian(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: contacts.MayAppoint,
) -> Response:
    """Record an appointment."""
    values = {
        **{name: form.text(name) for name in ("name", "authority", "document")},
        "appointed_at": parse_moment(form, "appointed_at", actor.time_zone),
        "phones": form.texts("phone"),
        **form.filled("relation", "institution", "until", "legal_ground"),
        "is_of_suspects_family": form.is_ticked("is_of_suspects_family"),
    }
    contacts.appoint_guardian(
        record_id, make_request(GuardianForm, values), session, context, actor
    )
    return render.redirect_after_post(f"/records/{record_id}/people", done="saved")


@router.post("/guardians/{guardian_id}/end", name="end")
def end_guardianship(
    guardian_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: contacts.MayAppoint,
) -> Response:
    """End an appointment; consents given under it end with it."""
    contacts.end_guardianship(guardian_id, session, context, actor)
    return render.redirect_after_post(
        f"/records/{parse_id(form.text('record'))}/people", done="ended"
    )
