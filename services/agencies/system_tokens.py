"""Tokens of agencies' software: issue, list, rotate, revoke, and the actor of a token.

A token is shown once and stored as a hash. A supervisor issues tokens of the own agency, because
they open records that the supervisor reads anyway. The command on the server also issues tokens,
and the auditor is alerted to it.
"""

from __future__ import annotations

import dataclasses
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from core.codes.notices import AlertKind
from core.errors import Conflict, InvalidInput, NotSignedIn, Refused, require_found
from core.policy.access import TOKEN_DAYS, TOKEN_OVERLAP_HOURS
from core.policy.actions import Action, Scope, TokenScope
from core.policy.roles import Role
from core.published import published
from core.refusals import Refusal
from core.security.tokens import TOKEN_BYTES, hash_token
from models.agencies.agency import Agency
from models.agencies.user import SystemToken
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import sessions
from services.foundation import alerts, audit_log, database_roles
from services.foundation.actor import Actor, permitted_scope, require
from services.foundation.context import Context


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
    `is_valid`: the token is neither revoked nor expired.
    """

    id: UUID
    agency: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    is_valid: bool


def issue_token(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    label: str,
    scopes: Collection[TokenScope],
    agency: Agency | None = None,
) -> IssuedToken:
    """Issue a token for a system of an agency; None: of the actor's agency. Audited.

    Raise `Refused` for another agency than the actor's, and for a deputy. Raise `InvalidInput` for
    a label with other characters than small letters, digits and hyphens, for a label that a valid
    token has, and for no scope. Raise `Conflict` for an agency that closes.
    """
    own = session.get_one(Agency, actor.agency_id) if agency is None else agency
    _require_issuing(session, actor, own.id)
    if not re.fullmatch(r"[a-z0-9-]{1,40}", label):
        raise InvalidInput("label", "letters_digits_hyphens")
    if not scopes:
        raise InvalidInput("scopes", "needed")
    if not own.is_open:
        raise Conflict(Refusal.AGENCY_CLOSES)
    database_roles.enter_office(session, actor)
    locks.take_lock(session, Lock.ACCOUNTS)
    if session.scalars(_valid_tokens(context, own.id, label)).first() is not None:
        raise InvalidInput("label", "taken")
    issued = _add_token(session, context, own.id, label, " ".join(sorted(scopes)))
    _record(session, context, actor, "add_system_token", issued.id)
    if actor.user_id is None:
        alerts.raise_alert(session, context, actor, AlertKind.GRANTED_BY_SERVER, issued.id)
    return issued


def rotate_token(session: Session, context: Context, actor: Actor, token_id: UUID) -> IssuedToken:
    """Issue a token with the label and scopes of a valid one. Audited.

    The old token works for `TOKEN_OVERLAP_HOURS` more, and not longer than before. So a system has
    at most two valid tokens. Raise `NotFound` for a token of another agency, `Refused` for a
    deputy, and `Conflict` for a token that has ended or was rotated already.
    """
    _require_issuing(session, actor, actor.agency_id)
    database_roles.enter_office(session, actor)
    locks.take_lock(session, Lock.ACCOUNTS)
    old = _find_token(session, actor, Action.ISSUE_TOKENS, token_id)
    if not _is_valid(context, old):
        raise Conflict(Refusal.TOKEN_HAS_ENDED)
    if len(session.scalars(_valid_tokens(context, old.agency_id, old.label)).all()) > 1:
        raise Conflict(Refusal.TOKEN_WAS_ROTATED)
    overlap_ends_at = context.clock.now() + timedelta(hours=TOKEN_OVERLAP_HOURS)
    old.expires_at = min(old.expires_at, overlap_ends_at)
    issued = _add_token(session, context, old.agency_id, old.label, old.scopes)
    _record(session, context, actor, "rotate_system_token", token_id)
    _record(session, context, actor, "add_system_token", issued.id)
    if actor.user_id is None:
        alerts.raise_alert(session, context, actor, AlertKind.GRANTED_BY_SERVER, issued.id)
    return issued


def revoke_token(session: Session, context: Context, actor: Actor, token_id: UUID) -> None:
    """End a token immediately; a token that was revoked before keeps its time. Audited.

    Raise `NotFound` for a token out of the actor's reach.
    """
    require(actor, Action.REVOKE_TOKENS)
    database_roles.enter_office(session, actor)
    token = _find_token(session, actor, Action.REVOKE_TOKENS, token_id)
    token.revoked_at = token.revoked_at or context.clock.now()
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
    with database_roles.in_office(session, actor):
        rows = session.execute(query).all()
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
            is_valid=_is_valid(context, token),
        )
        for token, agency in rows
    ]


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
    found, agency = row
    if found.used_at is None or now - found.used_at > sessions.SEEN_STEP:
        # by a statement of its own, before the transaction enters the role of the actor
        session.execute(
            update(SystemToken).where(SystemToken.id == found.id).values(used_at=now),
            execution_options={"synchronize_session": False},
        )
    return Actor(
        role=Role.SYSTEM,
        agency_id=agency.id,
        agency_kind=agency.kind,
        state=agency.state,
        public_id=found.public_id,
        token_scopes=frozenset(map(TokenScope, found.scopes.split())),
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
    database_roles.enter_role(session, actor)
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


def _valid_tokens(context: Context, agency_id: int, label: str) -> Select[SystemToken]:
    """Return the query of the valid tokens of one system."""
    return select(SystemToken).where(
        SystemToken.agency_id == agency_id,
        SystemToken.label == label,
        SystemToken.revoked_at.is_(None),
        SystemToken.expires_at > context.clock.now(),
    )


def _is_valid(context: Context, token: SystemToken) -> bool:
    return token.revoked_at is None and token.expires_at > context.clock.now()


def _find_token(session: Session, actor: Actor, action: Action, token_id: UUID) -> SystemToken:
    """Return a token in the actor's reach, otherwise raise `NotFound`."""
    query = select(SystemToken).where(SystemToken.public_id == token_id)
    if permitted_scope(actor, action) is Scope.AGENCY:
        query = query.where(SystemToken.agency_id == actor.agency_id)
    return require_found(session.scalar(query), "no such token")


def _add_token(
    session: Session, context: Context, agency_id: int, label: str, scopes: str
) -> IssuedToken:
    token, now, public_id = secrets.token_urlsafe(TOKEN_BYTES), context.clock.now(), uuid4()
    expires_at = now + timedelta(days=TOKEN_DAYS)
    session.add(
        SystemToken(
            public_id=public_id,
            agency_id=agency_id,
            token_hash=hash_token(token),
            label=label,
            scopes=scopes,
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    return IssuedToken(public_id, token, expires_at)


def _record(session: Session, context: Context, actor: Actor, act: str, token_id: UUID) -> None:
    audit_log.record_event(session, context, actor, audit_log.AuditEvent(act, subject=token_id))
