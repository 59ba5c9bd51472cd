"""A lost or stolen device: one person asks for a reset, a second person decides.

A reset takes effect with the approval (`access_requests`). Only a theft acts at once.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AccessKind, AccessState, AccountStatus
from core.errors import Conflict, require_found
from core.policy.actions import Action
from core.refusals import Refusal
from models.agencies.access import AccessLink
from models.agencies.user import UserAccount
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import access_requests, accounts, devices, passkeys, sessions
from services.agencies.access_requests import LINK_KINDS, RESET_KINDS, AccessRequestCreated
from services.foundation import actor_database_role, audit_log
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context


def request_reset(
    session: Session,
    context: Context,
    actor: Actor,
    login: str,
    *,
    reason: str,
    is_stolen: bool = False,
) -> AccessRequestCreated:
    """Request new access to a colleague's account.

    Nothing changes before the approval, unless the device was stolen (`is_stolen`). Then all
    sessions end now, the known devices are forgotten and the passkeys are blocked, because no
    device carries a name. Password and second factor stay. A theft supersedes a waiting reset.
    A blocked account gets its access back this way. Raise `NotFound` for a sign-in name that the
    actor may not reset. Raise `Conflict` for a disabled account, an unused invitation, an account
    with a valid link, and the actor's own account. Audited.
    """
    require(actor, Action.RESET_ACCESS)
    require_reason(reason)
    actor_database_role.enter_office(session, actor)
    locks.take_lock(session, Lock.ACCOUNTS)
    user = require_found(
        session.scalar(
            select(UserAccount).where(
                UserAccount.login_tag.in_(accounts.login_tags(context.keys, login)),
                access_requests.accounts_in_reach(actor),
            )
        ),
        "no such account",
    )
    if user.id == actor.user_id:
        raise Conflict(Refusal.NOT_OWN_ACCOUNT)
    now = context.clock.now()
    of_user = select(AccessLink.id).where(AccessLink.user_id == user.id)
    runs = [
        AccessLink.state.in_((AccessState.ASKED, AccessState.OPEN)),
        AccessLink.expires_at > now,
        AccessLink.kind.in_(LINK_KINDS),
    ]
    if is_stolen:
        is_waiting = AccessLink.state == AccessState.ASKED
        runs.append(~(is_waiting & (AccessLink.kind == AccessKind.RESET)))
    if session.scalar(of_user.where(*runs).limit(1)) is not None:
        raise Conflict(Refusal.ACCESS_LINK_IS_VALID)
    was_reset = of_user.where(
        AccessLink.kind.in_(RESET_KINDS), AccessLink.state == AccessState.OPEN
    ).limit(1)
    if user.status not in {AccountStatus.ACTIVE, AccountStatus.BLOCKED} and not (
        user.status == AccountStatus.INVITED and session.scalar(was_reset) is not None
    ):
        raise Conflict(Refusal.ACCOUNT_IS_DISABLED)
    kind = AccessKind.THEFT if is_stolen else AccessKind.RESET
    request = access_requests.request_access(
        session, context, actor, user, access_requests.AccessRequest(kind, reason=reason)
    )
    if is_stolen:
        sessions.end_sessions(session, context, user.id)
        devices.forget_devices(session, user.id)
        passkeys.block_passkeys(session, context, user.id)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent(f"ask_{kind}", subject=user.public_id)
    )
    return request
