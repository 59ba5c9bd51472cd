"""Tokens of agencies' software: ask, issue, list, rotate, revoke, and the actor of a token.

A supervisor asks for a token of the own agency, because it opens records that the supervisor reads
anyway. A second person approves it. Then the person who asked issues it: the token is shown once
and stored as a hash. So the second person never holds it, and does not rotate it. Rotating keeps
what was approved. The command on the server asks and issues too, and the auditor is alerted to it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from core.codes.agencies import TokenState
from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.notifications import AlertKind
from core.errors import Conflict, InvalidInput, NotSignedIn, Refused, require_found
from core.policy.access import GRANT_HOURS, TOKEN_DAYS, TOKEN_OVERLAP_HOURS
from core.policy.actions import Action, Scope, TokenScope
from core.policy.roles import Role
from core.published import published
from core.refusals import Refusal
from core.security.tokens import TokenKind, hash_token, make_token
from models.agencies.agency import Agency
from models.agencies.user import SystemToken
from models.oversight.approval import Approval
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import sessions
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.foundation import actor_database_role, alerts, audit_log
from services.foundation.actor import Actor, permitted_scope, require
from services.foundation.context import Context
from services.sharing.notifications import NotificationSubject


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class AskedToken:
    """A token that waits for the second person until `due_at`."""

    id: UUID
    due_at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token. `token` is the secret. It is shown once."""

    id: UUID
    token: str
    expires_at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class TokenView:
    """A token as its agency, an administrator or an auditor reads it, without the secret.

    `revoked_at` is None for a token that was not revoked, `used_at` for one that was never used.
    `expires_at` of a token that was not issued yet is the end of the time to decide, and after the
    approval the end of the time to issue it. `is_own`: you asked for it, so you issue it.
    """

    id: UUID
    agency: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    state: TokenState
    is_own: bool


def ask_token(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    label: str,
    scopes: Collection[TokenScope],
    agency: Agency | None = None,
) -> AskedToken:
    """Ask for a token for a system of an agency; None: of the actor's agency. Audited.

    It works after a second person approved it and the asker issued it.

    Raise `Refused` for another agency than the actor's, and for a deputy. Raise `InvalidInput` for
    a label with other characters than small letters, digits and hyphens, for a label that a valid
    or waiting token has, and for no scope. Raise `Conflict` for an agency that closes.
    """
    own = session.get_one(Agency, actor.agency_id) if agency is None else agency
    _require_issuing(session, actor, own.id)
    if not re.fullmatch(r"[a-z0-9-]{1,40}", label):
        raise InvalidInput("label", "letters_digits_hyphens")
    if not scopes:
        raise InvalidInput("scopes", "needed")
    if not own.is_open:
        raise Conflict(Refusal.AGENCY_CLOSES)
    actor_database_role.enter_office(session, actor)
    locks.take_lock(session, Lock.ACCOUNTS)
    if session.scalars(_live_tokens(context, own.id, label)).first() is not None:
        raise InvalidInput("label", "taken")
    token = _add_token(session, context, own.id, label, " ".join(sorted(scopes)))
    approval = approval_requests.open_approval(
        session,
        context,
        actor,
        ApprovalKind.SYSTEM_TOKEN,
        token.public_id,
        about=NotificationSubject(own.id, None),
    )
    assert approval.due_at is not None
    token.expires_at = approval.due_at
    _record(session, context, actor, "ask_system_token", token.public_id)
    return AskedToken(token.public_id, approval.due_at)


def issue_token(session: Session, context: Context, actor: Actor, token_id: UUID) -> IssuedToken:
    """Issue an approved token, once, to the person who asked for it. Audited.

    Raise `NotFound` for a token of another agency, and `Refused` for another person than the asker
    and for a deputy. Raise `Conflict` for a token that is not approved, has ended or was issued.
    """
    _require_issuing(session, actor, actor.agency_id)
    actor_database_role.enter_office(session, actor)
    locks.take_lock(session, Lock.ACCOUNTS)
    token = _find_token(session, actor, Action.ISSUE_TOKENS, token_id)
    state = _state(context, token, _approvals(session, [token]))
    if state is TokenState.WAITING:
        raise Conflict(Refusal.TOKEN_NEEDS_APPROVAL)
    if state is not TokenState.APPROVED:
        raise Conflict(Refusal.TOKEN_HAS_ENDED)
    if _approvals(session, [token])[token_id].asked_by != actor.user_id:
        raise Refused(Refusal.ASKER_ISSUES_TOKEN)
    return _issue(session, context, actor, token)


