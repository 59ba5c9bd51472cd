"""Requests for access: one person asks, and a second person of the agency or state decides.

Invitations, lost devices, acting states and identities of the identity provider are approvals that
the same people decide (`who_decides`). For an invitation or a lost device, each person holds half
of the link.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, delete, literal, select, update
from sqlalchemy.orm import Session

from core.codes.agencies import AccessKind, AccessState, AccountStatus
from core.codes.approvals import ApprovalKind, ApprovalState
from core.errors import Conflict, InvalidInput, require_codes, require_found
from core.policy.access import INVITATION_HOURS, ON_DUTY_HOURS
from core.policy.actions import Action
from core.policy.approvals import ACCESS_KINDS, APPROVALS, person_refusal_of
from core.policy.participating_states import STATES
from core.policy.roles import CASE_ROLES, Role
from core.published import published
from core.refusals import Refusal
from core.security.tokens import TOKEN_BYTES, hash_token
from models.agencies.access import (
    AccessLink,
    KnownDevice,
    Passkey,
    RecoveryCode,
    TotpUse,
    UserIdentity,
)
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.agencies.user import UserAccount, UserSession, UserState
from models.oversight.approval import Approval
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import accounts, sessions, single_sign_on
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.foundation import actor_database_role, audit_log, data_keys, dual_control
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context

RESET_KINDS = frozenset({AccessKind.RESET, AccessKind.THEFT})
LINK_KINDS = RESET_KINDS | {AccessKind.INVITATION}  # these become a one-time link
HALF_BYTES = 16  # of each half of a token


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class AccessRequestCreated:
    """A request that waits for a second person, or an invitation that needs none.

    `id` is the id of the approval, or of an invitation without one. `first` is the first half of
    the token of the link, shown once; "" without a link. For an invitation without a second person
    it is the whole token.
    """

    id: UUID
    first: str
    expires_at: datetime


@dataclasses.dataclass(frozen=True, slots=True)
class AccessRequest:
    """A request: the kind, the state to act for, and the reason, which is stored sealed.

    For an identity the reason is its issuer and subject. `acting_state` is None for a kind other
    than `STATE`.
    """

    kind: str
    acting_state: str | None = None
    reason: str | list[str] = ""


def request_access(
    session: Session, context: Context, actor: Actor, user: UserAccount, request: AccessRequest
) -> AccessRequestCreated:
    """Store a request for a second person; an older one of the same kind and state is superseded.

    A theft supersedes an ordinary reset too.

    The reason is sealed with the account's key. The caller checks the permission and audits.
    """
    kind, reason = request.kind, request.reason
    _supersede(session, user, kind, request.acting_state)
    public_id, now = uuid4(), context.clock.now()
    first = secrets.token_urlsafe(HALF_BYTES) if kind in LINK_KINDS else ""
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    expires_at = now + _hours(kind)
    session.add(
        AccessLink(
            public_id=public_id,
            user_id=user.id,
            kind=kind,
            state=AccessState.ASKED,
            acting_state=request.acting_state,
            first_hash=hash_token(first) if first else None,
            reason=data_keys.seal_json(key, reason, accounts.staff_place("access_link", public_id))
            if reason
            else None,
            created_at=now,
            expires_at=expires_at,
        )
    )
    approval = approval_requests.ask(session, context, actor, ApprovalKind(kind), public_id)
    return AccessRequestCreated(approval.public_id, first, expires_at)


def _hours(kind: str) -> timedelta:
    """Return the time to decide a request, and again to use its link."""
    return timedelta(hours=APPROVALS[ApprovalKind(kind)].hours or 0)


def open_link(session: Session, context: Context, user: UserAccount) -> AccessRequestCreated:
    """Store an invitation by the server, which needs no second person; return its whole token.

    Earlier invitations of the account end. The invitation expires after `INVITATION_HOURS`.
    """
    _supersede(session, user, AccessKind.INVITATION, None)
    token, public_id, now = secrets.token_urlsafe(TOKEN_BYTES), uuid4(), context.clock.now()
    expires_at = now + timedelta(hours=INVITATION_HOURS)
    session.add(
        AccessLink(
            public_id=public_id,
            user_id=user.id,
            kind=AccessKind.INVITATION,
            state=AccessState.OPEN,
            token_hash=hash_token(token),
            created_at=now,
            expires_at=expires_at,
        )
    )
    return AccessRequestCreated(public_id, token, expires_at)


def _supersede(session: Session, user: UserAccount, kind: str, acting_state: str | None) -> None:
    # SQLAlchemy compares an acting state of None by IS NULL
    end_links(
        session,
        user,
        AccessLink.kind.in_(RESET_KINDS if kind in RESET_KINDS else {kind}),
        AccessLink.acting_state == acting_state,
    )


def end_links(session: Session, user: UserAccount, *which: ColumnElement[bool]) -> None:
    """End the waiting requests and the open links of an account that meet all conditions."""
    is_live = AccessLink.state.in_((AccessState.ASKED, AccessState.OPEN))
    query = select(AccessLink).where(AccessLink.user_id == user.id, is_live, *which)
    for link in session.scalars(query):
        approval_requests.withdraw(session, ApprovalKind(link.kind), link.public_id)
        link.state = AccessState.SUPERSEDED


def request_acting_state(
    session: Session, context: Context, actor: Actor, user_id: UUID, *, state: str, reason: str
) -> AccessRequestCreated:
    """Request that a liaison officer may act for another state; that state's supervisors decide.

    An administrator may do this for every agency; raise `NotFound` for any other account of another
    agency. Raise `InvalidInput` for another role, an unknown state or the agency's own state.
    Audited.
    """
    require(actor, Action.INVITE_USER)
    require_reason(reason)
    actor_database_role.enter_office(session, actor)
    locks.take_lock(session, Lock.ACCOUNTS)
    user, agency = _account(session, actor, user_id)
    if user.role != Role.LIAISON_OFFICER.value:
        raise InvalidInput("state", "not_a_liaison_officer")
    check_states(agency, [state])
    request = request_access(
        session, context, actor, user, AccessRequest(AccessKind.STATE, state, reason)
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("ask_state", subject=user.public_id)
    )
    return request


def check_states(agency: Agency, states: Sequence[str]) -> None:
    """Raise `InvalidInput` for the agency's own state and for a state that does not participate."""
    require_codes("states", states, sorted(STATES - {agency.state}))


