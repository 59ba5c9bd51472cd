"""People, sign-in and sessions. Sign-in names are looked up by keyed hash; names of staff stay sealed."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update
from sqlalchemy.orm import Session

from core.crypto import Keyring, Place
from core.errors import InvalidInput, LimitReached, NotSignedIn
from core.passwords import MIN_LENGTH, hash_password
from core.policy import (
    CASE_ROLES,
    SESSION_HOURS,
    SESSION_IDLE_MINUTES,
    SIGN_IN_PER_MINUTE,
    Action,
    FieldClass,
    Role,
)
from models import locks
from models.access import AccessLink, Deputy
from models.agency import Agency
from models.locks import Lock
from models.user import SignInAttempt, SystemToken, UserAccount, UserSession, UserState
from services import audit, sealing, tagging
from services.actor import Actor, require
from services.context import Context

TOKEN_BYTES = 32
TOKEN_DAYS = 365
ATTEMPTS_KEPT = timedelta(hours=1)  # wrong second factors are counted that long (services.second_factor)
SEEN_STEP = timedelta(seconds=60)  # how exactly idling is measured: a session is not written at every request
INSTALLER = Actor(role=Role.ADMINISTRATOR, agency_id=None, agency_kind="", state="")  # the command line on the server


@dataclasses.dataclass(frozen=True, slots=True)
class UserForm:
    """A new user: sign-in name, display name, role, and for a liaison officer the states acted for."""

    login: str
    name: str
    role: Role
    password: str
    states: Sequence[str] = ()


def add_user(session: Session, context: Context, actor: Actor, agency: Agency, form: UserForm) -> UserAccount:
    """Add an active user with a password; `InvalidInput` when the name is taken or the password too short."""
    require(actor, Action.INVITE_USER)
    if len(form.password) < MIN_LENGTH:
        raise InvalidInput("password", "too_short")
    user = add_account(session, context, agency, form, password_hash=hash_password(form.password))
    audit.note(session, context, actor, audit.Act("add_user", form.role.value, subject=user.public_id))
    return user


def add_account(
    session: Session, context: Context, agency: Agency, form: UserForm, *, password_hash: str | None = None
) -> UserAccount:
    """Add an account: active with a password, invited without; `InvalidInput` when the sign-in name is taken."""
    if form.role in CASE_ROLES | {Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR}:
        locks.take(session, Lock.ACCOUNTS)
    else:
        raise InvalidInput("role", "not_a_person")
    tags = login_tags(context.keys, form.login)
    if session.scalar(select(UserAccount.id).where(UserAccount.login_tag.in_(tags))) is not None:
        raise InvalidInput("login", "taken")
    public_id, now = uuid4(), context.clock.now()
    key = sealing.make_data_key(session, context.keys, subject=public_id, scope="user", now=now)
    place = Place("user_account", public_id, FieldClass.F6.value, 1)
    user = UserAccount(
        public_id=public_id,
        agency_id=agency.id,
        role=form.role.value,
        status="active" if password_hash else "invited",
        login_tag=tags[0],
        profile=sealing.seal_json(key, {"login": form.login, "name": form.name}, place),
        password_hash=password_hash,
        created_at=now,
    )
    session.add(user)
    session.flush()
    states = dict.fromkeys(form.states) if form.role is Role.LIAISON_OFFICER else ()
    session.add_all(UserState(user_id=user.id, state=state) for state in states)
    return user


def login_tags(keys: Keyring, login: str) -> list[bytes]:
    """Return the tags a sign-in name may stand as, newest first; case and outer blanks do not matter."""
    return tagging.tags(keys, "login", login.strip().casefold().encode("utf-8", "replace"))


def count_attempt(session: Session, context: Context, *, login: str, address: str) -> None:
    """Count a sign-in attempt before anything is looked up; `LimitReached` over six a minute an account or address."""
    locks.take(session, Lock.SIGN_IN)
    now = context.clock.now()
    of_address = tagging.tags(context.keys, "address", address.encode("utf-8", "replace"))
    counted = (login_tags(context.keys, login), of_address)
    window = now - timedelta(minutes=1)
    for tags in counted:
        recent = SignInAttempt.tag.in_(tags), SignInAttempt.at > window
        used = session.scalar(select(func.count()).select_from(SignInAttempt).where(*recent))
        if (used or 0) >= SIGN_IN_PER_MINUTE:
            raise LimitReached("too many sign-in attempts", retry_after_s=60)
    session.add_all(SignInAttempt(tag=tags[0], at=now) for tags in counted)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - ATTEMPTS_KEPT))


@dataclasses.dataclass(frozen=True, slots=True)
class Login:
    """What a sign-in name leads to; the hash is None for an unknown or disabled account."""

    user_id: int | None
    password_hash: str | None


def find_login(session: Session, context: Context, login: str) -> Login:
    """Look a sign-in name up; an unknown one costs the same."""
    row = session.execute(
        select(UserAccount.id, UserAccount.password_hash).where(
            UserAccount.login_tag.in_(login_tags(context.keys, login)), may_sign_in(context.clock.now())
        )
    ).first()
    return Login(row.id, row.password_hash) if row else Login(None, None)


def may_sign_in(now: datetime) -> ColumnElement[bool]:
    """Return the condition under which an account is open: active, and no lost device waits for a decision."""
    is_lost = exists().where(
        AccessLink.user_id == UserAccount.id, AccessLink.state == "asked", AccessLink.expires_at > now
    )
    return (UserAccount.status == "active") & ~is_lost


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """A new session: the token, shown once, and who it is for."""

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
) -> Opened:
    """Open a session after the password was right; acting for another state than the agency's needs a reason.

    As a deputy one acts as a supervisor, while one is named (`services.deputies`).
    """
    user = session.get_one(UserAccount, user_id)
    agency = session.get_one(Agency, user.agency_id)
    state = acting_state or agency.state
    allowed = set(session.scalars(select(UserState.state).where(UserState.user_id == user.id)))
    if state not in allowed | {agency.state}:
        raise InvalidInput("acting_state", "not_allowed")
    if state != agency.state and not reason.strip():
        raise InvalidInput("reason", "needed")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    public_id, now = uuid4(), context.clock.now()
    deputy_id = _deputy_id(session, user.id, now) if is_deputy else None
    key = sealing.open_data_key(session, context.keys, user.public_id)
    place = Place("user_session", public_id, FieldClass.F6.value, 1)
    session.add(
        UserSession(
            public_id=public_id,
            user_id=user.id,
            token_hash=hash_token(token),
            acting_state=state,
            reason=sealing.seal_json(key, reason, place) if reason.strip() else None,
            deputy_id=deputy_id,
            created_at=now,
            seen_at=now,
        )
    )
    session.flush()
    actor = _actor(user, agency, state, role=Role.SUPERVISOR if deputy_id else None)
    audit.note(session, context, actor, audit.Act("sign_in", subject=user.public_id))
    return Opened(token, actor)


def _deputy_id(session: Session, user_id: int, now: datetime) -> int:
    found = session.scalar(select(Deputy.id).where(Deputy.user_id == user_id, _is_in_force(now)))
    if found is None:
        raise InvalidInput("is_deputy", "not_named")
    return found


def _is_in_force(now: datetime) -> ColumnElement[bool]:
    return and_(Deputy.starts_at <= now, Deputy.ends_at > now, Deputy.ended_at.is_(None))


def refuse_sign_in(session: Session, context: Context, code: str) -> None:
    """Write a refused sign-in to the trail; whose it would have been is not recorded."""
    nobody = Actor(role=Role.SYSTEM, agency_id=None, agency_kind="", state="")
    audit.note(session, context, nobody, audit.Act("sign_in", code))


def hash_token(token: str) -> bytes:
    """Return the SHA-256 a random 256-bit token is stored as."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _actor(
    user: UserAccount, agency: Agency, state: str, session_id: int | None = None, *, role: Role | None = None
) -> Actor:
    return Actor(
        role=role or Role(user.role),
        agency_id=agency.id,
        agency_kind=agency.kind,
        state=state,
        user_id=user.id,
        public_id=user.public_id,
        session_id=session_id,
    )


