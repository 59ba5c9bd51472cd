"""Sessions of people.

A session opens after the password check. It ends by sign-out, idle time, age or a disabled account.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, select, update
from sqlalchemy.orm import Session

from core.codes.agencies import AccountStatus
from core.codes.notifications import NotificationKind
from core.errors import InvalidInput, NotSignedIn, Refused
from core.policy.access import FRESH_MINUTES, SESSION_HOURS, SESSION_IDLE_MINUTES
from core.policy.roles import Role
from core.refusals import Refusal
from core.security.tokens import TokenKind, hash_token, make_token
from models.agencies.access import Deputy
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.agencies.user import UserAccount, UserSession, UserState
from services.agencies.accounts import actor_of_session, staff_place
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require_reason
from services.foundation.context import Context
from services.sharing import notifications

# how exactly use is measured: a session or token is not written at every request
SEEN_STEP = timedelta(seconds=60)


@dataclasses.dataclass(frozen=True, slots=True)
class SessionOpened:
    """A new session: the token, shown once, and its actor."""

    token: str
    actor: Actor


def open_session(
    session: Session,
    context: Context,
    user_id: int,
    *,
    acting_state: str | None,
    reason: str = "",
    is_deputy: bool = False,
) -> SessionOpened:
    """Open a session after the password check; another state than the agency's needs a reason.

    `acting_state` is None for the agency's own state. With `is_deputy`, a named deputy acts as a
    supervisor (`services.agencies.deputies`). Raise `InvalidInput` for a state in which the person
    may not act, for a missing reason, and for a deputy who acts in another state than the agency's.
    Audited.
    """
    user = session.get_one(UserAccount, user_id)
    agency = session.get_one(Agency, user.agency_id)
    state = acting_state or agency.state
    now = context.clock.now()
    if state not in states_of(session, user.id) | {agency.state}:
        raise InvalidInput("acting_state", "not_allowed")
    if is_deputy and state != agency.state:
        raise InvalidInput("is_deputy", "own_state_only")
    if state != agency.state:
        require_reason(reason)
    token = make_token(context.keys, TokenKind.SESSION)
    public_id = uuid4()
    deputy_id = _deputy_id(session, user.id, now) if is_deputy else None
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    place = staff_place("user_session", public_id)
    session.add(
        UserSession(
            public_id=public_id,
            user_id=user.id,
            token_hash=hash_token(token),
            acting_state=state,
            reason=data_keys.seal_json(key, reason, place) if reason.strip() else None,
            deputy_id=deputy_id,
            created_at=now,
            seen_at=now,
            authenticated_at=now,
        )
    )
    session.flush()
    actor = actor_of_session(user, agency, state, role=Role.SUPERVISOR if deputy_id else None)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("sign_in", subject=user.public_id)
    )
    if state != agency.state:
        _notify_desk(session, context, state)
    return SessionOpened(token, actor)


def _may_act() -> ColumnElement[bool]:
    """Return the condition that a session's user may still act for its state."""
    return exists().where(
        UserState.user_id == UserSession.user_id, UserState.state == UserSession.acting_state
    )


def states_of(session: Session, user_id: int) -> set[str]:
    """Return the states a person may act for in addition to the agency's."""
    return set(session.scalars(select(UserState.state).where(UserState.user_id == user_id)))


def _notify_desk(session: Session, context: Context, state: str) -> None:
    """Notify the desk of a state that a person of another state's agency signed in for it."""
    for desk in session.scalars(
        select(Desk.agency_id).where(Desk.state == state, Desk.is_state_desk)
    ):
        notifications.notify_agency(session, context, desk, kind=NotificationKind.ACTING_SESSION)


def is_deputy(session: Session, actor: Actor) -> bool:
    """Return whether the actor's session is that of a deputy."""
    as_deputy = select(UserSession.id).where(
        UserSession.id == actor.session_id, UserSession.deputy_id.is_not(None)
    )
    return session.scalar(as_deputy) is not None