def end_state(session: Session, context: Context, actor: Actor, user_id: UUID, state: str) -> None:
    """End an officer's acting state and the sessions for it.

    The agency or a supervisor of that state may do this. Raise `NotFound` for an officer whom the
    actor may not change, or who does not act for the state. Audited.
    """
    require(actor, Action.INVITE_USER)
    actor_database_role.enter_office(session, actor)
    is_of_state = actor.role is Role.SUPERVISOR and actor.states == {state}
    reach = literal(value=True) if is_of_state else accounts_in_reach(actor)
    row = require_found(
        session.execute(
            select(UserAccount, UserState)
            .join(UserState, UserState.user_id == UserAccount.id)
            .where(UserAccount.public_id == user_id, UserState.state == state, reach)
        ).first(),
        "no such acting state",
    )
    session.delete(row.UserState)
    sessions.end_sessions(session, context, row.UserAccount.id, state=state)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("end_state", subject=user_id)
    )


def request_identity(
    session: Session, context: Context, actor: Actor, user_id: UUID, *, issuer: str, subject: str
) -> AccessRequestCreated:
    """Request that a subject of the identity provider may sign in to an account.

    Raise `NotFound` for an unknown account. Audited.
    """
    require(actor, Action.MANAGE)
    locks.take_lock(session, Lock.ACCOUNTS)
    user, _ = _account(session, actor, user_id)
    single_sign_on.check_free(session, context, user, issuer=issuer, subject=subject)
    request = request_access(
        session, context, actor, user, AccessRequest(AccessKind.IDENTITY, reason=[issuer, subject])
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("ask_identity", subject=user.public_id)
    )
    return request


def _account(session: Session, actor: Actor, user_id: UUID) -> tuple[UserAccount, Agency]:
    row = require_found(
        session.execute(
            select(UserAccount, Agency)
            .join(Agency, Agency.id == UserAccount.agency_id)
            .where(UserAccount.public_id == user_id, accounts_in_reach(actor))
        ).first(),
        "no such account",
    )
    return row.UserAccount, row.Agency


def accounts_in_reach(actor: Actor) -> ColumnElement[bool]:
    """Return the SQL condition for accounts whose access the actor may change.

    For an administrator all, for others those of their agency.
    """
    is_free = actor.role is Role.ADMINISTRATOR
    return literal(value=True) if is_free else UserAccount.agency_id == actor.agency_id


def list_requests(session: Session, context: Context, actor: Actor) -> list[Approval]:
    """Return the waiting requests that the actor may decide or asked for, oldest first.

    The caller has entered the office role.
    """
    require(actor, Action.DECIDE_ACCESS)
    return [
        row.Approval
        for row in _requests(session, context)
        if _is_asker(actor, row.Approval) or _may_decide(session, context, actor, row)
    ]


