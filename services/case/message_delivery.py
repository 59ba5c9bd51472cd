"""Deliveries of sealed messages: to whom they go, reading them, reminders and expiry.

A message goes to the responsible agency of a record who was notified of the match and may still
learn of it, by the table of events. So it reveals no record that a notification would not reveal.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, case, delete, literal, or_, select
from sqlalchemy.orm import Session, aliased

from core.codes.case import DeadlineKind
from core.codes.messages import DangerCode
from core.codes.notifications import AlertKind, NotificationKind
from core.codes.review import MatchState
from core.errors import require_found
from core.policy.actions import Action
from core.policy.case.sealed_messages import (
    LIMIT_HOURS,
    READ_WITHIN_HOURS,
    REMIND_AFTER_MINUTES,
)
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.information_flow import NOTIFY_FROM
from core.published import published
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.case.sealed_message import MessageDelivery, SealedMessage
from models.matching_runs.match import Match, Score
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.case import deadlines
from services.case.deadlines import DeadlineSubject
from services.case.sealed_messages import message_place
from services.foundation import alerts, audit_log, data_keys
from services.foundation.actor import MATCHER, Actor, require
from services.foundation.context import Context
from services.reporter_check import check_requests
from services.sharing import contact_desks, match_knowledge, notifications, visibility
from services.sharing.match_knowledge import MatchSide

REMIND_AFTER = timedelta(minutes=REMIND_AFTER_MINUTES)


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message that was delivered for a record of your agency, without its text."""

    id: UUID
    record: UUID
    danger: DangerCode
    delivered_at: datetime
    due_at: datetime
    read_at: datetime | None
    expires_at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message with its text. `desk` is the sender's entry in the directory, else that of its
    state: answer by telephone.

    The system carries no answer. `desk` is "" while the reporter of the sender's report is not
    checked, and while your record is kept from the sender's state (`is_kept`): do not call then.
    """

    id: UUID
    record: UUID
    danger: DangerCode
    text: str
    desk: str
    is_kept: bool
    delivered_at: datetime
    read_at: datetime
    expires_at: datetime


def deliver(session: Session, context: Context, record_id: int | None = None) -> int:
    """Deliver the valid messages that concern the matches of a record, or of every record; return
    how many. For workers.
    """
    now = context.clock.now()
    waiting = session.execute(_undelivered(now, record_id)).all()
    if not waiting:
        return 0
    rows = list({match.id: (match, score) for *_, match, score in waiting}.values())
    sides = {
        (side.match.id, side.own.record.id): side
        for side in match_knowledge.sides_of(session, now, rows)
    }
    delivered = 0
    for message_id, record, agency_id, excluded_id, match, _ in waiting:
        side = sides.get((match.id, match.high if match.low == record else match.low))
        if side is not None and side.own.record.agency_id not in {agency_id, excluded_id}:
            delivered += _deliver_to(session, context, message_id, side)
    return delivered


def _undelivered(
    now: datetime, record_id: int | None
) -> Select[int, int, int, int | None, Match, Score]:
    """Return the query of valid messages with the matches whose other side was notified
    of them and has no delivery: id, record, agency and excluded agency of a message, match, score.

    A message waits while the reporter of its report is not checked.
    """
    holder = aliased(Record)
    is_low = Match.low == SealedMessage.record_id
    delivered = select(MessageDelivery.id).where(
        MessageDelivery.message_id == SealedMessage.id,
        MessageDelivery.record_id == holder.id,
        MessageDelivery.agency_id == holder.agency_id,
    )
    query = (
        select(
            SealedMessage.id,
            SealedMessage.record_id,
            SealedMessage.agency_id,
            SealedMessage.excluded_agency_id,
            Match,
            Score,
        )
        .join(Record, Record.id == SealedMessage.record_id)
        .join(Match, or_(is_low, Match.high == SealedMessage.record_id))
        .join(Score, Score.id == Match.score_id)
        .join(holder, holder.id == case((is_low, Match.high), else_=Match.low))
        .join(Agency, Agency.id == SealedMessage.agency_id)
        .where(
            SealedMessage.expires_at > now,
            # the holder telephones the sender's desk, so an invented report must send no message
            check_requests.has_checked_reporter(),
            Record.agency_id == SealedMessage.agency_id,
            Match.state != MatchState.REFUTED,
            case((is_low, Match.high_notified), else_=Match.low_notified) >= int(NOTIFY_FROM),
            ~delivered.exists(),
            # the holder answers by telephone, so a state that the holder's record bars gets no
            # message through; neither does a record that an officer registered for this state
            ~visibility.is_kept_from(holder, Agency.state, Record.state),
        )
        .order_by(SealedMessage.id, Match.id)
    )
    if record_id is None:
        return query
    return query.where(or_(Match.low == record_id, Match.high == record_id))


def _deliver_to(session: Session, context: Context, message_id: int, side: MatchSide) -> int:
    """Deliver a message to the responsible agency of one side, with a notification and a deadline.

    Return 1, or 0 if the responsible agency may not learn of it or another worker delivered it.
    """
    now, holder = context.clock.now(), side.own.record
    session.execute(
        select(SealedMessage.id).where(SealedMessage.id == message_id).with_for_update()
    )
    ours = (
        MessageDelivery.message_id == message_id,
        MessageDelivery.record_id == holder.id,
        MessageDelivery.agency_id == holder.agency_id,
    )
    if session.scalar(select(MessageDelivery.id).where(*ours)) is not None:
        return 0
    if not notifications.notify_side(session, context, side, kind=NotificationKind.SEALED_MESSAGE):
        return 0
    public_id = uuid4()
    session.add(
        MessageDelivery(
            public_id=public_id,
            message_id=message_id,
            record_id=holder.id,
            agency_id=holder.agency_id,
            delivered_at=now,
            due_at=now + timedelta(hours=READ_WITHIN_HOURS),
        )
    )
    deadlines.start_deadline(
        session,
        context,
        DeadlineKind.READ_MESSAGE,
        DeadlineSubject(holder.agency_id, holder.state, holder.id),
        hours=READ_WITHIN_HOURS,
        is_urgent=True,
    )
    audit_log.record_act(
        session,
        context,
        MATCHER,
        "deliver_message",
        holder.public_id,
        FieldClass.F0,
        subject=public_id,
    )
    session.flush()
    return 1


def list_received(session: Session, context: Context, actor: Actor) -> list[ReceivedMessage]:
    """Return the valid messages that came about the actor's own records, unread ones first.
    Audited.
    """
    require(actor, Action.READ_MESSAGES)
    rows = session.execute(
        _received(actor, context.clock.now()).order_by(
            MessageDelivery.read_at.is_not(None), MessageDelivery.id.desc()
        )
    ).all()
    shown = sorted({record.public_id for _, _, record in rows})
    audit_log.record_act_on_all(
        session, context, actor, "list_received_messages", shown, FieldClass.F0
    )
    return [
        ReceivedMessage(
            id=delivery.public_id,
            record=record.public_id,
            danger=DangerCode(message.danger),
            delivered_at=delivery.delivered_at,
            due_at=delivery.due_at,
            read_at=delivery.read_at,
            expires_at=message.expires_at,
        )
        for delivery, message, record in rows
    ]


def read_message(
    session: Session, context: Context, actor: Actor, delivery_id: UUID
) -> OpenedMessage:
    """Return a message with its text and the desk to telephone; the first reading meets the
    deadline. Audited.

    Raise `NotFound` for a message that is not about a record of the actor's agency.
    """
    require(actor, Action.READ_MESSAGES)
    now = context.clock.now()
    delivery, message, record = require_found(
        session.execute(
            _received(actor, now).where(MessageDelivery.public_id == delivery_id)
        ).first(),
        "no such message",
    )
    key = data_keys.open_data_key(session, context.keys, message.public_id)
    text = data_keys.unseal_json(key, message.sealed, message_place(message.public_id))
    if delivery.read_at is None:
        delivery.read_at, delivery.read_by = now, actor.user_id
        session.flush()
        # a liaison officer may read for another police agency of the state, and no actor ends
        # another agency's deadline
        with database_roles.as_role(session, DatabaseRole.WORKER):
            _complete(session, context, [(delivery.agency_id, delivery.record_id)])
    sender = session.get_one(Agency, message.agency_id)
    with database_roles.as_role(session, DatabaseRole.WORKER):  # the report stays hidden
        is_checked = check_requests.is_reporter_checked(session, message.record_id)
        is_kept = _is_kept_from_sender(session, message, record)
    called = contact_desks.desks_of_agencies(session, NotificationKind.SEALED_MESSAGE, [sender])
    audit_log.record_act_on_all(
        session, context, actor, "read_message", [record.public_id], FieldClass.F4B
    )
    return OpenedMessage(
        id=delivery.public_id,
        record=record.public_id,
        danger=DangerCode(message.danger),
        text=text,
        desk=called.get(sender.id, "") if is_checked and not is_kept else "",
        is_kept=is_kept,
        delivered_at=delivery.delivered_at,
        read_at=delivery.read_at,
        expires_at=message.expires_at,
    )


def _is_kept_from_sender(session: Session, message: SealedMessage, record: Record) -> bool:
    """Return whether a bar keeps the holder's record from the state of the sender now."""
    sent = aliased(Record)
    query = (
        select(visibility.is_kept_from(Record, Agency.state, sent.state))
        .select_from(Record)
        .join(Agency, Agency.id == message.agency_id)
        .join(sent, sent.id == message.record_id)
        .where(Record.id == record.id)
    )
    return bool(session.scalar(query))


