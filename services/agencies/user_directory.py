"""List, block and disable accounts. Only administrators and supervisors read the names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from core.codes.agencies import AccessState, AccountStatus
from core.codes.notifications import NotificationKind
from core.errors import Conflict, InvalidInput, require_found
from core.policy.access import INVITABLE
from core.policy.actions import Action, Scope
from core.policy.roles import Role
from core.published import published
from core.refusals import Refusal
from models.agencies.access import AccessLink
from models.agencies.agency import Agency
from models.agencies.user import UserAccount, UserSession, UserState
from models.row_security import database_roles as role_switch
from models.row_security.database_roles import NO_IDENTITY, DatabaseRole, RoleIdentity
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import access_requests, accounts, devices, sessions, unassigned_records
from services.foundation import actor_database_role, audit_log, data_keys
from services.foundation.actor import Actor, permitted_scope, require
from services.foundation.context import Context
from services.sharing import notifications

ACTING_SESSIONS = 100  # maximum number of listed sessions
# status of an account without access -> the audited act that ends the access
_ENDING_ACTS = {AccountStatus.BLOCKED: "block_user", AccountStatus.DISABLED: "disable_user"}


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class AccountView:
    """One account. The fields after `created_at` are empty for an auditor.

    `used_at` is None for an account that never signed in. `states` are the acting states in
    addition to the agency's state. `is_blockable`: the reader may block the account.
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
    is_blockable: bool = False


def list_accounts(session: Session, context: Context, actor: Actor) -> list[AccountView]:
    """Return the accounts of the supervisor's agency or the installation, oldest first. Audited."""
    reach = require(actor, Action.READ_USERS)
    is_named = actor.role in {Role.ADMINISTRATOR, Role.SUPERVISOR}
    if is_named:
        actor_database_role.enter_office(session, actor)
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
    views = {row.id: AccountView(*row[1:]) for row in session.execute(query)}
    if is_named:
        views = _account_views(session, context, actor, views)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_users"))
    return list(views.values())


def _account_views(
    session: Session, context: Context, actor: Actor, views: Mapping[int, AccountView]
) -> dict[int, AccountView]:
    """Return accounts by id with their profile, last use, acting states and `is_blockable`."""
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
            and_(_is_blockable_by(actor), _has_access()).label("is_blockable"),
        ).where(UserAccount.id.in_(list(views)))
    ).all()
    keys = data_keys.open_data_keys(session, context.keys, [row.public_id for row in rows])
    states: dict[int, list[str]] = {}
    for user_id, state in session.execute(
        select(UserState.user_id, UserState.state).order_by(UserState.state)
    ):
        states.setdefault(user_id, []).append(state)
    named = dict(views)
    for row in rows:
        profile = accounts.open_profile(keys[row.public_id], row.public_id, row.profile)
        named[row.id] = dataclasses.replace(
            views[row.id],
            login=profile["login"],
            name=profile["name"],
            unit=row.unit,
            used_at=row.used_at,
            states=tuple(states.get(row.id, ())),
            is_blockable=row.is_blockable,
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
    actor_database_role.enter_office(session, actor)
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
    _shut_out(session, context, actor, _find(session, user_id))


def block_account(session: Session, context: Context, actor: Actor, user_id: UUID) -> None:
    """Block the account of a colleague who left; it works like `disable_account`. Audited.

    The supervisors of the agency get a notification. A reset of access (`access_resets`) unblocks
    the account: two people give the access back. Raise `NotFound` for an account that the actor may
    not block, which includes the own one. Raise `Conflict` for an account without access.
    """
    require(actor, Action.BLOCK_USER)
    actor_database_role.enter_office(session, actor)
    locks.take_lock(session, Lock.ACCOUNTS)
    user, has_access = require_found(
        session.execute(
            select(UserAccount, _has_access()).where(
                UserAccount.public_id == user_id, _is_blockable_by(actor)
            )
        ).first(),
        "no such account",
    )
    if not has_access:
        raise Conflict(Refusal.ACCOUNT_IS_DISABLED)
    _shut_out(session, context, actor, user, status=AccountStatus.BLOCKED)
    identity = RoleIdentity(agency_id=user.agency_id)
    with role_switch.as_role(session, DatabaseRole.ACTOR, identity):
        notifications.notify_agency(
            session, context, user.agency_id, kind=NotificationKind.ACCOUNT_BLOCKED
        )


def _is_blockable_by(actor: Actor) -> ColumnElement[bool]:
    """Return the SQL condition for accounts that the actor's role may block.

    They are the colleagues of the agency with a role that the actor may invite.
    """
    is_permitted = permitted_scope(actor, Action.BLOCK_USER) is not None
    return and_(
        UserAccount.agency_id == actor.agency_id,
        UserAccount.id != actor.user_id,
        UserAccount.role.in_(INVITABLE[actor.role] if is_permitted else ()),
    )


def _has_access() -> ColumnElement[bool]:
    """Return the SQL condition for accounts that are active, or have an approved link.

    An invitation that waits for its second person is no access: that person may refuse it.
    """
    has_link = exists().where(
        AccessLink.user_id == UserAccount.id, AccessLink.state == AccessState.OPEN
    )
    return or_(
        UserAccount.status == AccountStatus.ACTIVE,
        and_(UserAccount.status == AccountStatus.INVITED, has_link),
    )


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


def _shut_out(
    session: Session,
    context: Context,
    actor: Actor,
    user: UserAccount,
    *,
    status: AccountStatus = AccountStatus.DISABLED,
) -> None:
    """Disable or block an account; its sessions, links and known devices end at once. Audited.

    Its supervisors get a notification if open records have no worker now.
    """
    access_requests.end_links(session, user)
    user.status = status
    sessions.end_sessions(session, context, user.id)
    devices.forget_devices(session, user.id)
    unassigned_records.notify_supervisors(session, context, user)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent(_ENDING_ACTS[status], subject=user.public_id)
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