def find_request(session: Session, context: Context, actor: Actor, approval_id: UUID) -> Approval:
    """Return a waiting request that the actor may decide, and enter the office role.

    Raise `NotFound` for any other request, and `Conflict` for the requester.
    """
    require(actor, Action.DECIDE_ACCESS)
    actor_database_role.enter_office(session, actor)
    locks.take_lock(session, Lock.ACCOUNTS)
    # every waiting request is read, so that an unreachable request costs as much as a missing one
    rows = _requests(session, context)
    own = {row.Approval.public_id for row in rows if _is_asker(actor, row.Approval)}
    if approval_id in own:
        raise Conflict(Refusal.SECOND_PERSON_DECIDES)
    decidable = [row.Approval for row in rows if _may_decide(session, context, actor, row)]
    pending: Approval | None = next(
        (approval for approval in decidable if approval.public_id == approval_id), None
    )
    return require_found(pending, "no such request")


def _is_asker(actor: Actor, approval: Approval) -> bool:
    return approval.asked_by is not None and approval.asked_by == actor.user_id


def _requests(
    session: Session, context: Context
) -> Sequence[Row[Approval, AccessLink, UserAccount, Agency]]:
    query = (
        select(Approval, AccessLink, UserAccount, Agency)
        .join(AccessLink, AccessLink.public_id == Approval.subject)
        .join(UserAccount, UserAccount.id == AccessLink.user_id)
        .join(Agency, Agency.id == UserAccount.agency_id)
        .where(
            Approval.kind.in_(ACCESS_KINDS),
            Approval.state == ApprovalState.WAITING,
            Approval.due_at > context.clock.now(),
        )
        .order_by(Approval.id)
    )
    return session.execute(query).all()


