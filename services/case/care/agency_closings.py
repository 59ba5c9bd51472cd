"""An agency closes: one approved act moves each of its records by the rules of a transfer.

A supervisor of the agency asks, and a supervisor of the successor approves. A worker then moves the
records one by one, as these two people. A record that the rules refuse stays, with its reason, in
the list of leftovers. The agency is closed when no record is left.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from core.code_sets import OneOf
from core.codes.agencies import AgencyStatus, ClosingReason
from core.codes.approvals import ApprovalKind
from core.codes.notifications import AlertKind, NotificationKind
from core.codes.operations import JobKind
from core.codes.records import RecordStatus
from core.errors import (
    Conflict,
    ExplainedError,
    HomewardError,
    InvalidInput,
    NotFound,
    require_code,
)
from core.policy.actions import Action
from core.policy.records.declarations import LEGAL_BASES
from core.policy.roles import Role
from core.published import Code, published
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.agencies.closing import AgencyClosing, AgencyLeftover
from models.agencies.user import UserAccount
from models.oversight.approval import Approval
from models.records.record import Record
from models.row_security import database_roles as role_switch
from models.row_security.database_roles import DatabaseRole
from models.sql.bulk import insert_rows
from services.agencies import accounts, agency_endings
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.case.care import agency_transfers
from services.case.care.agency_transfers import ReceivingAgency
from services.foundation import actor_database_role, alerts, audit_log, jobs
from services.foundation.actor import Actor, require, require_fresh
from services.foundation.context import Context
from services.foundation.jobs import JobTarget
from services.sharing import desks, notifications, visibility
from services.sharing.notifications import NotificationSubject

BATCH = 100
TRY_AGAIN_HOURS = 24  # a leftover is tried again, because its reason may have ended
SHOWN = 200  # leftovers of an agency in an answer


@published(examples=[{"successor": "FR-116", "reason": "merged", "legal_basis": "court_order"}])
@dataclasses.dataclass(frozen=True, slots=True)
class ClosingForm:
    """The successor of an agency that closes, the reason, and the legal basis under which the
    successor takes the records.
    """

    successor: Code
    reason: ClosingReason
    legal_basis: Annotated[Code, OneOf("legal_basis")]


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class Leftover:
    """A record that did not move, its kind, the code of the reason, and when it was tried.

    `record` is null if the record is hidden from the reader.
    """

    record: UUID | None
    kind: str
    reason: str
    at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class Closing:
    """An agency that closes or closed, its successor, and the first leftovers."""

    agency: str
    successor: str
    reason: str
    started_at: datetime | None
    moved_at: datetime | None
    ended_at: datetime | None
    leftovers: tuple[Leftover, ...]


def ask_closing(
    session: Session, context: Context, actor: Actor, code: str, form: ClosingForm
) -> UUID:
    """Ask that the actor's agency closes; return the id of the approval. Audited.

    The supervisors of both agencies get a notification, and the auditor an alert. An earlier
    request that waits is withdrawn. Raise `NotFound` for another agency. Raise `InvalidInput` for
    an unknown successor, reason or legal basis, and `Conflict` if one of the agencies closes.
    """
    require(actor, Action.CLOSE_AGENCY)
    require_fresh(actor, Action.CLOSE_AGENCY)
    require_code("reason", form.reason, list(ClosingReason))
    require_code("legal_basis", form.legal_basis, LEGAL_BASES)
    agency = session.get_one(Agency, actor.agency_id)
    if agency.code != code:
        raise NotFound("no such agency")
    successor = session.scalar(select(Agency).where(Agency.code == form.successor))
    if successor is None or successor.id == agency.id:
        raise InvalidInput("successor", "unknown_code")
    _check_open(agency, successor)
    waiting = select(AgencyClosing.public_id).where(
        AgencyClosing.agency_id == agency.id, AgencyClosing.started_at.is_(None)
    )
    for earlier in session.scalars(waiting).all():
        approval_requests.withdraw(session, ApprovalKind.CLOSE_AGENCY, earlier)
    assert actor.user_id is not None  # only supervisors have the action
    closing = AgencyClosing(
        public_id=uuid4(),
        agency_id=agency.id,
        state=agency.state,
        successor_id=successor.id,
        reason=form.reason,
        legal_basis=form.legal_basis,
        asked_by=actor.user_id,
        asked_at=context.clock.now(),
    )
    session.add(closing)
    session.flush()
    row = approval_requests.ask(
        session,
        context,
        actor,
        ApprovalKind.CLOSE_AGENCY,
        closing.public_id,
        about=NotificationSubject(successor.id, None),
    )
    # the records leave, so the auditor and the supervisors of both sides learn of it
    alerts.raise_alert(session, context, actor, AlertKind.CLOSING_ASKED, closing.public_id)
    own = NotificationSubject(agency.id, None)
    notifications.notify_of_event(session, context, own, kind=NotificationKind.CLOSING_ASKED)
    act = audit_log.AuditEvent("ask_closing", subject=closing.public_id)
    audit_log.record_event(session, context, actor, act)
    return row.public_id


def _check_open(*agencies: Agency) -> None:
    if not all(agency.is_open for agency in agencies):
        raise Conflict(Refusal.AGENCY_CLOSES)


def check_closing(session: Session, _context: Context, _actor: Actor, approval: Approval) -> None:
    """Raise `Conflict` if one of the two agencies closes meanwhile."""
    closing = _find(session, approval.subject)
    _check_open(
        session.get_one(Agency, closing.agency_id), session.get_one(Agency, closing.successor_id)
    )


def begin_closing(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Begin the closing that was approved: nothing is added to the agency, and its records move."""
    closing = _find(session, approval.subject)
    closing.accepted_by, closing.started_at = actor.user_id, context.clock.now()
    agency_endings.begin(session, context, actor, closing.agency_id, closing.successor_id)
    target = JobTarget(agency_id=closing.agency_id)
    jobs.enqueue(session, context, JobKind.CLOSE_AGENCIES, [target])


