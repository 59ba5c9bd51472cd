"""Administration: accounts and invitations, lost devices, runs with progress, failed jobs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, MayManage, SessionDep
from api.routes.agencies import access
from api.routes.matching_runs import runs
from api.routes.operations import quarantine, system_status
from api.schemas.agencies.access import (
    AccessResetIn,
    ActingStateEndIn,
    ActingStateIn,
    InvitationIn,
    UnitIn,
)
from api.schemas.operations.work import MatchingRunIn, RetryIn
from api.web import render
from api.web.errors import FormRejected, shown_again
from api.web.forms import Form, make_request
from core.errors import InvalidInput
from core.policy.access import INVITABLE
from core.policy.roles import Role
from services.foundation.actor import Actor

router = APIRouter()


@router.get("/users")
def list_users(
    request: Request, session: SessionDep, context: ContextDep, actor: access.MayRead
) -> Response:
    """Show every account."""
    return render.render_page(
        request,
        "administration/users.html",
        users=access.list_users(session, context, actor).users,
        at=None,
        sent=None,
        errors={},
    )


@router.post("/users/{user_id}/unit", name="set_unit")
def set_user_unit(
    user_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Move a user to a unit of their agency, or to none."""
    users = access.list_users(session, context, actor).users
    with shown_again("administration/users.html", InvalidInput, users=users, at=user_id, sent=form):
        access.set_user_unit(user_id, form.to_request(UnitIn), session, context, actor)
    return render.redirect_after_post("/users", done="moved")


@router.post("/users/{user_id}/disable", name="disable")
def disable_user(
    user_id: UUID, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Disable a user."""
    access.disable_user(user_id, session, context, actor)
    return render.redirect_after_post("/users", done="disabled")


@router.post("/users/{user_id}/block", name="block")
def block_user(
    user_id: UUID, session: SessionDep, context: ContextDep, actor: access.MayBlock
) -> Response:
    """Block the account of a colleague who left."""
    access.block_user(user_id, session, context, actor)
    return render.redirect_after_post("/users", done="blocked")


@router.get("/invite")
def show_invite(
    request: Request, session: SessionDep, context: ContextDep, actor: access.MayInvite
) -> Response:
    """Show an empty invitation."""
    lists = _lists(session, context, actor)
    return render.render_page(request, "administration/invite.html", sent=None, errors={}, **lists)


@router.post("/invite", name="invite")
def invite_user(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: access.MayInvite
) -> Response:
    """Invite a person; the first half of the link is shown once."""
    values = {
        **{name: form.text(name) for name in ("login", "name", "role")},
        **form.filled("agency"),
        "states": form.texts("states"),
    }
    try:
        invitation = access.invite_user(make_request(InvitationIn, values), session, context, actor)
    except InvalidInput as error:
        lists = _lists(session, context, actor)
        raise FormRejected("administration/invite.html", error, sent=form, **lists) from error
    return render.render_page(request, "administration/invited.html", made=invitation)


def _lists(session: SessionDep, context: ContextDep, actor: Actor) -> dict[str, Any]:
    """Return the roles that may be invited, and for administrators also the agencies."""
    is_free = actor.role is Role.ADMINISTRATOR
    agencies = system_status.list_agencies(session, context, actor).agencies if is_free else []
    return {"roles": sorted(INVITABLE[actor.role]), "agencies": agencies}


@router.post("/users/{user_id}/states", name="ask_state")
def request_acting_state(
    user_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: access.MayInvite
) -> Response:
    """Ask that an officer may act for another state."""
    access.request_acting_state(user_id, form.to_request(ActingStateIn), session, context, actor)
    return render.redirect_after_post("/users", done="asked")


@router.get("/access-requests", name="show_reset")
def show_reset_form(request: Request, actor: access.MayReset) -> Response:
    """Show the form for a colleague who lost a device."""
    return render.render_page(request, "administration/access_requests.html", half=None)


@router.post("/access-requests", name="ask_reset")
def request_reset(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: access.MayReset
) -> Response:
    """Ask for a reset of a colleague's access; the first half of the link is shown once."""
    half = access.request_reset(form.to_request(AccessResetIn), session, context, actor).first
    return render.render_page(request, "administration/access_requests.html", half=half)


@router.get("/acting-sessions")
def list_acting_sessions(
    request: Request, session: SessionDep, context: ContextDep, actor: access.MaySeeActing
) -> Response:
    """Show the sessions of other states' officers that acted for this state."""
    seen = access.list_acting_sessions(session, context, actor).sessions
    return render.render_page(request, "administration/acting_sessions.html", sessions=seen)


@router.post("/acting-sessions/{user_id}/end", name="end_state")
def end_acting_state(
    user_id: UUID, session: SessionDep, context: ContextDep, actor: access.MayInvite
) -> Response:
    """End an officer's permission to act for this state."""
    access.end_acting_state(user_id, ActingStateEndIn(state=actor.state), session, context, actor)
    return render.redirect_after_post("/acting-sessions", done="ended")


@router.get("/matching-runs")
def list_matching_runs(
    request: Request, session: SessionDep, context: ContextDep, actor: runs.MayRun
) -> Response:
    """Show the newest runs with their progress, and failed jobs."""
    return render.render_page(
        request,
        "administration/matching_runs.html",
        runs=runs.list_matching_runs(session, context, actor).runs,
        now=context.clock.now(),
        given_up=quarantine.list_failed_jobs(session, actor).jobs,
    )


@router.post("/matching-runs", name="start")
def start_matching_run(
    form: Form, session: SessionDep, context: ContextDep, actor: runs.MayRun
) -> Response:
    """Start a run."""
    runs.start_matching_run(session, context, actor, form.to_request(MatchingRunIn))
    return render.redirect_after_post("/matching-runs", done="started")


@router.post("/matching-runs/{matching_run_id}/cancel", name="cancel")
def cancel_matching_run(
    matching_run_id: UUID, session: SessionDep, context: ContextDep, actor: runs.MayRun
) -> Response:
    """Cancel a run."""
    runs.cancel_matching_run(matching_run_id, session, context, actor)
    return render.redirect_after_post("/matching-runs", done="cancelled")


@router.post("/quarantine", name="retry")
def retry_failed_jobs(
    form: Form, session: SessionDep, context: ContextDep, actor: runs.MayRun
) -> Response:
    """Try failed jobs again."""
    quarantine.retry_failed_jobs(
        make_request(RetryIn, {"jobs": form.texts("job")}), session, context, actor
    )
    return render.redirect_after_post("/matching-runs", done="retried")
