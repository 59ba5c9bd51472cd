"""How typed facts would be read: asked while a form is filled in; nothing is stored and nobody is
looked for.
"""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import ContextDep
from api.routes.records.records import MayRegister
from api.schemas.records.field_preview import FieldPreviewIn, FieldPreviewOut
from services.records.field_preview import FieldPreview

router = APIRouter(prefix="/v1/readings", tags=["records"])


@router.post("", name="read")
def preview_fields(
    body: FieldPreviewIn, context: ContextDep, _actor: MayRegister
) -> FieldPreviewOut:
    """Say how dates of birth, phones and documents would be read."""
    return FieldPreviewOut.of(FieldPreview(body.row(), today=context.clock.now().date()))
