"""From a one-time link to an account: the authenticator's secret, the password, recovery codes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, DatabaseDep, SessionDep
from api.routes.agencies import enrolment
from api.schemas.agencies.access import EnrolmentIn, OneTimeLinkIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form, make_request
from core.errors import InvalidInput

router = APIRouter(prefix="/enrolment")

EMPTY: dict[str, Any] = {"started": None, "token": "", "is_begun": False, "codes": None}


@router.get("", name="show")
def show_enrolment(request: Request) -> Response:
    """Ask for the token: it is never part of an address, because addresses are stored."""
    return _page(request)


@router.post("", name="start")
def start_enrolment(
    request: Request, form: Form, session: SessionDep, context: ContextDep
) -> Response:
    """Show what an authenticator needs."""
    started = enrolment.start_enrolment(form.to_request(OneTimeLinkIn), session, context)
    return _page(request, started=started, token=form.text("token"), is_begun=True)


@router.post("/finish", name="finish")
def finish_enrolment(
    request: Request, form: Form, context: ContextDep, database: DatabaseDep
) -> Response:
    """Set password and second factor; show the recovery codes once."""
    values = {
        "token": form.text("token"),
        "password": form.raw("password"),
        "code": form.text("code"),
    }
    response = Response()
    # the authenticator has the secret already
    page = EMPTY | {"token": values["token"], "is_begun": True}
    with shown_again("enrolment.html", InvalidInput, **page):
        finished = enrolment.finish_enrolment(
            make_request(EnrolmentIn, values), request, response, context, database
        )
    answer = _page(request, codes=finished.recovery_codes)
    answer.headers.append("Set-Cookie", response.headers["Set-Cookie"])
    return answer


def _page(request: Request, **values: Any) -> Response:
    return render.render_page(request, "enrolment.html", errors={}, **EMPTY | values)
