"""Read notifications: the list for an actor, and marking one as read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from core.codes.notifications import NotificationKind
from core.errors import require_found
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.events import EVENT_RULES, EventPart, NotificationAudience
from core.policy.sharing.views import View
from models.agencies.agency import Agency
from models.matching_runs.match import Match
from models.records.notification import Notification
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.search.stored_searches import Search
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.sharing import visibility

PAGE = 50
# Notifications of these kinds also name the match, because the agency may open it.
KINDS_THAT_NAME_THE_MATCH = frozenset(
    kind for kind, rule in EVENT_RULES.items() if EventPart.MATCH in rule.learned
)
_IS_DIGEST = Notification.kind == NotificationKind.CANDIDATE_DIGEST
# Software that reads matches gets these kinds and no other.
MATCH_NOTIFICATIONS = frozenset(
    {
        NotificationKind.CANDIDATE,
        NotificationKind.CANDIDATE_DIGEST,
        NotificationKind.SILENT_MATCH,
        NotificationKind.REVIEW_REQUEST,
        NotificationKind.REVIEW_NEEDED,
        NotificationKind.PROVISIONAL_MATCH,
        NotificationKind.MATCH_DECISION,
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class NotificationView:
    """A notification as its agency sees it.

    `record` is None for a notification that is about no record. `match` is None unless the agency
    may open the match.

    `asker_state` is the state of the relay desk that asked, "" for every other kind. `count` is the
    number of candidates of the actor's own records that a digest counts, 0 for every other kind.
    """

    id: UUID
    kind: str
    record: UUID | None
    match: UUID | None
    band: int
    at: datetime
    is_read: bool
    position: int
    asker_state: str
    count: int


def list_notifications(
    session: Session, context: Context, actor: Actor, *, before: int = 0
) -> list[NotificationView]:
    """Return at most `PAGE` notifications for the actor by `EVENT_RULES`, newest first. Audited.

    `before` is the `position` of the last notification of the page before, 0 for the first page.
    """
    require(actor, Action.READ_NOTIFICATIONS)
    now = context.clock.now()
    count = case((_IS_DIGEST, _collected_count(actor, now)), else_=0)
    query = (
        select(Notification, Record.public_id, Match.public_id, count)
        .outerjoin(Record, Record.id == Notification.record_id)
        .outerjoin(Agency, Agency.id == Record.agency_id)
        # a withdrawn match has no score, and no notification names it
        .outerjoin(
            Match,
            and_(
                Match.id == Notification.match_id,
                Notification.kind.in_(KINDS_THAT_NAME_THE_MATCH),
                Match.score_id.is_not(None),
            ),
        )
        .where(
            _is_for(actor, now),
            Notification.kind.in_(MATCH_NOTIFICATIONS) | literal(actor.role is not Role.SYSTEM),
        )
        .order_by(Notification.id.desc())
        .limit(PAGE)
    )
    if before:
        query = query.where(Notification.id < before)
    rows = session.execute(query).all()
    withdrawn = _withdrawn_records(session, [notification for notification, *_ in rows])
    shown_records = tuple(
        audit_log.ShownRecord(record, (FieldClass.F0,))
        for _, record, *_ in rows
        if record is not None
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("list_notifications", records=shown_records)
    )
    return [
        NotificationView(
            notification.public_id,
            notification.kind,
            record or withdrawn.get(notification.record_id or 0),
            match,
            notification.band,
            notification.created_at,
            is_read=notification.read_at is not None,
            position=notification.id,
            asker_state=notification.asker_state or "",
            count=collected,
        )
        for notification, record, match, collected in rows
    ]


def _withdrawn_records(session: Session, listed: Iterable[Notification]) -> dict[int, UUID]:
    """Return the ids of reports whose copies an agency must delete; it no longer sees them."""
    ids = {
        one.record_id for one in listed if one.kind == NotificationKind.MISSING_FROM_CARE_WITHDRAWN
    }
    if not ids:
        return {}
    with database_roles.as_role(session, DatabaseRole.WORKER):
        query = select(Record.id, Record.public_id).where(Record.id.in_(ids))
        return dict(iter(session.execute(query)))


def _is_for(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a notification, with any record, is for the actor."""
    kinds: dict[NotificationAudience, list[str]] = {
        audience: [kind for kind, rule in EVENT_RULES.items() if rule.audience is audience]
        for audience in NotificationAudience
    }
    blind = [kind for kind, rule in EVENT_RULES.items() if rule.view is View.NONE]
    is_mine = Notification.agency_id == actor.agency_id
    # Notifications of a saved search, of visible records, and of the own report that it is for.
    is_visible = or_(visibility.seen_by(actor), Record.agency_id == actor.agency_id)
    is_asked = (
        select(Search.id)
        .where(Search.id == Notification.search_id, Search.user_id == actor.user_id)
        .exists()
    )
    is_of_responsible = and_(
        Notification.agency_id == Record.agency_id, visibility.of_own_agency(actor, now)
    )
    # a candidate that a digest counts is not listed
    is_listed = or_(Notification.digest_at.is_(None), _IS_DIGEST)
    return is_listed & or_(
        and_(Notification.kind.in_(kinds[NotificationAudience.RESPONSIBLE]), is_of_responsible),
        and_(
            Notification.kind.in_(kinds[NotificationAudience.COLLECTED]),
            is_mine,
            _collected_count(actor, now) > 0,
        ),
        and_(
            Notification.kind.in_(kinds[NotificationAudience.ADDRESSEE]),
            is_mine,
            visibility.seen_by(actor),
        ),
        and_(
            Notification.kind.in_(kinds[NotificationAudience.SEARCHER]),
            is_mine,
            is_visible,
            is_asked,
        ),
        and_(
            Notification.kind.in_(kinds[NotificationAudience.SUPERVISOR]),
            is_mine,
            literal(actor.role is Role.SUPERVISOR),
            or_(Notification.record_id.is_(None), Notification.kind.in_(blind), is_visible),
        ),
    )