def rotate_token(session: Session, context: Context, actor: Actor, token_id: UUID) -> IssuedToken:
    """Issue a token with the label and scopes of a valid one. Audited.

    The old token works for `TOKEN_OVERLAP_HOURS` more, and not longer than before. So a system has
    at most two valid tokens. Raise `NotFound` for a token of another agency, `Refused` for a deputy
    and for a person who approved a token of this label. Raise `Conflict` for a token that has ended
    or was rotated already.
    """
    _require_issuing(session, actor, actor.agency_id)
    actor_database_role.enter_office(session, actor)
    locks.take_lock(session, Lock.ACCOUNTS)
    old = _find_token(session, actor, Action.ISSUE_TOKENS, token_id)
    if not _is_valid(context, old):
        raise Conflict(Refusal.TOKEN_HAS_ENDED)
    if actor.user_id is not None and actor.user_id in _approvers(session, old):
        raise Refused(Refusal.APPROVER_ROTATES_TOKEN)
    if len(session.scalars(_live_tokens(context, old.agency_id, old.label)).all()) > 1:
        raise Conflict(Refusal.TOKEN_WAS_ROTATED)
    overlap_ends_at = context.clock.now() + timedelta(hours=TOKEN_OVERLAP_HOURS)
    old.expires_at = min(old.expires_at, overlap_ends_at)
    _record(session, context, actor, "rotate_system_token", token_id)
    new = _add_token(session, context, old.agency_id, old.label, old.scopes)
    return _issue(session, context, actor, new)


def revoke_token(session: Session, context: Context, actor: Actor, token_id: UUID) -> None:
    """End a token immediately; a token that was revoked before keeps its time. Audited.

    A request that waits is withdrawn. Raise `NotFound` for a token out of the actor's reach.
    """
    require(actor, Action.REVOKE_TOKENS)
    actor_database_role.enter_office(session, actor)
    token = _find_token(session, actor, Action.REVOKE_TOKENS, token_id)
    token.revoked_at = token.revoked_at or context.clock.now()
    approval_requests.withdraw(session, ApprovalKind.SYSTEM_TOKEN, token_id)
    _record(session, context, actor, "revoke_system_token", token_id)


def list_tokens(session: Session, context: Context, actor: Actor) -> list[TokenView]:
    """Return the tokens of the supervisor's agency or the installation, newest first. Audited."""
    reach = require(actor, Action.READ_TOKENS)
    query = (
        select(SystemToken, Agency.code)
        .join(Agency, Agency.id == SystemToken.agency_id)
        .order_by(SystemToken.id.desc())
    )
    if reach is Scope.AGENCY:
        query = query.where(SystemToken.agency_id == actor.agency_id)
    with actor_database_role.in_office(session, actor):
        rows = session.execute(query).all()
        asked = _approvals(session, [token for token, _ in rows])
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_system_tokens"))
    return [
        TokenView(
            id=token.public_id,
            agency=agency,
            label=token.label,
            scopes=tuple(token.scopes.split()),
            created_at=token.created_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
            used_at=token.used_at,
            state=_state(context, token, asked),
            is_own=token.public_id in asked and asked[token.public_id].asked_by == actor.user_id,
        )
        for token, agency in rows
    ]


