"""Invitations and enrolment: a one-time link becomes a password, a second factor and recovery codes."""

from __future__ import annotations

import dataclasses
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from core.errors import InvalidInput, NotFound, Refused
from core.passwords import MIN_LENGTH
from core.policy import Action, Role
from core.policy_access import INVITABLE, INVITATION_HOURS
from models import locks
from models.access import AccessLink, TotpUse
from models.agency import Agency
from models.locks import Lock
from models.user import UserAccount
from services import accounts, audit, offices, sealing, second_factor, sessions, wall
from services.accounts import UserForm
from services.actor import Actor, require
from services.context import Context
from services.sessions import hash_token


@dataclasses.dataclass(frozen=True, slots=True)
class Invited:
    """An invitation: whom it is for, and the token, shown once to whoever invited."""

    user: UUID
    token: str
    expires_at: datetime


def invite(session: Session, context: Context, actor: Actor, form: UserForm, *, agency_code: str = "") -> Invited:
    """Invite somebody, or anew who never came: a supervisor into the own agency, an administrator into any.

    `Refused` for a role or agency out of reach, `InvalidInput` for a sign-in name that is taken or no agency.
    """
    require(actor, Action.INVITE_USER)
    if form.role not in INVITABLE.get(actor.role, frozenset()):
        raise Refused("this role is not yours to invite")
    wall.enter_office(session, actor)
    agency = _agency(session, actor, agency_code)
    locks.take(session, Lock.ACCOUNTS)
    user = _never_came(session, context, agency, form) or accounts.add_account(session, context, agency, form)
    session.execute(
        update(AccessLink).where(AccessLink.user_id == user.id, AccessLink.state == "open").values(state="superseded")
    )
    token, now = secrets.token_urlsafe(sessions.TOKEN_BYTES), context.clock.now()
    expires_at = now + timedelta(hours=INVITATION_HOURS)
    session.add(
        AccessLink(
            public_id=uuid4(),
            user_id=user.id,
            kind="invitation",
            state="open",
            token_hash=hash_token(token),
            asked_by=actor.user_id,
            created_at=now,
            expires_at=expires_at,
        )
    )
    audit.note(session, context, actor, audit.Act("invite_user", form.role.value, subject=user.public_id))
    return Invited(user.public_id, token, expires_at)


def _agency(session: Session, actor: Actor, code: str) -> Agency:
    if actor.role is Role.ADMINISTRATOR and code:
        return offices.find_agency(session, code)
    if actor.agency_id is None:
        raise InvalidInput("agency", "needed")
    own = session.get_one(Agency, actor.agency_id)
    if code and code != own.code:
        raise Refused("a supervisor invites into the own agency")
    return own


def _never_came(session: Session, context: Context, agency: Agency, form: UserForm) -> UserAccount | None:
    """Return the account of an invitation to the same agency and role that was never taken up."""
    was_used = exists().where(
        AccessLink.user_id == UserAccount.id, (AccessLink.kind == "reset") | (AccessLink.state == "used")
    )
    return session.scalar(
        select(UserAccount).where(
            UserAccount.login_tag.in_(accounts.login_tags(context.keys, form.login)),
            UserAccount.agency_id == agency.id,
            UserAccount.role == form.role.value,
            UserAccount.status == "invited",
            UserAccount.password_hash.is_(None),
            ~was_used,
        )
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Started:
    """What an authenticator needs, shown once: the sign-in name, the secret as text and as an `otpauth://` address."""

    login: str
    secret: str
    address: str


def start(session: Session, context: Context, token: str) -> Started:
    """Begin an enrolment: make the second factor's secret; `NotFound` for a link that is not open. May be repeated."""
    link, user = _open_link(session, context, token)
    wall.enter_office(session, accounts.INSTALLER)
    key = sealing.open_data_key(session, context.keys, user.public_id)
    secret = second_factor.new_secret()
    link.secret = second_factor.seal_secret(key, link.public_id, secret, table="access_link")
    login = accounts.profile_of(session, context, user)["login"]
    return Started(login, second_factor.written(secret), second_factor.address(secret, login))


def check_password(password: str) -> None:
    """Raise `InvalidInput` for a password that is too short."""
    if len(password) < MIN_LENGTH:
        raise InvalidInput("password", "too_short")


def check_link(session: Session, context: Context, token: str, code: str) -> None:
    """Raise what `finish` would, before a password is hashed."""
    _proven(session, context, *_open_link(session, context, token), code)


def finish(session: Session, context: Context, token: str, *, password_hash: str, code: str) -> list[str]:
    """End an enrolment: the account is active, the link used; return its recovery codes, shown once.

    `NotFound` for a link that is not open, `InvalidInput` for a missing or wrong code where a second factor is needed.
    """
    wall.enter_office(session, accounts.INSTALLER)
    locks.take(session, Lock.ACCOUNTS)
    link, user = _open_link(session, context, token)
    proven = _proven(session, context, link, user, code)
    codes: list[str] = []
    user.password_hash, user.status = password_hash, "active"
    if proven is not None:
        secret, step = proven
        key = sealing.open_data_key(session, context.keys, user.public_id)
        user.totp_secret = second_factor.seal_secret(key, user.public_id, secret, table="user_account")
        session.add(TotpUse(user_id=user.id, step=step))
        codes = second_factor.renew_recovery(session, user)
    link.state, link.secret = "used", None
    session.flush()
    audit.note(
        session, context, accounts.as_actor(session, user), audit.Act("enrol", link.kind, subject=user.public_id)
    )
    return codes


def _proven(
    session: Session, context: Context, link: AccessLink, user: UserAccount, code: str
) -> tuple[bytes, int] | None:
    """Return secret and step that the code proves; None where none was given and none is needed."""
    if not code.strip() and not second_factor.is_required(context.settings):
        return None
    if link.secret is None:
        raise InvalidInput("code", "not_started")
    key = sealing.open_data_key(session, context.keys, user.public_id)
    secret = second_factor.open_secret(key, link.public_id, link.secret, table="access_link")
    step = second_factor.step_of(secret, code, context.clock.now())
    if step is None:
        raise InvalidInput("code", "wrong")
    return secret, step


def _open_link(session: Session, context: Context, token: str) -> tuple[AccessLink, UserAccount]:
    """Return link and account of a token; of a reset both halves are needed, `first.second`."""
    first, dot, second = token.strip().partition(".")
    row = session.execute(
        select(AccessLink, UserAccount)
        .join(UserAccount, UserAccount.id == AccessLink.user_id)
        .where(
            AccessLink.token_hash == hash_token(second if dot else first),
            AccessLink.first_hash == hash_token(first) if dot else AccessLink.first_hash.is_(None),
            AccessLink.state == "open",
            AccessLink.expires_at > context.clock.now(),
            UserAccount.status == "invited",
        )
    ).first()
    if row is None:
        raise NotFound("no such link")
    return row.AccessLink, row.UserAccount
