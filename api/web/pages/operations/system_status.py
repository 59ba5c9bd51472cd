"""Maintenance: agencies with their desks, case numbers, deputies, keys, schedules and queues."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, MayManage, SessionDep
from api.routes.agencies import access
from api.routes.operations import system_status
from api.routes.oversight import alert_list
from api.schemas.agencies.access import DeputyIn
from api.schemas.operations.system_status import DeskPhoneIn, RelayDeskIn
from api.schemas.oversight.alert_list import CaseNumberPatternsIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form, make_request, parse_moment
from core.errors import InvalidInput, NotFound
from core.policy.access import DEPUTY_DAYS
from services.agencies.agency_register import AgencyForm

router = APIRouter()


@router.get("/agencies")
def list_agencies(
    request: Request, session: SessionDep, context: ContextDep, actor: access.MayRead
) -> Response:
    """Show every agency with its desk."""
    return render.render_page(
        request,
        "administration/agencies.html",
        agencies=system_status.list_agencies(session, context, actor).agencies,
        sent=None,
        errors={},
    )


@router.post("/agencies")
def add_agency(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Add an agency and its desk."""
    listed = system_status.list_agencies(session, context, actor).agencies
    with shown_again("administration/agencies.html", InvalidInput, agencies=listed, sent=form):
        system_status.add_agency(form.to_request(AgencyForm), session, context, actor)
    return render.redirect_after_post("/agencies", done="saved")


@router.post("/agencies/{agency_id}/phone", name="set_phone")
def set_agency_phone(
    agency_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Set the telephone number of an agency's desk."""
    system_status.set_agency_phone(agency_id, form.to_request(DeskPhoneIn), session, context, actor)
    return render.redirect_after_post("/agencies", done="saved")


@router.post("/agencies/{agency_id}/relay", name="set_relay")
def set_agency_relay(
    agency_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Make an agency's desk the relay desk, or no longer."""
    body = RelayDeskIn(is_relay=form.text("relay") == "on")
    system_status.set_agency_relay(agency_id, body, session, context, actor)
    return render.redirect_after_post("/agencies", done="saved")


@router.get("/patterns", name="list_patterns")
def list_case_number_patterns(
    request: Request, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Show the patterns of case numbers by state."""
    return render.render_page(
        request,
        "administration/patterns.html",
        listed=alert_list.list_case_number_patterns(session, context, actor),
        sent=None,
        errors={},
    )


@router.post("/patterns", name="set_patterns")
def set_case_number_patterns(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Set a state's patterns of case numbers, one per line; none: the pattern of each agency."""
    listed = alert_list.list_case_number_patterns(session, context, actor)
    body = {"state": form.text("state"), "patterns": form.text("patterns").split()}
    with shown_again("administration/patterns.html", InvalidInput, listed=listed, sent=form):
        alert_list.set_case_number_patterns(
            make_request(CaseNumberPatternsIn, body), session, context, actor
        )
    return render.redirect_after_post("/patterns", done="saved")


@router.get("/deputies")
def list_deputies(
    request: Request, session: SessionDep, context: ContextDep, actor: access.MayName
) -> Response:
    """Show the deputies of supervisors."""
    return render.render_page(
        request,
        "administration/deputies.html",
        deputies=access.list_deputies(session, context, actor).deputies,
        days_most=DEPUTY_DAYS,
        sent=None,
        errors={},
    )


@router.post("/deputies", name="name_deputy")
def appoint_deputy(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: access.MayName
) -> Response:
    """Appoint a deputy."""
    listed = access.list_deputies(session, context, actor).deputies
    body = {
        "login": form.text("login"),
        "until": parse_moment(form, "until", actor.time_zone),
        "reason": form.text("reason"),
    }
    page = {"deputies": listed, "days_most": DEPUTY_DAYS, "sent": form}
    with shown_again("administration/deputies.html", InvalidInput, NotFound, **page):
        access.appoint_deputy(make_request(DeputyIn, body), session, context, actor)
    return render.redirect_after_post("/deputies", done="saved")


@router.post("/deputies/{deputy_id}/end")
def end_deputy(
    deputy_id: UUID, session: SessionDep, context: ContextDep, actor: access.MayName
) -> Response:
    """End a deputy's time now."""
    access.end_deputy(deputy_id, session, context, actor)
    return render.redirect_after_post("/deputies", done="ended")


@router.get("/system-status", name="look")
def show_system_status(
    request: Request, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Show the keys, schedules, queues, anchors and missing desks."""
    return render.render_page(
        request,
        "administration/system_status.html",
        seen=system_status.read_system_status(session, context, actor),
        now=context.clock.now(),
    )
