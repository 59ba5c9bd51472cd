"""Custody of a found child: read, confirm, declare, call back, object, withdraw."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.custody import (
    CallBackIn,
    CustodyConfirmationIn,
    CustodyDeclaredOut,
    CustodyWithdrawalIn,
)
from api.schemas.common import ReasonIn
from core.policy.actions import Action
from services.case.care import custody, custody_declarations, custody_view
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/records", tags=["custody"])

MayHold = Annotated[Actor, allow(Action.HOLD_CUSTODY)]
MayConfirm = Annotated[Actor, allow(Action.CONFIRM_CUSTODY)]


@router.get("/{record_id}/custody")
def read_custody(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayConfirm
) -> custody_view.CustodyView:
    """Read the custody of a found child.

    The proof is `nothing` for a child without custody. For your own missing report, the answer has
    the declarations that open it. Any other record is not found.
    """
    return custody_view.read_custody(session, context, actor, record_id)


@router.post("/{record_id}/custody", status_code=status.HTTP_204_NO_CONTENT)
def confirm_custody(
    record_id: UUID,
    body: CustodyConfirmationIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayConfirm,
) -> None:
    """Confirm the custody of a found child.

    You must not be an author of the child's identity.
    """
    custody.confirm_custody(session, context, actor, record_id, proof=body.way)


@router.post("/{record_id}/custody/declaration", status_code=status.HTTP_201_CREATED)
def declare_custody(
    record_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayHold,
) -> CustodyDeclaredOut:
    """Declare custody without a second person.

    Use this for a found child if you are the only person on duty. The desks of the missing reports,
    the supervisors of your agency and the auditor get a notice.
    """
    return CustodyDeclaredOut(
        opens_until=custody_declarations.declare_custody(
            session, context, actor, record_id, reason=body.reason
        )
    )


@router.post(
    "/{record_id}/custody/call-back", name="call_back", status_code=status.HTTP_204_NO_CONTENT
)
def record_call_back(
    record_id: UUID,
    body: CallBackIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayHold,
) -> None:
    """Record a call back. You called the other side by its number in the directory."""
    custody_declarations.record_call_back(session, context, actor, record_id, agency=body.agency)


@router.post("/{record_id}/custody/objection", status_code=status.HTTP_204_NO_CONTENT)
def object_to_custody(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayHold
) -> None:
    """Object to declarations of custody.

    A declaration lets another agency see your missing report. The declarations about this report
    end immediately.
    """
    custody_declarations.object_to_declaration(session, context, actor, record_id)


@router.post("/{record_id}/custody/withdrawal", status_code=status.HTTP_204_NO_CONTENT)
def withdraw_custody(
    record_id: UUID,
    body: CustodyWithdrawalIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayHold,
) -> None:
    """Withdraw the custody of a found child. The confirmation or declaration ends."""
    custody.withdraw_custody(session, context, actor, record_id, reason=body.reason)
