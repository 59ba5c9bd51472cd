"""Deputies: a colleague may sign in as a supervisor who is absent, for some days."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.codes.agencies import AccountStatus
from core.errors import InvalidInput, Refused, require_found
from core.policy.access import DEPUTY_DAYS, DEPUTY_ROLES
from core.policy.actions import Action
from core.published import published
from core.refusals import Refusal
from models.agencies.access import Deputy
from models.agencies.user import UserAccount
from services.agencies import accounts, sessions
from services.foundation import actor_database_role, audit_log, data_keys, dual_control
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.foundation.facts import date_ranges


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class DeputyView:
    """A deputy: the person, the reason and the period."""

    id: UUID
    user: UUID
    login: str
    reason: str
    starts_at: datetime
    ends_at: datetime


def name_deputy(
    session: Session, context: Context, actor: Actor, login: str, *, until: datetime, reason: str
) -> DeputyView:
    """Name a deputy from now on.

    Raise `NotFound` for a name of another agency, and `InvalidInput` for another role or a period
    that is too long. Raise `Refused` for a deputy, because a deputy may not renew the appointment,
    and for an account that the actor helped to make a short time ago. Audited.
    """
    require(actor, Action.NAME_DEPUTY)
    now = context.clock.now()
    require_reason(reason)
    date_ranges.check_dates(now, until=until)
    if not now < until <= now + timedelta(days=DEPUTY_DAYS):
        raise InvalidInput("until", "out_of_range")
    actor_database_role.enter_office(session, actor)
    if sessions.is_deputy(session, actor):
        raise Refused(Refusal.DEPUTY_NAMES_DEPUTY)
    user = require_found(
        session.scalar(
            select(UserAccount).where(
                UserAccount.login_tag.in_(accounts.login_tags(context.keys, login)),
                UserAccount.status == AccountStatus.ACTIVE,
                UserAccount.agency_id == actor.agency_id,
            )
        ),
        "no such account",
    )
    if user.role not in DEPUTY_ROLES:
        raise InvalidInput("login", "not_a_deputy")
    if user.id in dual_control.find_decider(session, context, actor).related:
        raise Refused(Refusal.ACCOUNT_IS_TOO_NEW)
    public_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    place = accounts.staff_place("deputy", public_id)
    session.add(
        Deputy(
            public_id=public_id,
            agency_id=user.agency_id,
            user_id=user.id,
            named_by=actor.user_id,
            reason=data_keys.seal_json(key, reason, place),
            starts_at=now,
            ends_at=until,
        )
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("name_deputy", subject=user.public_id)
    )
    return DeputyView(public_id, user.public_id, login, reason, now, until)


def current_deputies(session: Session, context: Context, actor: Actor) -> list[DeputyView]:
    """Return the deputies of the actor's agency whose days are not over, oldest first. Audited."""
    require(actor, Action.NAME_DEPUTY)
    actor_database_role.enter_office(session, actor)
    now = context.clock.now()
    rows = session.execute(
        select(Deputy, UserAccount)
        .join(UserAccount, UserAccount.id == Deputy.user_id)
        .where(Deputy.ended_at.is_(None), Deputy.ends_at > now, Deputy.agency_id == actor.agency_id)
        .order_by(Deputy.id)
    ).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_deputies"))
    keys = data_keys.open_data_keys(session, context.keys, [user.public_id for _, user in rows])
    return [_deputy_view(keys[user.public_id], deputy, user) for deputy, user in rows]


def _deputy_view(key: bytes, deputy: Deputy, user: UserAccount) -> DeputyView:
    place = accounts.staff_place("deputy", deputy.public_id)
    return DeputyView(
        deputy.public_id,
        user.public_id,
        accounts.open_profile(key, user.public_id, user.profile)["login"],
        str(data_keys.unseal_json(key, deputy.reason, place)),
        deputy.starts_at,
        deputy.ends_at,
    )


def end_deputy(session: Session, context: Context, actor: Actor, deputy_id: UUID) -> None:
    """End every deputyship of a person now, with its sessions. Audited.

    `deputy_id` is one of them. Raise `NotFound` for a deputy of another agency, and for one that
    has ended.
    """
    require(actor, Action.NAME_DEPUTY)
    actor_database_role.enter_office(session, actor)
    deputy = require_found(
        session.scalar(
            select(Deputy).where(
                Deputy.public_id == deputy_id,
                Deputy.ended_at.is_(None),
                Deputy.agency_id == actor.agency_id,
            )
        ),
        "no such deputy",
    )
    in_force = Deputy.user_id == deputy.user_id, Deputy.ended_at.is_(None)
    session.execute(update(Deputy).where(*in_force).values(ended_at=context.clock.now()))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("end_deputy", subject=deputy_id)
    )
