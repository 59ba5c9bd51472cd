"""Alerts to the auditor. Any actor's act may raise one; only auditors read and dismiss them."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.notifications import AlertKind
from core.errors import require_found
from core.policy.actions import Action
from models.agencies.agency import Agency
from models.oversight.alert import Alert
from models.sql.bulk import insert_rows
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context

PAGE = 100


@dataclasses.dataclass(frozen=True, slots=True)
class AlertView:
    """An alert as the auditor reads it.

    `user` is None if software caused it, `subject` for an alert without a subject.
    """

    id: UUID
    kind: str
    agency: str
    user: int | None
    subject: UUID | None
    at: datetime
    is_seen: bool
    position: int


def raise_alert(
    session: Session, context: Context, actor: Actor, kind: AlertKind, subject: UUID | None
) -> None:
    """Alert the auditor to an act, or to an observation, about a record or search."""
    row = {
        "public_id": uuid4(),
        "kind": kind,
        "agency_id": actor.agency_id,
        "user_id": actor.user_id,
        "subject": subject,
        "at": context.clock.now(),
    }
    # inserted without RETURNING: row-level security hides alerts from the actor
    insert_rows(session, Alert, [row])


def raise_daily(session: Session, context: Context, actor: Actor, kind: AlertKind) -> None:
    """Alert the auditor, unless the same kind was raised in the last 24 hours."""
    since = context.clock.now() - timedelta(days=1)
    if (
        session.scalar(select(Alert.id).where(Alert.kind == kind, Alert.at > since).limit(1))
        is None
    ):
        raise_alert(session, context, actor, kind, None)


def has_alert(session: Session, kind: AlertKind, subject: UUID) -> bool:
    """Return whether an alert of this kind about a subject exists; for workers."""
    return (
        session.scalar(
            select(Alert.id).where(Alert.kind == kind, Alert.subject == subject).limit(1)
        )
        is not None
    )


def list_alerts(
    session: Session, context: Context, actor: Actor, *, before: int = 0
) -> list[AlertView]:
    """Return one page of the alerts of all agencies, newest first, at most `PAGE`. Audited.

    `before` is the `position` of the last alert of the previous page, 0 for the first page.
    """
    require(actor, Action.SEE_ALERTS)
    query = select(Alert).order_by(Alert.id.desc()).limit(PAGE)
    rows = session.scalars(query.where(Alert.id < before) if before else query).all()
    agencies = session.scalars(select(Agency).where(Agency.id.in_({row.agency_id for row in rows})))
    codes = {agency.id: agency.code for agency in agencies}
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_alerts"))
    return [
        AlertView(
            id=row.public_id,
            kind=row.kind,
            agency=codes.get(row.agency_id or 0, ""),
            user=row.user_id,
            subject=row.subject,
            at=row.at,
            is_seen=row.seen_at is not None,
            position=row.id,
        )
        for row in rows
    ]


def mark_seen(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Mark an alert as seen; a second mark keeps the first person and time. Audited.

    Raise `NotFound` for an unknown alert.
    """
    require(actor, Action.SEE_ALERTS)
    row = require_found(
        session.scalar(select(Alert).where(Alert.public_id == public_id)), "no such alert"
    )
    if row.seen_at is None:
        row.seen_by, row.seen_at = actor.user_id, context.clock.now()
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("see_alert", subject=public_id)
    )
