"""How typed facts are understood, for a form that is being filled in.

No data is stored and no search is made.
"""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import ContextDep
from api.routes.records.register import MayRegister
from api.schemas.records.field_preview import FieldPreviewIn, FieldPreviewOut
from services.records.intake.field_preview import FieldPreview

router = APIRouter(prefix="/v1/readings", tags=["records"])


@router.post("", name="read")
def preview_fields(
    body: FieldPreviewIn, context: ContextDep, _actor: MayRegister
) -> FieldPreviewOut:
    """Preview how typed facts are understood.

    Dates of birth, phone numbers and documents can be previewed. Values that cannot be read are
    answered with warnings. No value is stored.
    """
    return FieldPreviewOut.of(FieldPreview(body.row(), today=context.clock.now().date()))