def as_actor(session: Session, user: UserAccount) -> Actor:
    """Return a user as who acts, in the state of their agency."""
    agency = session.get_one(Agency, user.agency_id)
    return _actor(user, agency, agency.state)


def resolve_session(session: Session, context: Context, token: str) -> Actor:
    """Return who a session token stands for; `NotSignedIn` when unknown, idle, over, ended, or the user disabled."""
    now = context.clock.now()
    row = session.execute(
        select(UserSession, UserAccount, Agency)
        .join(UserAccount, UserAccount.id == UserSession.user_id)
        .join(Agency, Agency.id == UserAccount.agency_id)
        .outerjoin(Deputy, Deputy.id == UserSession.deputy_id)
        .where(
            UserSession.token_hash == hash_token(token),
            UserSession.ended_at.is_(None),
            UserSession.seen_at > now - timedelta(minutes=SESSION_IDLE_MINUTES),
            UserSession.created_at > now - timedelta(hours=SESSION_HOURS),
            UserAccount.status == "active",
            UserSession.deputy_id.is_(None) | _is_in_force(now),
        )
    ).first()
    if row is None:
        raise NotSignedIn("no valid session")
    signed_in, user, agency = row
    if now - signed_in.seen_at > SEEN_STEP:
        signed_in.seen_at = now
    role = None if signed_in.deputy_id is None else Role.SUPERVISOR
    return _actor(user, agency, signed_in.acting_state, signed_in.id, role=role)


