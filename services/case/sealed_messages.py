"""Sealed messages to the unknown holder of a matching record: leave, list and withdraw.

No function here reads a match, another agency's record or a delivery. So an answer to the sender
cannot depend on whether anybody holds a matching record. `services.case.message_delivery` delivers.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.messages import DangerCode
from core.codes.notifications import AlertKind
from core.codes.operations import JobKind
from core.errors import Conflict, InvalidInput, LimitReached, Refused, require_code, require_found
from core.policy.actions import Action
from core.policy.case.sealed_messages import (
    LIMIT_HOURS,
    MAX_LENGTH,
    PER_PERSON_A_DAY,
    PER_RECORD_A_DAY,
    VALID_DAYS,
    may_leave,
)
from core.policy.fields import FieldClass
from core.published import published
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.case.sealed_message import SealedMessage
from models.records.record import Record
from models.sql import locks
from models.sql.locks import Lock
from services.case.care.agency_transfers import ReceivingAgency
from services.foundation import alerts, audit_log, data_keys, jobs
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import free_text_screening
from services.foundation.limits import rate_limits
from services.records import register, repository
from services.reporter_check import check_requests
from services.sharing import visibility

KEY_SCOPE = "message"


@published(
    examples=[
        {
            "danger": "trafficker",
            "text": "Do not hand the child to the man who says he is her uncle.",
            "excluded_agency": "",
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class MessageForm:
    """A message about a record of your agency, for the agency with a matching record.

    `excluded_agency` is the code of an agency that is the danger itself; "" for none.
    """

    danger: DangerCode
    text: Annotated[str, Field(min_length=1, max_length=MAX_LENGTH)]
    excluded_agency: Annotated[str, Field(max_length=20)] = ""


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class LeftMessage:
    """A message that your agency left."""

    id: UUID
    danger: DangerCode
    text: str
    excluded_agency: str
    left_at: datetime
    expires_at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class LeftMessages:
    """The valid messages left about a record, newest first, and the agencies that a message can
    exclude.

    `is_waiting`: no message is delivered, because the reporter of your report is not checked.
    """

    messages: list[LeftMessage]
    agencies: list[ReceivingAgency]
    is_waiting: bool


def message_place(public_id: UUID) -> SealPlace:
    """Return where the sealed text of a message is stored."""
    return SealPlace("sealed_message", public_id, FieldClass.F4B.value, 1)


def leave_message(
    session: Session, context: Context, actor: Actor, record_id: UUID, form: MessageForm
) -> None:
    """Leave a message about an open record of the actor's agency; the auditor is alerted. Audited.

    A job delivers the message, but not before the reporter of the record is checked. Raise
    `InvalidInput` for a text that is too long, names a place of the person, or names a way to
    answer. Raise `LimitReached` for too many messages in a day. Raise `Refused` for a role that
    leaves no messages and for an officer who acts for another state than that of the agency. Raise
    `Conflict` for a record that is closed or restricted, and `NotFound` for a record of another
    agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.LEAVE_MESSAGE
    ).record
    if not may_leave(actor.agency_kind, actor.role):
        raise Refused(Refusal.ROLE_LEAVES_NO_MESSAGE)
    if actor.home_state not in {None, actor.state}:
        raise Refused(Refusal.OWN_STATE_LEAVES_MESSAGE)
    register.require_open(record)
    if repository.is_restricted(session, record):
        raise Conflict(Refusal.RECORD_IS_RESTRICTED)
    _check_form(session, context, record, form)
    excluded_id = _agency_id(session, form.excluded_agency)
    _check_limits(session, context, actor, record)
    now = context.clock.now()
    public_id = uuid4()
    key = data_keys.make_data_key(
        session, context.keys, subject=public_id, scope=KEY_SCOPE, now=now
    )
    session.add(
        SealedMessage(
            public_id=public_id,
            record_id=record.id,
            agency_id=record.agency_id,
            user_id=actor.user_id,
            excluded_agency_id=excluded_id,
            danger=form.danger,
            sealed=data_keys.seal_json(key, form.text.strip(), message_place(public_id)),
            left_at=now,
            expires_at=now + timedelta(days=VALID_DAYS),
        )
    )
    session.flush()
    jobs.enqueue(session, context, JobKind.NOTIFY, [jobs.JobTarget(record_id=record.id)])
    alerts.raise_alert(session, context, actor, AlertKind.SEALED_MESSAGE_LEFT, record_id)
    audit_log.record_act(session, context, actor, "leave_message", record_id, FieldClass.F4B)


