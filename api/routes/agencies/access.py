"""Accounts: invitations, disabled accounts, lost devices, acting states and deputies."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, MayManage, SessionDep, allow
from api.schemas.agencies.access import (
    AccessResetIn,
    AccountList,
    ActingSessionList,
    ActingStateEndIn,
    ActingStateIn,
    DeputyIn,
    DeputyList,
    InvitationIn,
    InvitationOut,
    UnitIn,
)
from core.policy.actions import Action
from services.agencies import access_requests, access_resets, deputies, invitations, user_directory
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["accounts"])

MayInvite = Annotated[Actor, allow(Action.INVITE_USER)]
MayReset = Annotated[Actor, allow(Action.RESET_ACCESS)]
MayBlock = Annotated[Actor, allow(Action.BLOCK_USER)]
MayDecide = Annotated[Actor, allow(Action.DECIDE_ACCESS)]
MaySeeActing = Annotated[Actor, allow(Action.SEE_ACTING_SESSIONS)]
MayRead = Annotated[Actor, allow(Action.READ_USERS)]
MayName = Annotated[Actor, allow(Action.NAME_DEPUTY)]


@router.post("/users", name="invite", status_code=status.HTTP_201_CREATED)
def invite_user(
    body: InvitationIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayInvite,
) -> InvitationOut:
    """Invite a person.

    The answer has the first half of the one-time token, which is shown once. A second person
    approves or refuses within %(invitation_hours)s hours, and gets the second half.
    """
    invitation = invitations.invite(session, context, actor, body.form(), agency_code=body.agency)
    return InvitationOut(
        user=invitation.user,
        login=invitation.login,
        first=invitation.token,
        expires_at=invitation.expires_at,
    )


@router.get("/users")
def list_users(session: SessionDep, context: ContextDep, actor: MayRead) -> AccountList:
    """List accounts.

    The oldest is first. A supervisor gets the accounts of the agency, an administrator or auditor
    those of the installation. Auditors do not get the names.
    """
    return AccountList(users=user_directory.list_accounts(session, context, actor))


@router.post("/users/{user_id}/disable", name="disable", status_code=status.HTTP_204_NO_CONTENT)
def disable_user(user_id: UUID, session: SessionDep, context: ContextDep, actor: MayManage) -> None:
    """Disable an account. Its sessions end immediately."""
    user_directory.disable_account(session, context, actor, user_id)


@router.post("/users/{user_id}/block", name="block", status_code=status.HTTP_204_NO_CONTENT)
def block_user(user_id: UUID, session: SessionDep, context: ContextDep, actor: MayBlock) -> None:
    """Block the account of a colleague who left.

    Its sessions and links end immediately. A reset, which a second person approves, gives the
    access back. `is_blockable` of the list of accounts says whom you may block.
    """
    user_directory.block_account(session, context, actor, user_id)


@router.put("/users/{user_id}/unit", name="set_unit", status_code=status.HTTP_204_NO_CONTENT)
def set_user_unit(
    user_id: UUID,
    body: UnitIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayManage,
) -> None:
    """Set the unit of an account. Two approvers of a disclosure belong to different units."""
    user_directory.set_unit(session, context, actor, user_id, body.unit)


@router.post("/resets", name="ask_reset", status_code=status.HTTP_201_CREATED)
def request_reset(
    body: AccessResetIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayReset,
) -> access_requests.AccessRequestCreated:
    """Request a reset of a colleague's access.

    Use it after a lost device. Nothing changes until a second person approves. If the device was
    stolen, all sessions end immediately, and known devices and passkeys stop working. Password and
    second factor stay until the approval.
    """
    return access_resets.request_reset(session, context, actor, **body.model_dump())


@router.post("/users/{user_id}/states", name="ask_state", status_code=status.HTTP_201_CREATED)
def request_acting_state(
    user_id: UUID,
    body: ActingStateIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayInvite,
) -> access_requests.AccessRequestCreated:
    """Request that an officer may act for another state. The desk of that state decides."""
    return access_requests.request_acting_state(
        session, context, actor, user_id, state=body.state, reason=body.reason
    )


@router.post(
    "/users/{user_id}/states/end", name="end_state", status_code=status.HTTP_204_NO_CONTENT
)
def end_acting_state(
    user_id: UUID,
    body: ActingStateEndIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayInvite,
) -> None:
    """End an officer's right to act for a state.

    The agency of the officer or a supervisor of that state ends it.
    """
    access_requests.end_state(session, context, actor, user_id, body.state)


@router.get("/acting-sessions")
def list_acting_sessions(
    session: SessionDep, context: ContextDep, actor: MaySeeActing
) -> ActingSessionList:
    """List sessions of officers who acted for your state. The newest is first."""
    return ActingSessionList(sessions=user_directory.list_acting_sessions(session, context, actor))


@router.post("/deputies", name="name_deputy", status_code=status.HTTP_201_CREATED)
def appoint_deputy(
    body: DeputyIn, session: SessionDep, context: ContextDep, actor: MayName
) -> deputies.DeputyView:
    """Appoint a deputy of a supervisor. The appointment has at most 14 days."""
    return deputies.name_deputy(
        session, context, actor, body.login, until=body.until, reason=body.reason
    )


@router.get("/deputies")
def list_deputies(session: SessionDep, context: ContextDep, actor: MayName) -> DeputyList:
    """List the current deputies."""
    return DeputyList(deputies=deputies.current_deputies(session, context, actor))


@router.post("/deputies/{deputy_id}/end", status_code=status.HTTP_204_NO_CONTENT)
def end_deputy(deputy_id: UUID, session: SessionDep, context: ContextDep, actor: MayName) -> None:
    """End an appointment as deputy. The appointment ends immediately."""
    deputies.end_deputy(session, context, actor, deputy_id)