def end_session(session: Session, context: Context, actor: Actor) -> None:
    """End the actor's session."""
    session.execute(update(UserSession).where(UserSession.id == actor.session_id).values(ended_at=context.clock.now()))
    audit.note(session, context, actor, audit.Act("sign_out", subject=actor.public_id))


def disable_user(session: Session, context: Context, actor: Actor, user: UserAccount) -> None:
    """Disable a user; every session and open link of theirs is gone at once."""
    require(actor, Action.MANAGE)
    session.execute(
        update(AccessLink)
        .where(AccessLink.user_id == user.id, AccessLink.state.in_(("asked", "open")))
        .values(state="superseded")
    )
    user.status = "disabled"
    end_sessions(session, context, user.id)
    audit.note(session, context, actor, audit.Act("disable_user", subject=user.public_id))


def end_sessions(session: Session, context: Context, user_id: int) -> None:
    """End every session of a user, now."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .values(ended_at=context.clock.now())
    )


def add_system_token(session: Session, context: Context, actor: Actor, agency: Agency, *, label: str) -> str:
    """Make a bearer token for an agency's own software; it is shown once and stored as a hash."""
    require(actor, Action.MANAGE)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = context.clock.now()
    public_id = uuid4()
    session.add(
        SystemToken(
            public_id=public_id,
            agency_id=agency.id,
            token_hash=hash_token(token),
            label=label,
            created_at=now,
            expires_at=now + timedelta(days=TOKEN_DAYS),
        )
    )
    audit.note(session, context, actor, audit.Act("add_system_token", subject=public_id))
    return token


def resolve_system_token(session: Session, context: Context, token: str) -> Actor:
    """Return the agency's system that a bearer token stands for; `NotSignedIn` when unknown, expired or revoked."""
    now: datetime = context.clock.now()
    row = session.execute(
        select(SystemToken, Agency)
        .join(Agency, Agency.id == SystemToken.agency_id)
        .where(
            SystemToken.token_hash == hash_token(token), SystemToken.revoked_at.is_(None), SystemToken.expires_at > now
        )
    ).first()
    if row is None:
        raise NotSignedIn("no valid token")
    found, agency = row
    return Actor(
        role=Role.SYSTEM,
        agency_id=agency.id,
        agency_kind=agency.kind,
        state=agency.state,
        public_id=found.public_id,
    )


def actor_of(session: Session, context: Context, login: str) -> Actor:
    """Return the actor of a sign-in name, for the command line on the server; `InvalidInput` when there is none."""
    row = session.execute(
        select(UserAccount, Agency)
        .join(Agency, Agency.id == UserAccount.agency_id)
        .where(UserAccount.login_tag.in_(login_tags(context.keys, login)), UserAccount.status == "active")
    ).first()
    if row is None:
        raise InvalidInput("login", "unknown")
    user, agency = row
    return _actor(user, agency, agency.state)


def profile_of(session: Session, context: Context, user: UserAccount) -> dict[str, str]:
    """Return the sealed profile of a user: login and name."""
    key = sealing.open_data_key(session, context.keys, user.public_id)
    opened = sealing.unseal_json(key, user.profile, Place("user_account", user.public_id, FieldClass.F6.value, 1))
    return {str(name): str(value) for name, value in opened.items()}
