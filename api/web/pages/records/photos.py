"""The photograph of a record: show, store, delete."""

from __future__ import annotations

import base64
import contextlib
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.records import photos, register
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form
from core.errors import InvalidInput, NotFound, require_code
from core.policy.records.photos import PHOTO_REASONS
from services.foundation.actor import Actor

router = APIRouter(prefix="/records/{record_id}/photo")


@router.get("/file", name="file")
def read_photo(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: photos.MaySee
) -> Response:
    """Return the picture itself."""
    return photos.read_photo(record_id, session, context, actor)


@router.get("", name="show")
def show_photo(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: register.MayEdit,
) -> Response:
    """Show the photograph of a record of the agency, with the form for another."""
    return render.render_page(
        request, "records/photo.html", **_page(record_id, session, context, actor), errors={}
    )


def _page(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: Actor
) -> dict[str, Any]:
    """Return the record with its picture embedded in the page.

    The audit log then has one look for both, and none for a missing picture.
    """
    record = register.read_record(record_id, session, context, actor, Response())
    picture = None
    with contextlib.suppress(NotFound):
        picture = base64.b64encode(
            photos.read_photo(record_id, session, context, actor).body
        ).decode()
    return {"record": record, "picture": picture, "reasons": PHOTO_REASONS}


@router.post("", name="put")
def store_photo(
    request: Request,
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: register.MayEdit,
) -> Response:
    """Store a photograph as a new picture, without its metadata."""
    page = _page(record_id, session, context, actor)
    sent = form.file("picture")
    reason = form.text("reason")
    with shown_again("records/photo.html", InvalidInput, **page):
        if sent is None:
            raise InvalidInput("picture", "needed")
        require_code("reason", reason, PHOTO_REASONS)
        photos.store_photo(record_id, sent.file.read(), session, context, actor, reason)
    return render.redirect_after_post(f"/records/{record_id}/photo", done="saved")


@router.post("/remove", name="remove")
def remove_photo(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: register.MayEdit
) -> Response:
    """Remove the photograph."""
    photos.delete_photo(record_id, session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}/photo", done="saved")