def escalate_unread(session: Session, context: Context) -> int:
    """Remind the holders of unread messages; alert the auditor after the deadline. For workers.

    Each unread delivery has at most one reminder and one alert. Expired messages are left out.
    Return the number of deliveries that were unread for `REMIND_AFTER` and lacked a reminder or an
    alert. This number includes deliveries that wait for their deadline. The deadline itself
    notifies the agency's supervisors (`services.case.deadlines`).
    """
    now = context.clock.now()
    late = session.execute(
        select(MessageDelivery, Agency)
        .join(Agency, Agency.id == MessageDelivery.agency_id)
        .join(SealedMessage, SealedMessage.id == MessageDelivery.message_id)
        .where(
            MessageDelivery.read_at.is_(None),
            SealedMessage.expires_at > now,
            MessageDelivery.delivered_at <= now - REMIND_AFTER,
            or_(MessageDelivery.reminded_at.is_(None), MessageDelivery.alerted_at.is_(None)),
        )
        .order_by(MessageDelivery.id)
    ).all()
    for delivery, agency in late:
        if delivery.reminded_at is None:
            delivery.reminded_at = now
            about = notifications.NotificationSubject(delivery.agency_id, delivery.record_id)
            notifications.notify_of_event(
                session, context, about, kind=NotificationKind.SEALED_MESSAGE_REMINDER
            )
        if delivery.alerted_at is None and delivery.due_at <= now:
            delivery.alerted_at = now
            holder = Actor(Role.MATCHER, agency.id, agency.kind, agency.state)
            alerts.raise_alert(
                session, context, holder, AlertKind.SEALED_MESSAGE_UNREAD, delivery.public_id
            )
    session.flush()
    return len(late)


