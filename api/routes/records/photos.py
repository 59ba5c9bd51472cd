"""The photograph of a record: store, read, remove."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response, status

from api.deps import ContextDep, SessionDep, allow
from api.routes.records.register import MayEdit
from api.schemas.common import file_responses
from core.code_sets import OneOf
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.records import photos

router = APIRouter(prefix="/v1/records/{record_id}/photo", tags=["records"])

JPEG = "image/jpeg"
MaySee = Annotated[Actor, allow(Action.READ_OWN, Action.READ_OTHERS)]
# a code: free text has no place in a URL
Reason = Annotated[str, OneOf("photo_reason"), Query()]


@router.put("", name="put", status_code=status.HTTP_204_NO_CONTENT)
def store_photo(
    record_id: UUID,
    picture: Annotated[bytes, Body(media_type="image/*")],
    session: SessionDep,
    context: ContextDep,
    actor: MayEdit,
    reason: Reason = "first",
) -> None:
    """Store the photograph of a record.

    The format is JPEG, PNG or WebP, with at most 8 MB. The image is encoded again and only its
    pixels are kept.
    """
    photos.store_photo(session, context, actor, record_id, data=picture, reason=reason)


@router.get("", name="show", response_class=Response, responses=file_responses(JPEG))
def read_photo(
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MaySee,
) -> Response:
    """Read the photograph of a record.

    The answer is JPEG. A record without a photograph, a hidden photograph and a hidden record have
    the same answer.
    """
    return Response(photos.read_photo(session, context, actor, record_id), media_type=JPEG)


@router.delete("", name="remove", status_code=status.HTTP_204_NO_CONTENT)
def delete_photo(
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayEdit,
    reason: Reason = "withdrawn",
) -> None:
    """Remove the photograph of a record."""
    photos.remove_photo(session, context, actor, record_id, reason=reason)
