"""A lost device:

a request ends the sessions at once; a second person decides (`access_requests`).
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
from services.agencies import access_requests, accounts, sessions
from services.agencies.access_requests import LINK_KINDS, AccessRequestCreated
from services.foundation import audit_log, database_roles
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context


def request_reset(
    session: Session, context: Context, actor: Actor, login: str, *, reason: str
) -> AccessRequestCreated:
    """Request new access to a colleague's account.

    All its sessions end now, and no session opens before the decision. Raise `NotFound` for a
    sign-in name that the actor may not reset. Raise `Conflict` for an inactive account, an account
    with a valid link, and the actor's own account. Audited.
    """
    require(actor, Action.RESET_ACCESS)
    require_reason(reason)
    database_roles.enter_office(session, actor)
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
        raise Conflict(Refusal.NOT_FOR_ONES_OWN_ACCOUNT)
    now = context.clock.now()
    of_user = select(AccessLink.id).where(AccessLink.user_id == user.id)
    runs = (
        AccessLink.state.in_((AccessState.ASKED, AccessState.OPEN)),
        AccessLink.expires_at > now,
        AccessLink.kind.in_(LINK_KINDS),
    )
    if session.scalar(of_user.where(*runs).limit(1)) is not None:
        raise Conflict(Refusal.ACCESS_LINK_IS_VALID)
    was_reset = of_user.where(
        AccessLink.kind == AccessKind.RESET, AccessLink.state == AccessState.OPEN
    ).limit(1)
    if user.status != AccountStatus.ACTIVE and not (
        user.status == AccountStatus.INVITED and session.scalar(was_reset) is not None
    ):
        raise Conflict(Refusal.ACCOUNT_IS_DISABLED)
    request = access_requests.request_access(
        session, context, actor, user, access_requests.Request(AccessKind.RESET, reason=reason)
    )
    sessions.end_sessions(session, context, user.id)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("ask_reset", subject=user.public_id)
    )
    return request