def remove_expired(session: Session, context: Context) -> int:
    """Remove every expired message with its key and deliveries. For workers.

    Each delivery whose record changed hands is removed too. The deadline to read ends where no
    unread delivery is left. The row of a withdrawn message stays without its key until a day after
    it was sent, because it counts in the limits. Return the number of removed message rows.
    """
    now = context.clock.now()
    changed_hands = session.scalars(
        select(MessageDelivery.id)
        .join(Record, Record.id == MessageDelivery.record_id)
        .where(Record.agency_id != MessageDelivery.agency_id)
    ).all()
    _remove(session, context, MessageDelivery.id.in_(changed_hands))
    expired = session.execute(
        select(SealedMessage.id, SealedMessage.public_id, SealedMessage.left_at)
        .where(SealedMessage.expires_at <= now)
        .order_by(SealedMessage.id)
    ).all()
    old = [row.id for row in expired if row.left_at <= now - timedelta(hours=LIMIT_HOURS)]
    _remove(session, context, MessageDelivery.message_id.in_([row.id for row in expired]))
    for row in expired:
        data_keys.destroy_data_key(session, row.public_id)
    session.execute(delete(SealedMessage).where(SealedMessage.id.in_(old)))
    return len(old)


def _remove(session: Session, context: Context, which: ColumnElement[bool]) -> None:
    """Remove deliveries, and end the deadlines to read them."""
    unread = session.execute(
        select(MessageDelivery.agency_id, MessageDelivery.record_id)
        .where(which, MessageDelivery.read_at.is_(None))
        .distinct()
    ).all()
    session.execute(delete(MessageDelivery).where(which))
    _complete(session, context, [(row.agency_id, row.record_id) for row in unread])


def _complete(session: Session, context: Context, read: Iterable[tuple[int, int]]) -> None:
    """End the deadline of each agency and record of which no message is unread."""
    for agency_id, record_id in read:
        is_unread = select(MessageDelivery.id).where(
            MessageDelivery.agency_id == agency_id,
            MessageDelivery.record_id == record_id,
            MessageDelivery.read_at.is_(None),
        )
        if session.scalar(is_unread.limit(1)) is None:
            deadlines.complete_deadline(
                session,
                context,
                DeadlineKind.READ_MESSAGE,
                agency_id=agency_id,
                about=CaseDeadline.record_id == record_id,
            )


def _received(actor: Actor, now: datetime) -> Select[MessageDelivery, SealedMessage, Record]:
    """Return the query of valid messages about own records; none that excludes the actor's
    agency.

    An officer who acts for another state reads none: the sender's record may bar the officer's own
    state.
    """
    return (
        select(MessageDelivery, SealedMessage, Record)
        .join(SealedMessage, SealedMessage.id == MessageDelivery.message_id)
        .join(Record, Record.id == MessageDelivery.record_id)
        .join(Agency, Agency.id == Record.agency_id)
        .where(
            visibility.of_own_agency(actor, now),
            literal(actor.home_state in {None, actor.state}),
            Record.agency_id == MessageDelivery.agency_id,
            SealedMessage.excluded_agency_id.is_distinct_from(actor.agency_id),
            SealedMessage.expires_at > now,
        )
    )