def _deputy_id(session: Session, user_id: int, now: datetime) -> int:
    deputy_id = session.scalar(
        select(Deputy.id).where(Deputy.user_id == user_id, _is_in_force(now))
    )
    if deputy_id is None:
        raise InvalidInput("is_deputy", "not_named")
    return deputy_id


def _is_in_force(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(Deputy.starts_at <= now, Deputy.ends_at > now, Deputy.ended_at.is_(None))


def refuse_sign_in(session: Session, context: Context, code: str) -> None:
    """Audit a refused sign-in, without the account."""
    anonymous = Actor(role=Role.SYSTEM, agency_id=None, agency_kind="", state="")
    audit_log.record_event(session, context, anonymous, audit_log.AuditEvent("sign_in", code))


# Used by every request, so it is built once.
_VALID = (
    select(UserSession, UserAccount, Agency)
    .join(UserAccount, UserAccount.id == UserSession.user_id)
    .join(Agency, Agency.id == UserAccount.agency_id)
    .outerjoin(Deputy, Deputy.id == UserSession.deputy_id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.ended_at.is_(None),
        UserSession.seen_at > bindparam("seen_after"),
        UserSession.created_at > bindparam("created_after"),
        UserAccount.status == AccountStatus.ACTIVE,
        UserSession.deputy_id.is_(None) | _is_in_force(bindparam("now")),
        (UserSession.acting_state == Agency.state) | _may_act(),
    )
)


def resolve_session(session: Session, context: Context, token: str) -> Actor:
    """Return the actor of a session token, and store that the session was used.

    The time of use is stored at most once in `SEEN_STEP`. A deputy acts as a supervisor.

    Raise `NotSignedIn` if the session is unknown, idle, expired or ended, or the user is not
    active. Also raise it if the appointment as deputy has ended, or if the user may no longer act
    for the state.
    """
    now = context.clock.now()
    parameters = {
        "token_hash": hash_token(token),
        "seen_after": now - timedelta(minutes=SESSION_IDLE_MINUTES),
        "created_after": now - timedelta(hours=SESSION_HOURS),
        "now": now,
    }
    row = session.execute(_VALID, parameters).first()
    if row is None:
        raise NotSignedIn("no valid session")
    signed_in, user, agency = row
    if now - signed_in.seen_at > SEEN_STEP:
        signed_in.seen_at = now
    role = None if signed_in.deputy_id is None else Role.SUPERVISOR
    actor = actor_of_session(user, agency, signed_in.acting_state, signed_in.id, role=role)
    since = now - timedelta(minutes=FRESH_MINUTES)
    return dataclasses.replace(actor, is_fresh=signed_in.authenticated_at >= since)


def confirm_credentials(session: Session, context: Context, actor: Actor) -> None:
    """Store that password and code were just checked again in this session (`FRESH_ACTIONS`).

    Audited.
    """
    own = UserSession.id == actor.session_id
    session.execute(update(UserSession).where(own).values(authenticated_at=context.clock.now()))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("confirm_session", subject=actor.public_id)
    )


def end_session(session: Session, context: Context, actor: Actor) -> None:
    """End the actor's session; raise `Refused` for software, which has none. Audited."""
    if actor.session_id is None:
        raise Refused(Refusal.SYSTEM_HAS_NO_PASSWORD)
    session.execute(
        update(UserSession)
        .where(UserSession.id == actor.session_id)
        .values(ended_at=context.clock.now())
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("sign_out", subject=actor.public_id)
    )


def end_sessions(
    session: Session, context: Context, user_id: int, *, state: str | None = None
) -> None:
    """End every session of a user now, or only those for one state."""
    ends = update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    if state is not None:
        ends = ends.where(UserSession.acting_state == state)
    session.execute(ends.values(ended_at=context.clock.now()))
