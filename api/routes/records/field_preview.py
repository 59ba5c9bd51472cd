"""How typed facts would be read: asked while a form is filled in; nothing is stored and nobody is
looked for.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from api.deps import ContextDep
from api.routes.records.records import MAY_REGISTER
from api.schemas.records.field_preview import FieldPreviewIn, FieldPreviewOut
from services.foundation.actor import Actor
from services.records.field_preview import FieldPreview

router = APIRouter(prefix="/v1/readings", tags=["records"])


@router.post("", name="read")
def preview_fields(
    body: FieldPreviewIn, context: ContextDep, _actor: Annotated[Actor, MAY_REGISTER]
) -> FieldPreviewOut:
    """Say how dates of birth, phones and documents would be read."""
    return FieldPreviewOut.of(FieldPreview(body.row(), today=context.clock.now().date()))