def check_decision(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Raise `Refused` for a deputy, who neither issues nor approves a token."""
    refusal = decision_refusal(session, context, actor, approval)
    if refusal is not None:
        raise Refused(refusal)


def decision_refusal(
    session: Session, _context: Context, actor: Actor, _approval: Approval
) -> Refusal | None:
    """Return why the actor cannot decide about a token, besides the rule of the second person."""
    return Refusal.DEPUTY_ISSUES_TOKEN if sessions.is_deputy(session, actor) else None


def approve_token(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Let the person who asked issue the token within `GRANT_HOURS`."""
    with actor_database_role.in_office(session, actor):
        ends_at = context.clock.now() + timedelta(hours=GRANT_HOURS)
        _of_approval(session, approval).expires_at = ends_at
        session.flush()


def refuse_token(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """End the request, so that its label is free again."""
    with actor_database_role.in_office(session, actor):
        _of_approval(session, approval).expires_at = context.clock.now()
        session.flush()


def _of_approval(session: Session, approval: Approval) -> SystemToken:
    return session.scalars(
        select(SystemToken).where(SystemToken.public_id == approval.subject)
    ).one()


def describe_tokens(
    session: Session, _context: Context, actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return the label of each token; `agency` and `scopes` are codes, separated by spaces."""
    query = select(SystemToken, Agency.code).join(Agency, Agency.id == SystemToken.agency_id)
    with actor_database_role.in_office(session, actor):
        rows = session.execute(query.where(SystemToken.public_id.in_(subjects))).all()
    return {
        token.public_id: Description(token.label, {"agency": agency, "scopes": token.scopes})
        for token, agency in rows
    }


def resolve_token(session: Session, context: Context, token: str) -> Actor:
    """Return the actor of a system's bearer token, and store that the token was used.

    The time of use is stored at most once in `SEEN_STEP`. Raise `NotSignedIn` if the token is
    unknown, expired or revoked.
    """
    now = context.clock.now()
    row = session.execute(
        select(SystemToken, Agency)
        .join(Agency, Agency.id == SystemToken.agency_id)
        .where(SystemToken.token_hash == hash_token(token))
    ).first()
    if row is None or not _is_valid(context, row.SystemToken):
        raise NotSignedIn("no valid token")
    token_row, agency = row
    if token_row.used_at is None or now - token_row.used_at > sessions.SEEN_STEP:
        # by a statement of its own, before the transaction enters the role of the actor
        session.execute(
            update(SystemToken).where(SystemToken.id == token_row.id).values(used_at=now),
            execution_options={"synchronize_session": False},
        )
    return Actor(
        role=Role.SYSTEM,
        agency_id=agency.id,
        agency_kind=agency.kind,
        state=agency.state,
        public_id=token_row.public_id,
        token_scopes=frozenset(map(TokenScope, token_row.scopes.split())),
    )


def alert_read_budget(session: Session, context: Context, actor: Actor) -> None:
    """Alert the auditor that a token used up the read budget, at most once a day for a token.

    The rest of the transaction works for the actor.
    """
    now = context.clock.now()
    is_due = SystemToken.alerted_at.is_(None) | (SystemToken.alerted_at <= now - timedelta(days=1))
    marked = session.scalars(
        update(SystemToken)
        .where(SystemToken.public_id == actor.public_id, is_due)
        .values(alerted_at=now)
        .returning(SystemToken.id)
    ).all()
    actor_database_role.enter_role(session, actor)
    if marked:
        alerts.raise_alert(session, context, actor, AlertKind.READ_BUDGET_USED, actor.public_id)


def _require_issuing(session: Session, actor: Actor, agency_id: int | None) -> None:
    """Raise `Refused` unless the actor may issue tokens of the agency.

    The command on the server, without a user, issues tokens of every agency.
    """
    if actor.user_id is None:
        require(actor, Action.MANAGE)
        return
    require(actor, Action.ISSUE_TOKENS)
    if agency_id != actor.agency_id:
        raise Refused(Refusal.REFUSED, roles=Role.SUPERVISOR)
    if sessions.is_deputy(session, actor):
        raise Refused(Refusal.DEPUTY_ISSUES_TOKEN)


def _live_tokens(context: Context, agency_id: int, label: str) -> Select[SystemToken]:
    """Return the query of the valid and the waiting tokens of one system."""
    return select(SystemToken).where(
        SystemToken.agency_id == agency_id,
        SystemToken.label == label,
        SystemToken.revoked_at.is_(None),
        SystemToken.expires_at > context.clock.now(),
    )


def _is_valid(context: Context, token: SystemToken) -> bool:
    is_live = token.revoked_at is None and token.expires_at > context.clock.now()
    return is_live and token.token_hash is not None


def _approvals(session: Session, tokens: Collection[SystemToken]) -> dict[UUID, Approval]:
    ids = [token.public_id for token in tokens]
    return approval_requests.of_subjects(session, ApprovalKind.SYSTEM_TOKEN, ids)


def _approvers(session: Session, token: SystemToken) -> set[int | None]:
    """Return the people who approved tokens of the agency and label of a token."""
    alike = select(SystemToken).where(
        SystemToken.agency_id == token.agency_id, SystemToken.label == token.label
    )
    approved = _approvals(session, session.scalars(alike).all()).values()
    return {one.decided_by for one in approved if one.state == ApprovalState.APPROVED}


def _state(context: Context, token: SystemToken, asked: Mapping[UUID, Approval]) -> TokenState:
    if token.revoked_at is not None:
        return TokenState.REVOKED
    if token.token_hash is None and asked[token.public_id].state == ApprovalState.REFUSED:
        return TokenState.REFUSED
    if token.expires_at <= context.clock.now():
        return TokenState.EXPIRED
    return TokenState.VALID if token.token_hash else TokenState(asked[token.public_id].state)


def _find_token(session: Session, actor: Actor, action: Action, token_id: UUID) -> SystemToken:
    """Return a token in the actor's reach, otherwise raise `NotFound`."""
    query = select(SystemToken).where(SystemToken.public_id == token_id)
    if permitted_scope(actor, action) is Scope.AGENCY:
        query = query.where(SystemToken.agency_id == actor.agency_id)
    return require_found(session.scalar(query), "no such token")


def _add_token(
    session: Session, context: Context, agency_id: int, label: str, scopes: str
) -> SystemToken:
    """Insert a token without a secret, which has ended until its time is set."""
    now = context.clock.now()
    token = SystemToken(
        public_id=uuid4(),
        agency_id=agency_id,
        label=label,
        scopes=scopes,
        created_at=now,
        expires_at=now,
    )
    session.add(token)
    session.flush()
    return token


def _issue(session: Session, context: Context, actor: Actor, token: SystemToken) -> IssuedToken:
    """Give a token its secret for `TOKEN_DAYS`. Audited; an issue by the server raises an alert."""
    secret = make_token(context.keys, TokenKind.SOFTWARE)
    token.token_hash = hash_token(secret)
    token.created_at = context.clock.now()
    token.expires_at = token.created_at + timedelta(days=TOKEN_DAYS)
    session.flush()
    _record(session, context, actor, "add_system_token", token.public_id)
    if actor.user_id is None:
        alerts.raise_alert(session, context, actor, AlertKind.GRANTED_BY_SERVER, token.public_id)
    return IssuedToken(token.public_id, secret, token.expires_at)


def _record(session: Session, context: Context, actor: Actor, act: str, token_id: UUID) -> None:
    audit_log.record_event(session, context, actor, audit_log.AuditEvent(act, subject=token_id))