def list_left(session: Session, context: Context, actor: Actor, record_id: UUID) -> LeftMessages:
    """Return the messages that the agency left about one of its records. Audited.

    Only messages that have not expired are returned. The agencies to choose from are all others,
    because a message can exclude one of them from delivery. Raise `NotFound` for a record of
    another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.LEAVE_MESSAGE
    ).record
    rows = session.execute(
        select(SealedMessage, Agency.code)
        .outerjoin(Agency, Agency.id == SealedMessage.excluded_agency_id)
        .where(
            SealedMessage.record_id == record.id,
            SealedMessage.agency_id == record.agency_id,
            SealedMessage.expires_at > context.clock.now(),
        )
        .order_by(SealedMessage.id.desc())
    ).all()
    keys = data_keys.open_data_keys(
        session, context.keys, [message.public_id for message, _ in rows]
    )
    audit_log.record_act(session, context, actor, "list_left_messages", record_id, FieldClass.F4B)
    left = [
        LeftMessage(
            id=message.public_id,
            danger=DangerCode(message.danger),
            text=data_keys.unseal_json(
                keys[message.public_id], message.sealed, message_place(message.public_id)
            ),
            excluded_agency=code or "",
            left_at=message.left_at,
            expires_at=message.expires_at,
        )
        for message, code in rows
        if message.public_id in keys
    ]
    excludable = session.execute(
        select(Agency.code, Agency.name, Agency.kind, Agency.state)
        .where(Agency.id != record.agency_id)
        .order_by(Agency.state, Agency.name)
    )
    return LeftMessages(
        left,
        [ReceivingAgency(*row) for row in excludable],
        not check_requests.is_reporter_checked(session, record.id),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class SentMessage:
    """A valid message that the agency left about one of its records, without its text."""

    record: UUID
    left_at: datetime


def list_sent(session: Session, context: Context, actor: Actor) -> list[SentMessage]:
    """Return the valid messages about the actor's own records, newest first. Audited."""
    require(actor, Action.LEAVE_MESSAGE)
    now = context.clock.now()
    rows = session.execute(
        select(Record.public_id, SealedMessage.left_at)
        .join(Record, Record.id == SealedMessage.record_id)
        .join(Agency, Agency.id == Record.agency_id)
        .where(
            SealedMessage.agency_id == Record.agency_id,
            SealedMessage.expires_at > now,
            visibility.of_own_agency(actor, now),
        )
        .order_by(SealedMessage.id.desc())
    ).all()
    shown = sorted({row.public_id for row in rows})
    audit_log.record_act_on_all(session, context, actor, "list_left_messages", shown, FieldClass.F0)
    return [SentMessage(row.public_id, row.left_at) for row in rows]


def withdraw_message(session: Session, context: Context, actor: Actor, message_id: UUID) -> None:
    """End a message that the agency left; the cleanup removes it and its deliveries. Audited.

    Raise `NotFound` for a message that is not about a record of the actor's agency.
    """
    require(actor, Action.LEAVE_MESSAGE)
    now = context.clock.now()
    message, record = require_found(
        session.execute(
            select(SealedMessage, Record)
            .join(Record, Record.id == SealedMessage.record_id)
            .join(Agency, Agency.id == Record.agency_id)
            .where(
                SealedMessage.public_id == message_id,
                SealedMessage.agency_id == Record.agency_id,
                SealedMessage.expires_at > now,
                visibility.of_own_agency(actor, now),
            )
        ).first(),
        "no such message",
    )
    message.expires_at = now
    audit_log.record_act(
        session, context, actor, "withdraw_message", record.public_id, FieldClass.F4B
    )


def _check_form(session: Session, context: Context, record: Record, form: MessageForm) -> None:
    require_code("danger", form.danger, list(DangerCode))
    if len(form.text) > MAX_LENGTH:
        raise InvalidInput("text", "too_long")
    statements = register.open_statements(session, context, [(record, frozenset(FieldClass))])
    free_text_screening.check_text(form.text, statements.get(record.id, []), field="text")
    free_text_screening.check_no_address(form.text, field="text")
    free_text_screening.check_no_contact(form.text, field="text")


def _agency_id(session: Session, code: str) -> int | None:
    if not code:
        return None
    agency_id = session.scalar(select(Agency.id).where(Agency.code == code))
    if agency_id is None:
        raise InvalidInput("excluded_agency", "unknown_code")
    return agency_id


def _check_limits(session: Session, context: Context, actor: Actor, record: Record) -> None:
    """Raise `LimitReached` if the person or the record has too many messages in `LIMIT_HOURS`.

    The limits are `PER_PERSON_A_DAY` and `PER_RECORD_A_DAY`. Take a lock on the person's quota.
    """
    locks.take_lock(session, Lock.QUOTA, actor.user_id or 0)
    now, window = context.clock.now(), timedelta(hours=LIMIT_HOURS)
    is_own = SealedMessage.user_id == actor.user_id
    is_of_record = SealedMessage.record_id == record.id
    freed_at = rate_limits.freed_at(
        session, SealedMessage.left_at, is_own, most=PER_PERSON_A_DAY, window=window, now=now
    )
    if freed_at is None and rate_limits.freed_at(
        session, SealedMessage.left_at, is_of_record, most=PER_RECORD_A_DAY, window=window, now=now
    ):
        freed_at = now + window  # the exact time would tell when others left their messages
    if freed_at is not None:
        raise LimitReached(
            "too many messages in a day", retry_after_s=rate_limits.wait_s(freed_at, now)
        )
