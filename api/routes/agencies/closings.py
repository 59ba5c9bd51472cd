"""Agencies that close: the request, and the records that could not move."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.agencies.closings import ClosingAskedOut, ClosingList
from core.policy.actions import Action
from services.case.care import agency_closings
from services.case.care.agency_closings import ClosingForm
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/agencies", tags=["administration"])

MayClose = Annotated[Actor, allow(Action.CLOSE_AGENCY)]


@router.post("/{code}/closing", name="ask", status_code=status.HTTP_201_CREATED)
def ask_closing(
    code: str, body: ClosingForm, session: SessionDep, context: ContextDep, actor: MayClose
) -> ClosingAskedOut:
    """Ask that your agency closes. A supervisor of the successor decides in the list of approvals.

    After the approval nothing is added to the agency, and its records move to the successor.
    """
    approval = agency_closings.ask_closing(session, context, actor, code, body)
    return ClosingAskedOut(approval=approval)


@router.get("/closings", name="list")
def list_closings(session: SessionDep, context: ContextDep, actor: MayClose) -> ClosingList:
    """List agencies that close.

    They are your agency, and those of your state if you have its desk. Each has at most 200 records
    that could not move. The newest is first.
    """
    return ClosingList(closings=agency_closings.list_closings(session, context, actor))
