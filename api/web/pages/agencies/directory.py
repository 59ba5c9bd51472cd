"""The directory: desks to call in a state, and the administrator's list of services."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.deps import ContextDep, MayManage, SessionDep
from api.routes.agencies import directory
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form, SubmittedForm, make_request
from core.errors import InvalidInput
from services.agencies.directory import ServiceForm

router = APIRouter(prefix="/directory")


@router.get("", name="show")
def show_directory(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: directory.MayRead,
    state: Annotated[str | None, Query(pattern="^([A-Z]{2})?$")] = None,
    kind: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show desks and services of a state, initially of the reader's own."""
    chosen = actor.state if state is None else state
    return render.render_page(
        request,
        "directory/list.html",
        found=directory.read_directory(session, context, actor, chosen, kind),
        state=chosen,
        kind=kind,
        is_kept=False,
        sent=None,
        errors={},
    )


@router.get("/services", name="show_kept")
def show_services(
    request: Request, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Show every service with a form for changes, and a form for a new one."""
    return render.render_page(
        request,
        "directory/services.html",
        services=directory.read_directory(session, context, actor).services,
        at=None,
        sent=None,
        errors={},
    )


@router.post("/services", name="add")
def add_service(
    request: Request,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: MayManage,
) -> Response:
    """Add a service."""
    services = directory.read_directory(session, context, actor).services
    with shown_again(
        "directory/services.html", InvalidInput, services=services, at=None, sent=form
    ):
        directory.create_service(make_request(ServiceForm, _service(form)), session, context, actor)
    return render.redirect_after_post("/directory/services", done="saved")


@router.post("/services/{service_id}", name="change")
def change_service(
    request: Request,
    service_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: MayManage,
) -> Response:
    """Replace a service."""
    services = directory.read_directory(session, context, actor).services
    with shown_again(
        "directory/services.html", InvalidInput, services=services, at=service_id, sent=form
    ):
        directory.update_service(
            service_id, make_request(ServiceForm, _service(form)), session, context, actor
        )
    return render.redirect_after_post("/directory/services", done="saved")


@router.post("/services/{service_id}/remove", name="remove")
def remove_service(
    service_id: UUID, session: SessionDep, context: ContextDep, actor: MayManage
) -> Response:
    """Remove a service."""
    directory.delete_service(service_id, session, context, actor)
    return render.redirect_after_post("/directory/services", done="ended")


def _service(form: SubmittedForm) -> dict[str, Any]:
    return {
        **{name: form.text(name) for name in ("state", "kind", "name", "hours", "reach")},
        "languages": form.text("languages").casefold().replace(",", " ").split(),
    }