def describe_requests(
    session: Session, context: Context, _actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return the sign-in name, and what the second person must know, by the id of the request.

    `name`, `role` and `agency` are those of the account. `reason` is the reason, or issuer and
    subject of an identity.
    """
    query = (
        select(AccessLink, UserAccount, Agency)
        .join(UserAccount, UserAccount.id == AccessLink.user_id)
        .join(Agency, Agency.id == UserAccount.agency_id)
    )
    rows = session.execute(query.where(AccessLink.public_id.in_(subjects))).all()
    keys = data_keys.open_data_keys(
        session, context.keys, [row.UserAccount.public_id for row in rows]
    )
    return {
        link.public_id: _description(keys[user.public_id], link, user, agency)
        for link, user, agency in rows
    }


def _description(key: bytes, link: AccessLink, user: UserAccount, agency: Agency) -> Description:
    profile = accounts.open_profile(key, user.public_id, user.profile)
    reason = (
        data_keys.unseal_json(key, link.reason, accounts.staff_place("access_link", link.public_id))
        if link.reason
        else ""
    )
    about = {
        "name": profile["name"],
        "role": user.role,
        "agency": agency.code,
        "acting_state": link.acting_state or "",
        "reason": " ".join(reason) if isinstance(reason, list) else str(reason),
    }
    filled = {name: text for name, text in about.items() if text}
    return Description(profile["login"], filled)


def concerned_accounts(session: Session, subject: UUID) -> tuple[int, ...]:
    """Return the account of a request: its responsible agency is no second person for it."""
    query = select(AccessLink.user_id).where(AccessLink.public_id == subject)
    return tuple(session.scalars(query))


def _subject(session: Session, approval: Approval) -> tuple[AccessLink, UserAccount]:
    row = session.execute(
        select(AccessLink, UserAccount)
        .join(UserAccount, UserAccount.id == AccessLink.user_id)
        .where(AccessLink.public_id == approval.subject)
    ).one()
    return row.AccessLink, row.UserAccount


def decline_request(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """End the acting states that were requested, after a refusal.

    The passkeys that a theft blocked work again.
    """
    require(actor, Action.DECIDE_ACCESS)
    link, user = _subject(session, approval)
    link.state = AccessState.REFUSED
    if link.kind == AccessKind.THEFT:
        session.execute(update(Passkey).where(Passkey.user_id == user.id).values(blocked_at=None))
    if link.kind == AccessKind.INVITATION:
        end_links(session, user, AccessLink.kind == AccessKind.STATE)
        session.execute(delete(UserState).where(UserState.user_id == user.id))
    if link.kind == AccessKind.STATE:
        session.execute(
            delete(UserState).where(
                UserState.user_id == user.id, UserState.state == link.acting_state
            )
        )
        sessions.end_sessions(session, context, user.id, state=link.acting_state)


def grant_request(
    session: Session, context: Context, actor: Actor, approval: Approval
) -> str | None:
    """Grant the access of an approved request.

    Return the second half of the one-time link's token; None if there is no link.
    """
    require(actor, Action.DECIDE_ACCESS)
    now = context.clock.now()
    link, user = _subject(session, approval)
    if link.kind in LINK_KINDS:
        second = secrets.token_urlsafe(HALF_BYTES)
        link.state, link.token_hash = AccessState.OPEN, hash_token(second)
        link.expires_at = now + _hours(link.kind)
        if link.kind == AccessKind.INVITATION:
            user.confirmed_by, user.confirmed_at = actor.user_id, now
        else:
            _forget_credentials(session, context, user)
        return second
    link.state = AccessState.USED
    if link.kind == AccessKind.STATE and link.acting_state is not None:
        session.merge(UserState(user_id=user.id, state=link.acting_state))
    elif link.kind == AccessKind.IDENTITY:
        key = data_keys.open_data_key(session, context.keys, user.public_id)
        issuer, subject = data_keys.unseal_json(
            key, link.reason or b"", accounts.staff_place("access_link", link.public_id)
        )
        single_sign_on.connect_identity(session, context, user, issuer=issuer, subject=subject)
    return None


def _forget_credentials(session: Session, context: Context, user: UserAccount) -> None:
    user.status, user.password_hash, user.totp_secret = AccountStatus.INVITED, None, None
    sessions.end_sessions(session, context, user.id)
    for table in (RecoveryCode, TotpUse, UserIdentity, KnownDevice, Passkey):
        session.execute(delete(table).where(table.user_id == user.id))


def _may_decide(
    session: Session,
    context: Context,
    actor: Actor,
    request: Row[Approval, AccessLink, UserAccount, Agency],
) -> bool:
    """Return whether the actor may decide on a request.

    The requester and the owner of the account may not. An administrator decides on requests for
    accounts without case work, and on requests that a person of the account's agency made; on no
    acting state. Every other request is decided by the first of `who_decides` that has an eligible
    supervisor on duty, or by one before it.
    """
    approval, link, user, agency = request
    first_persons = {approval.asked_by, user.id}
    if actor.user_id in first_persons:
        return False
    if actor.role is Role.ADMINISTRATOR:
        is_theirs = link.kind != AccessKind.STATE and Role(user.role) not in CASE_ROLES
        return is_theirs or (
            link.kind != AccessKind.STATE and _is_of(session, approval.asked_by, agency.id)
        )
    for agencies in who_decides(session, agency, acting_state=link.acting_state):
        if actor.agency_id in agencies:
            return True
        if _has_second_person(session, context, agencies, approval, user):
            return False
    return False


def _is_of(session: Session, user_id: int | None, agency_id: int) -> bool:
    query = select(UserAccount.id).where(
        UserAccount.id == user_id, UserAccount.agency_id == agency_id
    )
    return (
        user_id is not None
        and session.scalar(query.where(UserAccount.role == Role.SUPERVISOR.value)) is not None
    )


def who_decides(
    session: Session, agency: Agency, *, acting_state: str | None = None
) -> list[set[int]]:
    """Return the deciding agencies in order: the agency, its state's desk, its state's pool.

    For an acting state, the desk and the pool of that state decide. The pool is every agency of the
    state with a desk.
    """
    state = acting_state or agency.state
    desks = session.execute(
        select(Desk.agency_id, Desk.is_state_desk).where(Desk.state == state)
    ).all()
    tiers = [
        {row.agency_id for row in desks if row.is_state_desk},
        {row.agency_id for row in desks},
    ]
    return tiers if acting_state else [{agency.id}, *tiers]


def _has_second_person(
    session: Session,
    context: Context,
    agencies: set[int],
    approval: Approval,
    concerned: UserAccount,
) -> bool:
    """Return whether a supervisor on duty in these agencies may decide a request.

    On duty means: used the account in the last `ON_DUTY_HOURS` hours and may sign in.
    """
    now = context.clock.now()
    on_duty = session.scalars(
        select(UserAccount.id)
        .distinct()
        .join(UserSession, UserSession.user_id == UserAccount.id)
        .where(
            UserAccount.agency_id.in_(agencies),
            UserAccount.role == Role.SUPERVISOR.value,
            accounts.may_sign_in(),
            UserSession.seen_at > now - timedelta(hours=ON_DUTY_HOURS),
        )
    ).all()
    kind, firsts = ApprovalKind(approval.kind), (approval.asked_by,)
    return any(
        person_refusal_of(kind, decider, firsts, (concerned.id,)) is None
        for decider in dual_control.find_deciders(session, on_duty, now)
    )


def is_decidable(session: Session, context: Context, agency: Agency) -> bool:
    """Return whether an agency or its state recently had a supervisor who could decide.

    Accounts that were disabled or reset since then count too, so that disabling them does not
    remove the second person.
    """
    agencies = set().union(*who_decides(session, agency))
    since = context.clock.now() - timedelta(hours=ON_DUTY_HOURS)
    at_work = (
        select(UserSession.id)
        .join(UserAccount, UserAccount.id == UserSession.user_id)
        .where(
            UserAccount.agency_id.in_(agencies),
            UserAccount.role == Role.SUPERVISOR.value,
            UserSession.seen_at > since,
        )
    )
    return session.scalar(at_work.limit(1)) is not None
