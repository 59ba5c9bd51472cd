"""Work of a desk: transfers of records, duty cover, and requests of the people recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.case import transfers
from api.routes.data_rights import rights
from api.routes.records import register
from api.schemas.case.transfers import TransferAcceptanceIn, TransferIn
from api.schemas.common import ReasonIn
from api.schemas.data_rights.rights import DataRequestDecisionIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form, From, make_request, parse_moment
from api.web.pages.records.register import ShownRecord
from core.codes.data_rights import DataRight
from core.errors import Conflict, InvalidInput
from core.policy.actions import Action, scope
from core.policy.data_rights import REFUSAL_REGIMES, REQUESTERS
from services.data_rights.data_requests import DataRequestForm

router = APIRouter()


@router.get("/transfers")
def list_transfers(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: transfers.MayPropose,
    page: From = None,
) -> Response:
    """Show the transfers of records from and to the agency."""
    listed = transfers.list_transfers(session, context, actor, page)
    return render.render_page(request, "desk/transfers.html", listed=listed)


@router.get("/records/{record_id}/transfer", name="show_offer")
def show_transfer(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: transfers.MayPropose,
) -> Response:
    """Show an empty offer of a record of the agency."""
    receivers = transfers.list_receivers(record_id, session, context, actor).receivers
    record = register.read_record(record_id, session, context, actor, Response())
    return render.render_page(
        request, "desk/offer.html", record=record, receivers=receivers, sent=None, errors={}
    )


@router.post("/records/{record_id}/transfer", name="offer")
def create_transfer(
    request: Request,
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: transfers.MayPropose,
) -> Response:
    """Offer the record to another agency."""
    receivers = transfers.list_receivers(record_id, session, context, actor).receivers
    record = register.read_record(record_id, session, context, actor, Response())
    with shown_again(
        "desk/offer.html", InvalidInput, Conflict, record=record, receivers=receivers, sent=form
    ):
        transfers.create_transfer(record_id, form.to_request(TransferIn), session, context, actor)
    return render.redirect_after_post("/transfers", done="saved")


@router.post("/transfers/{transfer_id}/accept", name="accept")
def accept_transfer(
    transfer_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: transfers.MayTransfer,
) -> Response:
    """Accept an offered record."""
    accepted = transfers.accept_transfer(
        transfer_id, form.to_request(TransferAcceptanceIn), session, context, actor
    )
    return render.redirect_after_post(f"/records/{accepted.record}", done="step")


@router.post("/transfers/{transfer_id}/refuse", name="refuse")
def refuse_transfer(
    transfer_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: transfers.MayTransfer,
) -> Response:
    """Refuse an offered record."""
    transfers.refuse_transfer(transfer_id, form.to_request(ReasonIn), session, context, actor)
    return render.redirect_after_post("/transfers", done="step")


@router.post("/transfers/{transfer_id}/withdraw", name="withdraw")
def withdraw_transfer(
    transfer_id: UUID, session: SessionDep, context: ContextDep, actor: transfers.MayTransfer
) -> Response:
    """Withdraw an offer or a proposal of the agency."""
    transfers.withdraw_transfer(transfer_id, session, context, actor)
    return render.redirect_after_post("/transfers", done="step")


@router.get("/duty", name="show_cover")
def show_duty_cover(request: Request, actor: transfers.MayCover) -> Response:
    """Show the form for duty cover."""
    return render.render_page(request, "desk/duty.html", errors={}, sent=None)


@router.post("/duty", name="begin_cover")
def start_duty_cover(
    request: Request,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: transfers.MayCover,
) -> Response:
    """Start duty cover: access to every record of the agency for `DUTY_COVER_HOURS`."""
    with shown_again("desk/duty.html", InvalidInput, Conflict, sent=form):
        transfers.start_duty_cover(form.to_request(ReasonIn), session, context, actor)
    return render.redirect_after_post("/", done="cover")


@router.get("/covers", name="list_covers")
def list_duty_covers(
    request: Request, session: SessionDep, context: ContextDep, actor: transfers.MaySeeCovers
) -> Response:
    """Show duty covers with person and reason."""
    return render.render_page(
        request,
        "desk/covers.html",
        covers=transfers.list_duty_covers(session, context, actor).covers,
    )


@router.get("/rights", name="list_requests")
def list_data_requests(
    request: Request, session: SessionDep, context: ContextDep, actor: rights.MaySee
) -> Response:
    """Show the requests of the people recorded, with their legal days."""
    return render.render_page(
        request,
        "desk/rights.html",
        requests=rights.list_data_requests(session, context, actor).requests,
        may_open=scope(Action.PROPOSE_DATA_RIGHT, actor.role) is not None,
    )


@router.get("/records/{record_id}/rights", name="show_ask")
def show_data_request(request: Request, _actor: rights.MayPropose, record: ShownRecord) -> Response:
    """Show an empty request about a record of the agency."""
    return render.render_page(
        request, "desk/right_new.html", **_lists(), record=record, sent=None, errors={}
    )


def _lists() -> dict[str, Any]:
    return {"kinds": [right.value for right in DataRight], "requesters": sorted(REQUESTERS)}


@router.post("/records/{record_id}/rights", name="ask")
def create_data_request(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: rights.MayPropose,
    record: ShownRecord,
) -> Response:
    """Record a request of a person about their record."""
    values: dict[str, Any] = {
        name: form.text(name) for name in ("kind", "requester", "proof", "grounds")
    }
    values["received_at"] = parse_moment(form, "received_at", actor.time_zone)
    if form.text("column"):
        values["changes"] = {form.text("column"): form.text("value")}
    with shown_again(
        "desk/right_new.html", InvalidInput, Conflict, **_lists(), record=record, sent=form
    ):
        data_request = rights.create_data_request(
            record_id, make_request(DataRequestForm, values), session, context, actor
        )
    return render.redirect_after_post(f"/rights/{data_request.id}", done="saved")


@router.get("/rights/{request_id}", name="read_request")
def read_data_request(
    request: Request,
    request_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: rights.MayPropose,
) -> Response:
    """Show a request, to decide on it."""
    return render.render_page(
        request,
        "desk/right.html",
        one=rights.read_data_request(request_id, session, context, actor),
        refusals=sorted(REFUSAL_REGIMES),
    )


@router.post("/rights/{request_id}/extension", name="extend")
def extend_data_request(
    request_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: rights.MayApprove
) -> Response:
    """Extend the legal deadline, once."""
    rights.extend_data_request(request_id, form.to_request(ReasonIn), session, context, actor)
    return render.redirect_after_post(f"/rights/{request_id}", done="saved")


@router.post("/rights/{request_id}/decision", name="decide")
def decide_data_request(
    request_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: rights.MayApprove
) -> Response:
    """Decide as the second person: carry the request out, or refuse it for a listed reason."""
    body = {"refusal": form.text("refusal") or None, "reason": form.text("reason")}
    rights.decide_data_request(
        request_id, make_request(DataRequestDecisionIn, body), session, context, actor
    )
    return render.redirect_after_post(f"/rights/{request_id}", done="saved")


@router.get("/rights/{request_id}/answer", name="answer")
def show_answer(
    request: Request,
    request_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: rights.MayPropose,
) -> Response:
    """Show all data about the person, for printing."""
    return render.render_page(
        request,
        "desk/answer.html",
        held=rights.export_personal_data(request_id, session, context, actor),
    )