def _find(session: Session, public_id: UUID) -> AgencyClosing:
    """Return a closing; the lock of its approval keeps it unchanged."""
    return session.scalars(select(AgencyClosing).where(AgencyClosing.public_id == public_id)).one()


def describe_closings(
    session: Session, _context: Context, _actor: Actor, public_ids: Collection[UUID]
) -> Mapping[UUID, Description]:
    """Return the name of the agency that closes, with the reason and the legal basis."""
    query = select(AgencyClosing, Agency.name).join(Agency, Agency.id == AgencyClosing.agency_id)
    rows = session.execute(query.where(AgencyClosing.public_id.in_(public_ids))).all()
    return {
        closing.public_id: Description(
            name, {"closing_reason": closing.reason, "legal_basis": closing.legal_basis}
        )
        for closing, name in rows
    }


def own_agency(session: Session, actor: Actor) -> Agency:
    """Return the agency of the actor."""
    return session.get_one(Agency, actor.agency_id)


def list_successors(session: Session, actor: Actor) -> list[ReceivingAgency]:
    """Return the open agencies besides the actor's, by state and name."""
    query = (
        select(Agency.code, Agency.name, Agency.kind, Agency.state)
        .where(Agency.id != actor.agency_id, Agency.status == AgencyStatus.OPEN)
        .order_by(Agency.state, Agency.name)
    )
    return [ReceivingAgency(*row) for row in session.execute(query)]


def list_closings(session: Session, context: Context, actor: Actor) -> list[Closing]:
    """Return the closings that the actor's agency may know, newest first. Audited.

    An agency knows its own, and those of its state if it has the state's desk. A record that is
    hidden from the reader has no id.
    """
    require(actor, Action.CLOSE_AGENCY)
    own_states = desks.states_served(actor.agency_id)
    successor = aliased(Agency)
    rows = session.execute(
        select(AgencyClosing, Agency.code, successor.code)
        .join(Agency, Agency.id == AgencyClosing.agency_id)
        .join(successor, successor.id == AgencyClosing.successor_id)
        .where(
            AgencyClosing.started_at.is_not(None),
            or_(AgencyClosing.agency_id == actor.agency_id, AgencyClosing.state.in_(own_states)),
        )
        .order_by(AgencyClosing.id.desc())
    ).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_closings"))
    return [
        Closing(
            code,
            to_code,
            closing.reason,
            closing.started_at,
            closing.moved_at,
            closing.ended_at,
            _leftovers(session, context, actor, closing),
        )
        for closing, code, to_code in rows
    ]


def _leftovers(
    session: Session, context: Context, actor: Actor, closing: AgencyClosing
) -> tuple[Leftover, ...]:
    query = select(AgencyLeftover).where(AgencyLeftover.closing_id == closing.id)
    rows = session.scalars(query.order_by(AgencyLeftover.record_id).limit(SHOWN)).all()
    seen = visibility.visible_records(
        session, actor, now=context.clock.now(), ids=[row.record_id for row in rows]
    )
    ids = {one.record.id: one.record.public_id for one in seen}
    return tuple(
        Leftover(ids.get(row.record_id), row.record_kind, row.reason, row.at) for row in rows
    )


@dataclasses.dataclass(frozen=True, slots=True)
class ClosingWork:
    """A closing that goes on: the people who agreed, as supervisors of their agencies."""

    id: int
    public_id: UUID
    agency_id: int
    giver: Actor
    receiver: Actor
    legal_basis: str


def open_closings(session: Session) -> list[ClosingWork]:
    """Return the closings that go on. For workers.

    Both people agreed before, so their accounts may have ended since.
    """
    role_switch.enter_role(session, DatabaseRole.WORKER)
    query = select(AgencyClosing).where(
        AgencyClosing.started_at.is_not(None), AgencyClosing.ended_at.is_(None)
    )
    rows = session.scalars(query.order_by(AgencyClosing.id)).all()
    role_switch.enter_role(session, DatabaseRole.SIGN_IN)
    return [
        ClosingWork(
            row.id,
            row.public_id,
            row.agency_id,
            _supervisor(session, row.asked_by),
            _supervisor(session, row.accepted_by),
            row.legal_basis,
        )
        for row in rows
    ]


