"""Duty cover: a caseworker reaches all records of the agency for `DUTY_COVER_HOURS`, with a reason.

Supervisors are notified.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.notifications import NotificationKind
from core.errors import Conflict
from core.policy.actions import Action
from core.policy.case.case_story import DUTY_COVER_HOURS
from core.policy.fields import FieldClass
from core.published import published
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.user import DutyCover, UserAccount
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.sharing import notifications

PAGE = 50


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class DutyCoverView:
    """A duty cover: person, period and reason."""

    id: UUID
    user: UUID
    starts_at: datetime
    ends_at: datetime
    reason: str


def begin_cover(session: Session, context: Context, actor: Actor, *, reason: str) -> datetime:
    """Start a cover and notify the supervisors; return its end. Raise `Conflict` if one runs.

    Audited.
    """
    require(actor, Action.COVER_DUTY)
    require_reason(reason)
    now = context.clock.now()
    running = select(DutyCover.id).where(
        DutyCover.user_id == actor.user_id, DutyCover.ends_at > now
    )
    if session.scalar(running.limit(1)) is not None:
        raise Conflict(Refusal.COVER_RUNS)
    public_id, ends_at = uuid4(), now + timedelta(hours=DUTY_COVER_HOURS)
    key = data_keys.make_data_key(session, context.keys, subject=public_id, scope="duty", now=now)
    row = DutyCover(
        public_id=public_id,
        agency_id=actor.agency_id,
        user_id=actor.user_id,
        reason=data_keys.seal_json(key, reason, _place(public_id)),
        starts_at=now,
        ends_at=ends_at,
    )
    session.add(row)
    session.flush()
    notifications.notify_agency(session, context, row.agency_id, kind=NotificationKind.DUTY_COVER)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("cover_duty", subject=public_id)
    )
    return ends_at


def list_covers(session: Session, context: Context, actor: Actor) -> list[DutyCoverView]:
    """Return the newest `PAGE` covers of the supervisor's agency with their reasons. Audited."""
    require(actor, Action.SEE_DUTY_COVERS)
    rows = session.execute(
        select(DutyCover, UserAccount.public_id)
        .join(UserAccount, UserAccount.id == DutyCover.user_id)
        .where(DutyCover.agency_id == actor.agency_id)
        .order_by(DutyCover.id.desc())
        .limit(PAGE)
    ).all()
    keys = data_keys.open_data_keys(session, context.keys, [row.public_id for row, _ in rows])
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_covers"))
    return [
        DutyCoverView(
            row.public_id,
            user,
            row.starts_at,
            row.ends_at,
            str(data_keys.unseal_json(keys[row.public_id], row.reason, _place(row.public_id))),
        )
        for row, user in rows
    ]


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("duty_cover", public_id, FieldClass.F6.value, 1)
