"""Assignments of records to caseworkers, workloads, and handing over a colleague's records.

A caseworker reaches the records assigned to them and gets their notifications. Supervisors assign
the records of their agency and reach all of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from core.codes.agencies import AccountStatus
from core.codes.notifications import NotificationKind
from core.codes.records import RecordStatus
from core.errors import InvalidInput, require_found
from core.policy.actions import Action
from core.policy.roles import Role
from models.agencies.user import UserAccount
from models.records.record import Record, RecordAssignment
from models.sql.bulk import insert_rows
from services.agencies import unassigned_records, user_directory
from services.agencies.user_directory import AccountView
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.records import register
from services.records.register import RecordView
from services.sharing import notifications, visibility

MOST_RECORDS = 100  # assigned in one request
UNASSIGNED_SHOWN = 50


@dataclasses.dataclass(frozen=True, slots=True)
class Assignee:
    """A caseworker of a record, and the start of the assignment."""

    account: AccountView
    since: datetime


@dataclasses.dataclass(frozen=True, slots=True)
class CaseloadRow:
    """A caseworker and the number of open records assigned to them."""

    account: AccountView
    open_records: int


@dataclasses.dataclass(frozen=True, slots=True)
class RecordAssignments:
    """The assigned caseworkers of a record, and the active caseworkers of its agency."""

    assignees: tuple[Assignee, ...]
    caseworkers: tuple[CaseloadRow, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Caseload:
    """The caseworkers of an agency, and its open records without an active caseworker.

    `unassigned` are the newest of these as lines of a list, at most `UNASSIGNED_SHOWN`;
    `unassigned_count` counts them all.
    """

    rows: tuple[CaseloadRow, ...]
    unassigned: tuple[RecordView, ...]
    unassigned_count: int


def assign_records(
    session: Session, context: Context, actor: Actor, record_ids: Sequence[UUID], user_id: UUID
) -> int:
    """Assign open records of the agency to one of its active caseworkers; return the number added.

    Raise `NotFound` for a record of another agency, `Conflict` for a closed one. Raise
    `InvalidInput` for too many records, or a person other than an active caseworker of the agency.
    """
    require(actor, Action.ASSIGN)
    if not 0 < len(record_ids) <= MOST_RECORDS:
        raise InvalidInput("records", "out_of_range", f"one to {MOST_RECORDS} records")
    own = [
        register.require_own_record(session, context, actor, record_id, Action.ASSIGN).record
        for record_id in dict.fromkeys(record_ids)
    ]
    for record in own:
        register.require_open(record)
    caseworker = _active_caseworker(session, actor, "user", user_id)
    new = _assign(session, context, own, caseworker)
    _note(session, context, actor, "assign_record", user_id, own)
    return new


def unassign_record(
    session: Session, context: Context, actor: Actor, record_id: UUID, user_id: UUID
) -> None:
    """End the assignment of a record to a person; raise `NotFound` if there is none."""
    record = register.require_own_record(session, context, actor, record_id, Action.ASSIGN).record
    assigned_to = require_found(
        session.scalar(
            select(UserAccount.id)
            .join(RecordAssignment, RecordAssignment.user_id == UserAccount.id)
            .where(RecordAssignment.record_id == record.id, UserAccount.public_id == user_id)
        ),
        "no such assignment",
    )
    session.execute(
        delete(RecordAssignment).where(
            RecordAssignment.record_id == record.id, RecordAssignment.user_id == assigned_to
        )
    )
    _note(session, context, actor, "unassign_record", user_id, [record])


def hand_over(session: Session, context: Context, actor: Actor, from_id: UUID, to_id: UUID) -> int:
    """Assign every open record of one person to another caseworker; return their number.

    The first person may be disabled or absent. Raise `InvalidInput` for the same person twice, or
    for a receiver who is not an active caseworker of the agency. Raise `NotFound` for a giver of
    another agency.
    """
    require(actor, Action.ASSIGN)
    receiver = _active_caseworker(session, actor, "to_user", to_id)
    if from_id == to_id:
        raise InvalidInput("to_user", "same_person")
    giver_id = require_found(
        session.scalar(
            select(UserAccount.id).where(
                UserAccount.public_id == from_id, UserAccount.agency_id == actor.agency_id
            )
        ),
        "no such account",
    )
    own = session.scalars(
        _open_records(actor)
        .join(RecordAssignment, RecordAssignment.record_id == Record.id)
        .where(RecordAssignment.user_id == giver_id)
        .order_by(Record.id)
    ).all()
    session.execute(
        delete(RecordAssignment).where(
            RecordAssignment.user_id == giver_id,
            RecordAssignment.record_id.in_([record.id for record in own]),
        )
    )
    _assign(session, context, own, receiver)
    _note(session, context, actor, "hand_over_records", to_id, own)
    return len(own)


def read_assignments(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> RecordAssignments:
    """Return the caseworkers of a record, longest first, and the possible ones. Audited.

    Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(session, context, actor, record_id, Action.ASSIGN).record
    rows = session.execute(
        select(UserAccount.public_id, RecordAssignment.since)
        .join(RecordAssignment, RecordAssignment.user_id == UserAccount.id)
        .where(RecordAssignment.record_id == record.id)
        .order_by(RecordAssignment.since, UserAccount.id)
    ).all()
    count_by_user = _count_by_user(session, actor)
    _note(session, context, actor, "list_assignees", record_id, [record])
    accounts = user_directory.list_accounts(session, context, actor)
    by_id = {account.id: account for account in accounts}
    return RecordAssignments(
        tuple(Assignee(by_id[row.public_id], row.since) for row in rows),
        tuple(
            CaseloadRow(account, count_by_user.get(account.id, 0))
            for account in accounts
            if _is_active_caseworker(account)
        ),
    )


