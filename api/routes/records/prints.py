"""Printable forms of a missing report."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.deps import ContextDep, SessionDep, allow
from api.schemas.records.prints import FormName, PrintedFormOut
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.records import printed_forms

router = APIRouter(prefix="/v1/records/{record_id}/print", tags=["records"])

MayPrint = Annotated[Actor, allow(Action.PRINT)]


@router.get("", name="fill")
def fill_form(
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayPrint,
    form: FormName = "police",
) -> PrintedFormOut:
    """Fill a printable form from a report.

    The report is an open report of your agency. `missing` lists the necessary lines without a fact.
    """
    return PrintedFormOut.of(printed_forms.fill_form(session, context, actor, record_id, form))
