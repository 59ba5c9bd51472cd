"""Care confirmation of a found child: the forms on its record's page, and a declaration's missing
report."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from api.deps import ContextDep, SessionDep
from api.routes.case import care_confirmation
from api.schemas.case.care_confirmation import (
    CallBackIn,
    CareConfirmationIn,
    CareConfirmationWithdrawalIn,
)
from api.schemas.common import ReasonIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form
from api.web.pages.records.register import ShownRecord
from core.errors import Conflict, InvalidInput

router = APIRouter(prefix="/records/{record_id}/care-confirmation")


@router.post("", name="confirm")
def confirm_care(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: care_confirmation.MayConfirm,
) -> Response:
    """Confirm as a second person that the agency has the child."""
    care_confirmation.confirm_care(
        record_id, form.to_request(CareConfirmationIn), session, context, actor
    )
    return render.redirect_after_post(f"/records/{record_id}", done="care_confirmed")


@router.post("/declaration", name="declare")
def declare_care(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: care_confirmation.MayAttest,
    record: ShownRecord,
) -> Response:
    """Declare as a single person on duty that the child is here."""
    care_confirmation_out = care_confirmation.read_care_confirmation(
        record_id, session, context, actor
    )
    with shown_again(
        "records/read.html",
        InvalidInput,
        Conflict,
        record=record,
        held=care_confirmation_out,
        sent=form,
    ):
        care_confirmation.declare_care(
            record_id, form.to_request(ReasonIn), session, context, actor
        )
    return render.redirect_after_post(f"/records/{record_id}", done="care_declared")


@router.post("/call-back", name="call_back")
def record_call_back(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: care_confirmation.MayAttest,
) -> Response:
    """Record that the other side was called."""
    care_confirmation.record_call_back(
        record_id, form.to_request(CallBackIn), session, context, actor
    )
    return render.redirect_after_post(f"/records/{record_id}", done="called")


@router.post("/objection", name="object_to")
def object_to_care_declaration(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: care_confirmation.MayAttest
) -> Response:
    """Object to the declarations that let other agencies see a missing report of the agency."""
    care_confirmation.object_to_care_declaration(record_id, session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}", done="objected")


@router.post("/withdrawal", name="withdraw")
def withdraw_care_confirmation(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: care_confirmation.MayAttest,
) -> Response:
    """Withdraw the confirmation or declaration."""
    care_confirmation.withdraw_care_confirmation(
        record_id, form.to_request(CareConfirmationWithdrawalIn), session, context, actor
    )
    return render.redirect_after_post(f"/records/{record_id}", done="withdrawn")
