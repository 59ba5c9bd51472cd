"""Custody of a found child: the forms on its record's page, and a declaration's missing report."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from api.deps import ContextDep, SessionDep
from api.routes.case import custody
from api.schemas.case.custody import (
    CallBackIn,
    CustodyConfirmationIn,
    CustodyWithdrawalIn,
)
from api.schemas.common import ReasonIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form
from api.web.pages.records.records import ShownRecord
from core.errors import Conflict, InvalidInput

router = APIRouter(prefix="/records/{record_id}/custody")


@router.post("", name="confirm")
def confirm_custody(
    record_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: custody.MayConfirm
) -> Response:
    """Confirm as a second person that the agency has the child."""
    custody.confirm_custody(
        record_id, form.to_request(CustodyConfirmationIn), session, context, actor
    )
    return render.redirect_after_post(f"/records/{record_id}", done="custody_confirmed")


@router.post("/declaration", name="declare")
def declare_custody(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: custody.MayHold,
    record: ShownRecord,
) -> Response:
    """Declare as a single person on duty that the child is here."""
    custody_out = custody.read_custody(record_id, session, context, actor)
    with shown_again(
        "records/read.html", InvalidInput, Conflict, record=record, held=custody_out, sent=form
    ):
        custody.declare_custody(record_id, form.to_request(ReasonIn), session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}", done="custody_declared")


@router.post("/call-back", name="call_back")
def record_call_back(
    record_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: custody.MayHold
) -> Response:
    """Record that the other side was called."""
    custody.record_call_back(record_id, form.to_request(CallBackIn), session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}", done="called")


@router.post("/objection", name="object_to")
def object_to_custody(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: custody.MayHold
) -> Response:
    """Object to the declarations that let other agencies see a missing report of the agency."""
    custody.object_to_custody(record_id, session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}", done="objected")


@router.post("/withdrawal", name="withdraw")
def withdraw_custody(
    record_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: custody.MayHold
) -> Response:
    """Withdraw the confirmation or declaration."""
    custody.withdraw_custody(
        record_id, form.to_request(CustodyWithdrawalIn), session, context, actor
    )
    return render.redirect_after_post(f"/records/{record_id}", done="withdrawn")