def list_caseload(session: Session, context: Context, actor: Actor) -> Caseload:
    """Return the open records per caseworker, and the unassigned records. Audited.

    Of the unassigned records the newest `UNASSIGNED_SHOWN` are listed, and all are counted. A
    disabled caseworker is listed while records are assigned to them. A record that only a
    supervisor holds is unassigned.
    """
    require(actor, Action.ASSIGN)
    count_by_user = _count_by_user(session, actor)
    unassigned = _open_records(actor).where(~unassigned_records.has_caseworker())
    newest = session.scalars(unassigned.order_by(Record.id.desc()).limit(UNASSIGNED_SHOWN)).all()
    count = session.scalar(select(func.count()).select_from(unassigned.subquery())) or 0
    views = _open_lines(session, context, actor, [record.public_id for record in newest])
    rows = [
        CaseloadRow(account, count_by_user.get(account.id, 0))
        for account in user_directory.list_accounts(session, context, actor)
        if account.id in count_by_user or _is_active_caseworker(account)
    ]
    return Caseload(tuple(rows), views, count)


def _is_active_caseworker(account: AccountView) -> bool:
    return account.role == Role.CASEWORKER and account.status == AccountStatus.ACTIVE


def _count_by_user(session: Session, actor: Actor) -> dict[UUID, int]:
    """Return the number of open records assigned to each person of the agency who has any."""
    counted = session.execute(
        select(UserAccount.public_id, func.count().label("records"))
        .join(RecordAssignment, RecordAssignment.user_id == UserAccount.id)
        .join(Record, Record.id == RecordAssignment.record_id)
        .where(
            Record.agency_id == actor.agency_id,
            Record.status == RecordStatus.OPEN,
            UserAccount.agency_id == actor.agency_id,
        )
        .group_by(UserAccount.public_id)
    )
    return {row.public_id: row.records for row in counted}


def _open_lines(
    session: Session, context: Context, actor: Actor, public_ids: Sequence[UUID]
) -> tuple[RecordView, ...]:
    """Return own records as lines of a list, in this order, and audit the caseload with them."""
    visible = (
        visibility.visible_records(
            session, actor, now=context.clock.now(), public_ids=list(public_ids)
        )
        if public_ids
        else []
    )
    seen = {
        one.record.public_id: dataclasses.replace(
            one, classes=one.classes & register.LISTED_CLASSES
        )
        for one in visible
    }
    ordered = [seen[public_id] for public_id in public_ids]
    views = register.open_records(session, context, ordered)
    shown = tuple(
        audit_log.ShownRecord(view.id, register.opened_classes(view, one))
        for view, one in zip(views, ordered, strict=True)
    )
    event = audit_log.AuditEvent("list_caseload", records=shown)
    audit_log.record_event(session, context, actor, event)
    return tuple(views)


def _assign(session: Session, context: Context, own: Sequence[Record], user_row: int) -> int:
    """Assign records that a person does not have yet, with a notification each; return their
    number."""
    agency_users = set(
        session.scalars(
            select(RecordAssignment.record_id).where(
                RecordAssignment.user_id == user_row,
                RecordAssignment.record_id.in_([record.id for record in own]),
            )
        )
    )
    new = [record for record in own if record.id not in agency_users]
    now = context.clock.now()
    insert_rows(
        session,
        RecordAssignment,
        [{"record_id": record.id, "user_id": user_row, "since": now} for record in new],
    )
    for record in new:
        subject = notifications.NotificationSubject(record.agency_id, record.id, None)
        notifications.notify_of_event(session, context, subject, kind=NotificationKind.ASSIGNED)
    return len(new)


def _note(
    session: Session,
    context: Context,
    actor: Actor,
    act: str,
    subject: UUID,
    own: Sequence[Record],
) -> None:
    audit_log.record_act_on_all(
        session, context, actor, act, [record.public_id for record in own], subject=subject
    )


def _open_records(actor: Actor) -> Select[Record]:
    return select(Record).where(
        Record.agency_id == actor.agency_id, Record.status == RecordStatus.OPEN
    )


def _active_caseworker(session: Session, actor: Actor, field: str, user_id: UUID) -> int:
    """Return the row of an active caseworker of the actor's agency."""
    caseworker_id = session.scalar(
        select(UserAccount.id).where(
            UserAccount.public_id == user_id,
            UserAccount.agency_id == actor.agency_id,
            UserAccount.role == Role.CASEWORKER,
            UserAccount.status == AccountStatus.ACTIVE,
        )
    )
    if caseworker_id is None:
        raise InvalidInput(field, "no_caseworker")
    return caseworker_id