def _supervisor(session: Session, user_id: int | None) -> Actor:
    user = session.get_one(UserAccount, user_id)
    agency = session.get_one(Agency, user.agency_id)
    return accounts.actor_of_session(user, agency, agency.state, role=Role.SUPERVISOR)


def next_records(session: Session, context: Context, work: ClosingWork) -> list[int]:
    """Return the next records of the agency to move, at most `BATCH`; empty: none is left to try.

    A record that moved belongs to another agency, and a leftover is tried again after
    `TRY_AGAIN_HOURS`. So a worker that was interrupted goes on where it ended.
    """
    role_switch.enter_role(session, DatabaseRole.WORKER)
    tried_after = context.clock.now() - timedelta(hours=TRY_AGAIN_HOURS)
    is_tried = exists().where(
        AgencyLeftover.record_id == Record.id, AgencyLeftover.at > tried_after
    )
    query = select(Record.id).where(_is_of(work), ~is_tried)
    return list(session.scalars(query.order_by(Record.id).limit(BATCH)))


def _is_of(work: ClosingWork) -> ColumnElement[bool]:
    """Return the condition for records that the agency still has; erased ones hold nothing."""
    return (Record.agency_id == work.agency_id) & (Record.status != RecordStatus.ERASED)


def move_record(session: Session, context: Context, work: ClosingWork, record_id: int) -> None:
    """Move a record by the rules of a transfer, in one transaction; raise what they refuse.

    A record that moved meanwhile is left as it is.
    """
    actor_database_role.enter_role(session, work.giver)
    record = session.scalar(
        select(Record)
        .where(Record.id == record_id, Record.agency_id == work.agency_id)
        .with_for_update()
    )
    if record is None:
        return
    successor = session.get_one(Agency, work.receiver.agency_id)
    if record.status == RecordStatus.OPEN:
        transfer_id, _ = agency_transfers.offer_record(
            session,
            context,
            work.giver,
            record.public_id,
            to_agency=successor.code,
            reason=ApprovalKind.CLOSE_AGENCY,
            is_notified=False,
        )
        actor_database_role.enter_role(session, work.receiver)
        agency_transfers.accept_record(
            session,
            context,
            work.receiver,
            transfer_id,
            legal_basis=work.legal_basis,
            is_notified=False,
        )
    else:
        giver_kind = work.giver.agency_kind
        agency_transfers.check_can_own(session, context, record, giver_kind, successor)
        actor_database_role.enter_role(session, work.receiver)
        agency_transfers.take_closed(
            session, context, work.receiver, record, subject=work.public_id
        )
    role_switch.enter_role(session, DatabaseRole.WORKER)
    session.execute(delete(AgencyLeftover).where(AgencyLeftover.record_id == record_id))


def keep_record(
    session: Session, context: Context, work: ClosingWork, record_id: int, error: HomewardError
) -> None:
    """List a record that the rules refused as a leftover, with the code of the reason.

    A record that was erased meanwhile is left out.
    """
    role_switch.enter_role(session, DatabaseRole.WORKER)
    kind = session.scalar(select(Record.kind).where(Record.id == record_id))
    if kind is None:
        return
    session.execute(delete(AgencyLeftover).where(AgencyLeftover.record_id == record_id))
    row = {
        "record_id": record_id,
        "closing_id": work.id,
        "record_kind": kind,
        "reason": _reason_of(error),
        "at": context.clock.now(),
    }
    insert_rows(session, AgencyLeftover, [row])


def _reason_of(error: HomewardError) -> str:
    if isinstance(error, ExplainedError) and error.refusal is not None:
        return error.refusal.code
    return error.reason if isinstance(error, InvalidInput) else error.code


def end_pass(session: Session, context: Context, work: ClosingWork) -> None:
    """End a pass over the records: notify the successor once, and close an agency without records.

    Leftovers of records that people moved or erased are removed.
    """
    role_switch.enter_role(session, DatabaseRole.WORKER)
    closing = session.get_one(AgencyClosing, work.id)
    is_left = exists().where(Record.id == AgencyLeftover.record_id, _is_of(work))
    session.execute(delete(AgencyLeftover).where(AgencyLeftover.closing_id == work.id, ~is_left))
    if closing.moved_at is None:
        closing.moved_at = context.clock.now()
        notifications.notify_agency(
            session, context, closing.successor_id, kind=NotificationKind.AGENCY_TAKEN_OVER
        )
    if session.scalar(select(Record.id).where(_is_of(work)).limit(1)) is None:
        closing.ended_at = context.clock.now()
        session.flush()
        agency_endings.end(session, context, work.agency_id)
