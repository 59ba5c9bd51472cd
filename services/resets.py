"""A lost device: one person asks, the sessions end at once; a second one decides. Neither holds the whole new link."""

from __future__ import annotations

import dataclasses
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, literal, select
from sqlalchemy.orm import Session

from core.crypto import Place
from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy import Action, FieldClass, Scope
from core.policy_access import RESET_HOURS
from models import locks
from models.access import AccessLink, RecoveryCode, TotpUse
from models.locks import Lock
from models.user import UserAccount
from services import accounts, audit, sealing, sessions, wall
from services.actor import Actor, require
from services.context import Context


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A reset that waits for a second person, and the first half of its token, shown once."""

    id: UUID
    first: str
    expires_at: datetime


def ask(session: Session, context: Context, actor: Actor, login: str, *, reason: str) -> Asked:
    """Ask for a new way into a colleague's account; every session of theirs ends now, and none opens until decided.

    `NotFound` for a name out of reach, `Conflict` for an account that is not active or one's own.
    """
    reach = require(actor, Action.RESET_ACCESS)
    if not reason.strip():
        raise InvalidInput("reason", "needed")
    wall.enter_office(session, actor)
    locks.take(session, Lock.ACCOUNTS)
    user = session.scalar(
        select(UserAccount).where(
            UserAccount.login_tag.in_(accounts.login_tags(context.keys, login)), _in_reach(actor, reach)
        )
    )
    if user is None:
        raise NotFound("no such account")
    if user.id == actor.user_id:
        raise Conflict("somebody else asks for one's own account")
    now = context.clock.now()
    waits = select(AccessLink.id).where(AccessLink.user_id == user.id, _is_waiting(now))
    if user.status != "active" or session.scalar(waits) is not None:
        raise Conflict("the account is not active, or a reset was asked for already")
    first, public_id, expires_at = secrets.token_urlsafe(16), uuid4(), now + timedelta(hours=RESET_HOURS)
    key = sealing.open_data_key(session, context.keys, user.public_id)
    session.add(
        AccessLink(
            public_id=public_id,
            user_id=user.id,
            kind="reset",
            state="asked",
            first_hash=sessions.hash_token(first),
            reason=sealing.seal_json(key, reason, Place("access_link", public_id, FieldClass.F6.value, 1)),
            asked_by=actor.user_id,
            created_at=now,
            expires_at=expires_at,
        )
    )
    sessions.end_sessions(session, context, user.id)
    audit.note(session, context, actor, audit.Act("ask_reset", subject=user.public_id))
    return Asked(public_id, first, expires_at)


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """A reset that waits, as the second person sees it."""

    id: UUID
    user: UUID
    login: str
    reason: str
    asked_at: datetime
    expires_at: datetime


def waiting(session: Session, context: Context, actor: Actor) -> list[Waiting]:
    """List the resets that wait within reach, oldest first."""
    reach = require(actor, Action.RESET_ACCESS)
    wall.enter_office(session, actor)
    rows = session.execute(
        select(AccessLink, UserAccount)
        .join(UserAccount, UserAccount.id == AccessLink.user_id)
        .where(_is_waiting(context.clock.now()), _in_reach(actor, reach))
        .order_by(AccessLink.id)
    ).all()
    keys = sealing.open_data_keys(session, context.keys, [user.public_id for _, user in rows])
    audit.note(session, context, actor, audit.Act("list_resets"))
    return [_told(keys[user.public_id], link, user) for link, user in rows]


def _told(key: bytes, link: AccessLink, user: UserAccount) -> Waiting:
    place = Place("access_link", link.public_id, FieldClass.F6.value, 1)
    profile = sealing.unseal_json(key, user.profile, Place("user_account", user.public_id, FieldClass.F6.value, 1))
    reason = str(sealing.unseal_json(key, link.reason or b"", place))
    return Waiting(link.public_id, user.public_id, str(profile["login"]), reason, link.created_at, link.expires_at)


def decide(session: Session, context: Context, actor: Actor, reset_id: UUID, *, is_approved: bool) -> str | None:
    """Decide on a reset as the second person; return the second half of its token, None when it is refused.

    Approved, password, second factor and recovery codes are gone and the account waits to be enrolled anew. `Refused`
    for who asked and for whom it is about.
    """
    reach = require(actor, Action.RESET_ACCESS)
    wall.enter_office(session, actor)
    locks.take(session, Lock.ACCOUNTS)
    now = context.clock.now()
    row = session.execute(
        select(AccessLink, UserAccount)
        .join(UserAccount, UserAccount.id == AccessLink.user_id)
        .where(AccessLink.public_id == reset_id, _is_waiting(now), _in_reach(actor, reach))
    ).first()
    if row is None:
        raise NotFound("no such reset")
    link, user = row.AccessLink, row.UserAccount
    if actor.user_id in {link.asked_by, user.id}:
        raise Refused("a second person decides")
    link.decided_by = actor.user_id
    audit.note(
        session,
        context,
        actor,
        audit.Act("decide_reset", "done" if is_approved else "declined", subject=user.public_id),
    )
    if not is_approved:
        link.state = "refused"
        return None
    second = secrets.token_urlsafe(16)
    link.state, link.token_hash = "open", sessions.hash_token(second)
    link.expires_at = now + timedelta(hours=RESET_HOURS)
    user.status, user.password_hash, user.totp_secret = "invited", None, None
    sessions.end_sessions(session, context, user.id)
    for table in (RecoveryCode, TotpUse):
        session.execute(delete(table).where(table.user_id == user.id))
    return second


def _in_reach(actor: Actor, reach: Scope) -> ColumnElement[bool]:
    return literal(value=True) if reach is Scope.ALL else UserAccount.agency_id == actor.agency_id


def _is_waiting(now: datetime) -> ColumnElement[bool]:
    return (AccessLink.kind == "reset") & (AccessLink.state == "asked") & (AccessLink.expires_at > now)