def _collected_count(actor: Actor, now: datetime) -> ScalarSelect[int]:
    """Return the number of candidates that a digest counts and whose record is the actor's own."""
    collected = aliased(Notification)
    return (
        select(func.count())
        .select_from(collected)
        .join(Record, Record.id == collected.record_id)
        .join(Agency, Agency.id == Record.agency_id)
        .where(
            collected.agency_id == Notification.agency_id,
            collected.digest_at == Notification.digest_at,
            collected.kind == NotificationKind.CANDIDATE,
            collected.agency_id == Record.agency_id,
            visibility.of_own_agency(actor, now),
        )
        .correlate(Notification)
        .scalar_subquery()
    )


def mark_read(session: Session, context: Context, actor: Actor, public_id: UUID) -> Notification:
    """Mark a notification for the actor as read; raise `NotFound` for any other notification.
    Audited.

    A notification that asks to delete copies is marked with its reminder. Return the notification.
    """
    require(actor, Action.MARK_NOTIFICATIONS)
    now = context.clock.now()
    notification = require_found(
        session.scalar(
            select(Notification)
            .outerjoin(Record, Record.id == Notification.record_id)
            .outerjoin(Agency, Agency.id == Record.agency_id)
            .where(Notification.public_id == public_id, _is_for(actor, now))
        ),
        "no such notification",
    )
    notification.read_at = notification.read_at or now
    if notification.kind == NotificationKind.MISSING_FROM_CARE_WITHDRAWN:
        same = update(Notification).where(
            Notification.agency_id == notification.agency_id,
            Notification.kind == notification.kind,
            Notification.record_id == notification.record_id,
            Notification.read_at.is_(None),
        )
        session.execute(same.values(read_at=now))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("read_notification", subject=public_id)
    )
    return notification
