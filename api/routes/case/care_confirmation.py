"""Care confirmation of a found child: read, confirm, declare, call back, object, withdraw."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.care_confirmation import (
    CallBackIn,
    CareConfirmationIn,
    CareConfirmationWithdrawalIn,
    CareDeclaredOut,
)
from api.schemas.common import ReasonIn
from core.policy.actions import Action
from services.case.care import care_confirmation, care_declarations, care_view
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/records", tags=["care_confirmation"])

MayAttest = Annotated[Actor, allow(Action.ATTEST_CARE)]
MayConfirm = Annotated[Actor, allow(Action.CONFIRM_CARE)]


@router.get("/{record_id}/care-confirmation")
def read_care_confirmation(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayConfirm
) -> care_view.CareView:
    """Read the care confirmation of a found child.

    The proof is `nothing` for a child without care confirmation. For your own missing report, the
    answer has the declarations that open it. Any other record is not found.
    """
    return care_view.read_care_confirmation(session, context, actor, record_id)


@router.post("/{record_id}/care-confirmation", status_code=status.HTTP_204_NO_CONTENT)
def confirm_care(
    record_id: UUID,
    body: CareConfirmationIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayConfirm,
) -> None:
    """Confirm the care of a found child.

    You must not be an author of the child's identity.
    """
    care_confirmation.confirm_care(session, context, actor, record_id, proof=body.way)


@router.post("/{record_id}/care-confirmation/declaration", status_code=status.HTTP_201_CREATED)
def declare_care(
    record_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayAttest,
) -> CareDeclaredOut:
    """Declare that the child is in care without a second person.

    Use this for a found child if you are the only person on duty. The desks of the missing reports,
    the supervisors of your agency and the auditor get a notification.
    """
    return CareDeclaredOut(
        opens_until=care_declarations.declare_care(
            session, context, actor, record_id, reason=body.reason
        )
    )


@router.post(
    "/{record_id}/care-confirmation/call-back",
    name="call_back",
    status_code=status.HTTP_204_NO_CONTENT,
)
def record_call_back(
    record_id: UUID,
    body: CallBackIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayAttest,
) -> None:
    """Record a call back. You called the other side by its number in the directory."""
    care_declarations.record_call_back(session, context, actor, record_id, agency=body.agency)


@router.post("/{record_id}/care-confirmation/objection", status_code=status.HTTP_204_NO_CONTENT)
def object_to_care_declaration(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayAttest
) -> None:
    """Object to care declarations.

    A declaration lets another agency see your missing report. The declarations about this report
    end immediately.
    """
    care_declarations.object_to_declaration(session, context, actor, record_id)


@router.post("/{record_id}/care-confirmation/withdrawal", status_code=status.HTTP_204_NO_CONTENT)
def withdraw_care_confirmation(
    record_id: UUID,
    body: CareConfirmationWithdrawalIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayAttest,
) -> None:
    """Withdraw the care confirmation of a found child. The confirmation or declaration ends."""
    care_confirmation.withdraw_care_confirmation(
        session, context, actor, record_id, reason=body.reason
    )
