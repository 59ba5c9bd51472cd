"""List and disable accounts. Only administrators and supervisors read the names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.codes.agencies import AccessState, AccountStatus
from core.errors import InvalidInput, require_found
from core.policy.actions import Action, Scope
from core.policy.roles import Role
from models.agencies.access import AccessLink
from models.agencies.agency import Agency
from models.agencies.user import UserAccount, UserSession, UserState
from models.row_security import database_roles as role_switch
from models.row_security.database_roles import NO_IDENTITY, DatabaseRole
from services.agencies import accounts, devices, sessions, unassigned_records
from services.foundation import audit_log, data_keys, database_roles
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.published import published

ACTING_SESSIONS = 100  # maximum number of listed sessions


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class AccountView:
    """One account. The fields after `created_at` are empty for an auditor.

    `used_at` is None for an account that never signed in. `states` are the acting states in
    addition to the agency's state.
    """

    id: UUID
    agency: str
    role: str
    status: str
    created_at: datetime
    login: str = ""
    name: str = ""
    unit: str = ""
    used_at: datetime | None = None
    states: tuple[str, ...] = ()


def list_accounts(session: Session, context: Context, actor: Actor) -> list[AccountView]:
    """Return the accounts of the supervisor's agency or the installation, oldest first. Audited."""
    reach = require(actor, Action.READ_USERS)
    is_named = actor.role in {Role.ADMINISTRATOR, Role.SUPERVISOR}
    if is_named:
        database_roles.enter_office(session, actor)
    query = (
        select(
            UserAccount.id,
            UserAccount.public_id,
            Agency.code,
            UserAccount.role,
            UserAccount.status,
            UserAccount.created_at,
        )
        .join(Agency, Agency.id == UserAccount.agency_id)
        .order_by(UserAccount.id)
    )
    if reach is Scope.AGENCY:
        query = query.where(UserAccount.agency_id == actor.agency_id)
    found = {row.id: AccountView(*row[1:]) for row in session.execute(query)}
    if is_named:
        found = _account_views(session, context, found)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_users"))
    return list(found.values())


def _account_views(
    session: Session, context: Context, found: Mapping[int, AccountView]
) -> dict[int, AccountView]:
    """Return accounts by id with their profile, last use and acting states."""
    used_at = (
        select(func.max(UserSession.seen_at))
        .where(UserSession.user_id == UserAccount.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            UserAccount.id,
            UserAccount.public_id,
            UserAccount.profile,
            UserAccount.unit,
            used_at.label("used_at"),
        ).where(UserAccount.id.in_(list(found)))
    ).all()
    keys = data_keys.open_data_keys(session, context.keys, [row.public_id for row in rows])
    states: dict[int, list[str]] = {}
    for user_id, state in session.execute(
        select(UserState.user_id, UserState.state).order_by(UserState.state)
    ):
        states.setdefault(user_id, []).append(state)
    named = dict(found)
    for row in rows:
        profile = accounts.open_profile(keys[row.public_id], row.public_id, row.profile)
        named[row.id] = dataclasses.replace(
            found[row.id],
            login=profile["login"],
            name=profile["name"],
            unit=row.unit,
            used_at=row.used_at,
            states=tuple(states.get(row.id, ())),
        )
    return named


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ActingSession:
    """A session in which an officer of another state acted for the reader's state.

    `ended_at` is None while it is open.
    """

    user: UUID
    agency: str
    reason: str
    started_at: datetime
    ended_at: datetime | None


def list_acting_sessions(session: Session, context: Context, actor: Actor) -> list[ActingSession]:
    """Return the sessions of other states' officers for the supervisor's state. Audited.

    At most `ACTING_SESSIONS`, newest first.
    """
    require(actor, Action.SEE_ACTING_SESSIONS)
    database_roles.enter_office(session, actor)
    rows = session.execute(
        select(UserSession, UserAccount.public_id, Agency.code)
        .join(UserAccount, UserAccount.id == UserSession.user_id)
        .join(Agency, Agency.id == UserAccount.agency_id)
        .where(UserSession.acting_state == actor.state, Agency.state != actor.state)
        .order_by(UserSession.id.desc())
        .limit(ACTING_SESSIONS)
    ).all()
    keys = data_keys.open_data_keys(session, context.keys, [public_id for _, public_id, _ in rows])
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_acting_sessions"))
    return [
        ActingSession(
            public_id,
            code,
            _reason(keys[public_id], user_session),
            user_session.created_at,
            user_session.ended_at,
        )
        for user_session, public_id, code in rows
    ]


def _reason(key: bytes, user_session: UserSession) -> str:
    place = accounts.staff_place("user_session", user_session.public_id)
    return (
        str(data_keys.unseal_json(key, user_session.reason, place)) if user_session.reason else ""
    )


def disable_account(session: Session, context: Context, actor: Actor, user_id: UUID) -> None:
    """Disable an account; its sessions, open links and known devices end at once. Audited.

    Raise `NotFound` if unknown.
    """
    require(actor, Action.MANAGE)
    shut_out(session, context, actor, _find(session, user_id))


def _find(session: Session, user_id: UUID) -> UserAccount:
    return require_found(
        session.scalar(select(UserAccount).where(UserAccount.public_id == user_id)),
        "no such account",
    )


def set_unit(session: Session, context: Context, actor: Actor, user_id: UUID, unit: str) -> None:
    """Set the unit of a person in the agency, a short code ("": none); raise `NotFound` if unknown.

    The unit decides who may be the second approver of a place. So only the administrator sets it,
    and it is audited. Raise `InvalidInput` for a unit with other characters than small letters,
    digits and hyphens.
    """
    require(actor, Action.MANAGE)
    if not re.fullmatch(r"[a-z0-9-]{0,40}", unit):
        raise InvalidInput("unit", "letters_digits_hyphens")
    _find(session, user_id).unit = unit
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("set_unit", subject=user_id)
    )


def shut_out(session: Session, context: Context, actor: Actor, user: UserAccount) -> None:
    """Disable an account; its sessions, open links and known devices end at once. Audited.

    Its supervisors get a notice if open records have no worker now. The caller checks the
    permission.
    """
    session.execute(
        update(AccessLink)
        .where(
            AccessLink.user_id == user.id,
            AccessLink.state.in_((AccessState.ASKED, AccessState.OPEN)),
        )
        .values(state=AccessState.SUPERSEDED)
    )
    user.status = AccountStatus.DISABLED
    sessions.end_sessions(session, context, user.id)
    devices.forget_devices(session, user.id)
    unassigned_records.notify_supervisors(session, context, user)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("disable_user", subject=user.public_id)
    )


def names_of(session: Session, context: Context, user_ids: Iterable[int | None]) -> list[str]:
    """Return the names of accounts, for comparison with other names; they must not be shown.

    Reads under the office role, then returns to the earlier database role.
    """
    ids = sorted({user_id for user_id in user_ids if user_id is not None})
    if not ids:
        return []
    with role_switch.as_role(session, DatabaseRole.OFFICE, NO_IDENTITY):
        rows = session.execute(
            select(UserAccount.public_id, UserAccount.profile).where(UserAccount.id.in_(ids))
        ).all()
        keys = data_keys.open_data_keys(session, context.keys, [row.public_id for row in rows])
    return [
        accounts.open_profile(keys[row.public_id], row.public_id, row.profile)["name"]
        for row in rows
        if row.public_id in keys
    ]
