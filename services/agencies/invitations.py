"""Invitations and enrolment:

a one-time link leads to password, second factor and recovery codes.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.codes.agencies import AccessKind, AccessState, AccountStatus
from core.codes.notifications import AlertKind
from core.errors import InvalidInput, Refused, require_found
from core.policy.access import INVITABLE
from core.policy.actions import Action
from core.policy.roles import Role
from core.published import published
from core.refusals import Refusal
from core.security.passwords import check_strength
from core.security.tokens import hash_token
from models.agencies.access import AccessLink, TotpUse
from models.agencies.agency import Agency
from models.agencies.user import UserAccount
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import access_requests, accounts, agency_register, devices, second_factor
from services.agencies.access_requests import AccessRequest
from services.agencies.accounts import UserForm
from services.foundation import actor_database_role, alerts, audit_log, data_keys
from services.foundation.actor import Actor, require
from services.foundation.context import Context


@dataclasses.dataclass(frozen=True, slots=True)
class InvitationCreated:
    """An invitation, shown once to the inviter. `login` is the sign-in name as it is stored.

    `token` is half of the link; the second person's half follows it after a full stop. `is_whole`:
    the server invited, and the token is the whole link.
    """

    user: UUID
    login: str
    token: str
    expires_at: datetime
    is_whole: bool = False


def invite(
    session: Session, context: Context, actor: Actor, form: UserForm, *, agency_code: str = ""
) -> InvitationCreated:
    """Invite a person, or repeat an unused invitation with the new profile. Audited.

    A sign-in name that a person gives is completed with the code of the agency, so that no answer
    shows which names other agencies use. A supervisor invites into their own agency, an
    administrator into any agency. `agency_code` "" is the actor's own agency.

    A second person decides (`access_requests`), also on each acting state of a liaison officer. The
    server's command needs no second person outside production, or if none on duty could decide.
    Then the token is the whole link, and the auditor is alerted. Raise `Refused` for a role or
    agency out of reach. Raise `InvalidInput` for a sign-in name in use, a missing or unknown
    agency, or a state that does not participate.
    """
    require(actor, Action.INVITE_USER)
    if form.role not in INVITABLE.get(actor.role, frozenset()):
        raise Refused(Refusal.ROLE_MAY_NOT_INVITE)
    actor_database_role.enter_office(session, actor)
    agency = _agency(session, actor, agency_code)
    if actor.user_id is not None:
        form = dataclasses.replace(form, login=accounts.login_of_agency(form.login, agency.code))
    locks.take_lock(session, Lock.ACCOUNTS)
    states = tuple(dict.fromkeys(form.states)) if form.role is Role.LIAISON_OFFICER else ()
    access_requests.check_states(agency, states)
    user = _unused_account(session, context, agency, form)
    if user is None:
        user = accounts.add_account(session, context, agency, form)
    else:
        accounts.replace_profile(session, context, user, form)
    user.invited_by, user.confirmed_by, user.confirmed_at = actor.user_id, None, context.clock.now()
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("invite_user", form.role.value, subject=user.public_id),
    )
    if actor.user_id is None and not _is_decidable(session, context, agency):
        accounts.grant_states(session, user, states)
        alerts.raise_alert(session, context, actor, AlertKind.GRANTED_BY_SERVER, user.public_id)
        link = access_requests.open_link(session, context, user)
        return InvitationCreated(
            user.public_id, form.login, link.first, link.expires_at, is_whole=True
        )
    request = access_requests.request_access(
        session, context, actor, user, AccessRequest(AccessKind.INVITATION)
    )
    for state in states:
        access_requests.request_access(
            session, context, actor, user, AccessRequest(AccessKind.STATE, state)
        )
    return InvitationCreated(user.public_id, form.login, request.first, request.expires_at)


def _is_decidable(session: Session, context: Context, agency: Agency) -> bool:
    """Return whether the server's command needs a second person:

    in production, if one is on duty.
    """
    return second_factor.is_required(context.settings) and access_requests.is_decidable(
        session, context, agency
    )


def _agency(session: Session, actor: Actor, code: str) -> Agency:
    if actor.role is Role.ADMINISTRATOR and code:
        return agency_register.find_agency(session, code)
    if actor.agency_id is None:
        raise InvalidInput("agency", "needed")
    own = session.get_one(Agency, actor.agency_id)
    if code and code != own.code:
        raise Refused(Refusal.INVITES_TO_OWN_AGENCY)
    return own


def _unused_account(
    session: Session, context: Context, agency: Agency, form: UserForm
) -> UserAccount | None:
    """Return the account of an unused invitation to the same agency and role, or None."""
    was_used = exists().where(
        AccessLink.user_id == UserAccount.id,
        AccessLink.kind.in_(access_requests.RESET_KINDS)
        | ((AccessLink.kind == AccessKind.INVITATION) & (AccessLink.state == AccessState.USED)),
    )
    return session.scalar(
        select(UserAccount).where(
            UserAccount.login_tag.in_(accounts.login_tags(context.keys, form.login)),
            UserAccount.agency_id == agency.id,
            UserAccount.role == form.role.value,
            UserAccount.status == AccountStatus.INVITED,
            UserAccount.password_hash.is_(None),
            ~was_used,
        )
    )


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class EnrolmentStarted:
    """The data for an authenticator, shown once: sign-in name, secret, and `otpauth://` address."""

    login: str
    secret: str
    address: str


def start_enrolment(session: Session, context: Context, token: str) -> EnrolmentStarted:
    """Start an enrolment: make the secret of its second factor, and return it.

    A second start makes a new secret. Raise `NotFound` for a link that is not open.
    """
    link, user = _open_link(session, context, token)
    actor_database_role.enter_office(session, accounts.INSTALLER)
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    secret = second_factor.new_secret()
    link.secret = second_factor.seal_secret(key, link.public_id, secret, table="access_link")
    login = accounts.profile_of(session, context, user)["login"]
    return EnrolmentStarted(
        login, second_factor.encode_secret(secret), second_factor.otpauth_address(secret, login)
    )


def check_link(session: Session, context: Context, token: str, *, password: str, code: str) -> None:
    """Raise the errors of `finish_enrolment`, and `InvalidInput` for a weak password.

    Called before the password is hashed.
    """
    link, user = _open_link(session, context, token)
    check_strength(password, accounts.profile_of(session, context, user).values())
    _proven(session, context, link, user, code)


@dataclasses.dataclass(frozen=True, slots=True)
class EnrolmentFinished:
    """A finished enrolment: recovery codes, shown once, and the device token for its cookie."""

    codes: list[str]
    device: str


def finish_enrolment(
    session: Session,
    context: Context,
    token: str,
    *,
    password_hash: str,
    code: str,
    device: str = "",
) -> EnrolmentFinished:
    """Activate the account of a one-time link, end the link and remember the browser.

    `device` is the device token in the browser's cookie, "" if it has none. Return the recovery
    codes and the device token to store. Without a second factor there are no recovery codes. Raise
    `NotFound` for a link that is not open. Raise `InvalidInput` for a missing or wrong code if a
    second factor is needed. Audited.
    """
    actor_database_role.enter_office(session, accounts.INSTALLER)
    locks.take_lock(session, Lock.ACCOUNTS)
    link, user = _open_link(session, context, token)
    proven = _proven(session, context, link, user, code)
    codes: list[str] = []
    user.password_hash, user.status = password_hash, AccountStatus.ACTIVE
    if proven is not None:
        secret, step = proven
        key = data_keys.open_data_key(session, context.keys, user.public_id)
        user.totp_secret = second_factor.seal_secret(
            key, user.public_id, secret, table="user_account"
        )
        session.add(TotpUse(user_id=user.id, step=step))
        codes = second_factor.renew_recovery(session, user)
    link.state, link.secret = AccessState.USED, None
    session.flush()
    audit_log.record_event(
        session,
        context,
        accounts.actor_of_user(session, user),
        audit_log.AuditEvent("enrol", link.kind, subject=user.public_id),
    )
    return EnrolmentFinished(codes, devices.remember_device(session, context, user.id, device))


def _proven(
    session: Session, context: Context, link: AccessLink, user: UserAccount, code: str
) -> tuple[bytes, int] | None:
    """Return secret and step of a valid code; None if no code was given and none is needed.

    Raise `InvalidInput` for a wrong code, and for a link whose code was not set up yet.
    """
    if not code.strip() and not second_factor.is_required(context.settings):
        return None
    if link.secret is None:
        raise InvalidInput("code", "not_started")
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    secret = second_factor.open_secret(key, link.public_id, link.secret, table="access_link")
    step = second_factor.step_of(secret, code, context.clock.now())
    if step is None:
        raise InvalidInput("code", "wrong")
    return secret, step


def _open_link(session: Session, context: Context, token: str) -> tuple[AccessLink, UserAccount]:
    """Return link and account of a token; a reset needs both halves, `first.second`."""
    first, dot, second = token.strip().partition(".")
    row = require_found(
        session.execute(
            select(AccessLink, UserAccount)
            .join(UserAccount, UserAccount.id == AccessLink.user_id)
            .where(
                AccessLink.token_hash == hash_token(second if dot else first),
                AccessLink.first_hash == hash_token(first)
                if dot
                else AccessLink.first_hash.is_(None),
                AccessLink.state == AccessState.OPEN,
                AccessLink.expires_at > context.clock.now(),
                UserAccount.status == AccountStatus.INVITED,
            )
        ).first(),
        "no such link",
    )
    return row.AccessLink, row.UserAccount
