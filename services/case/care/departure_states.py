"""The states of a report of a child missing from care: which were notified, when, and which wait.

The desks that see the report follow from `core.policy.case.missing_from_care`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.approvals import ApprovalKind
from core.codes.missing_from_care import NotSent, StateDanger
from core.codes.notifications import NotificationKind
from core.codes.records import RecordStatus, ReporterCheck
from core.errors import InvalidInput
from core.policy.case import missing_from_care
from core.policy.case.missing_from_care import AT_ONCE_WITHIN_DAYS, MAX_AT_ONCE
from core.policy.participating_states import STATES
from core.policy.sharing.views import Audience, View
from core.published import published
from models.case.care_confirmation import CareConfirmation
from models.case.missing_from_care import MissingFromCareState
from models.oversight.approval import Approval
from models.records.record import Record, RecordShare
from models.sql import locks
from models.sql.bulk import insert_rows
from models.sql.locks import Lock
from services.approvals import approval_requests
from services.foundation import dual_control
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.limits import rate_limits
from services.reporter_check import identity_authors
from services.sharing import desks, notifications
from services.sharing.desks import DeskEntry
from services.sharing.notifications import SentNotification

SENT_KINDS = (NotificationKind.MISSING_FROM_CARE, NotificationKind.MISSING_FROM_CARE_NO_CONTACT)
# An approval of one of these kinds checks the report.
APPROVAL_KINDS = (
    ApprovalKind.MISSING_FROM_CARE,
    ApprovalKind.MISSING_FROM_CARE_WAITS,
    ApprovalKind.REPORTER_CHECK,
)


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class DeskTold:
    """A desk with its telephone number; the times are None before.

    `deleted_at`: after a refusal, when it confirmed that its copies are deleted.
    """

    name: str
    phone: str
    sent_at: datetime | None
    read_at: datetime | None
    deleted_at: datetime | None


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class StateOutcome:
    """What a state knows of the report: when it was sent, or why it was not.

    `danger` is who could harm the child there. `sent_at` is None if no desk was notified.
    `not_sent` is None if one was notified and no second person refused the report. `waits_until` is
    the end of the time for the second person, None if none decides or without a limit. `desks` are
    those to call; empty if a call could harm the child.
    """

    state: str
    danger: str
    is_own_state: bool
    sent_at: datetime | None
    not_sent: NotSent | None
    waits_until: datetime | None
    desks: tuple[DeskTold, ...]


def read_states(entries: Iterable[str]) -> dict[str, StateDanger]:
    """Return the states of the form, each with who could harm the child there.

    Each entry is `state:danger`. Raise `InvalidInput` for an unknown state, an unknown or missing
    danger, and a state with two dangers.
    """
    named: dict[str, StateDanger] = {}
    for entry in entries:
        state, _, danger = entry.partition(":")
        if state not in STATES:
            raise InvalidInput("likely_states", "unknown_state")
        if danger not in set(StateDanger):
            raise InvalidInput("likely_states", "danger_missing")
        if named.setdefault(state, StateDanger(danger)) != danger:
            raise InvalidInput("likely_states", "danger_twice")
    return named


def is_known_by_another(session: Session, context: Context, actor: Actor, record: Record) -> bool:
    """Return whether another, independent person registered the child or confirmed its care.

    A registration does not count after the actor edited a compared fact of the child.
    """
    decider = dual_control.find_decider(session, context, actor)

    def is_another(user_id: int | None) -> bool:
        return user_id is not None and decider.is_independent_of(user_id)

    query = select(CareConfirmation.confirmed_by).where(
        CareConfirmation.record_id == record.id, CareConfirmation.ended_at.is_(None)
    )
    if is_another(session.scalar(query)):
        return True
    is_edited = actor.user_id in identity_authors.identity_authors(session, record)
    return is_another(record.registered_by) and not is_edited


def has_reached_limit(session: Session, context: Context, actor: Actor) -> bool:
    """Return whether the person has already filed `MAX_AT_ONCE` reports that were shared at once.

    Locks the count until the transaction ends.
    """
    locks.take_lock(session, Lock.QUOTA, actor.user_id or 0)
    freed_at = rate_limits.freed_at(
        session,
        Approval.asked_at,
        Approval.kind == ApprovalKind.MISSING_FROM_CARE,
        Approval.asked_by == actor.user_id,
        most=MAX_AT_ONCE,
        window=timedelta(days=AT_ONCE_WITHIN_DAYS),
        now=context.clock.now(),
    )
    return freed_at is not None


def store_states(session: Session, report: Record, dangers: Mapping[str, StateDanger]) -> None:
    """Store the states of a new report."""
    rows = [
        {"record_id": report.id, "state": state, "danger": danger}
        for state, danger in dangers.items()
    ]
    insert_rows(session, MissingFromCareState, rows)


def notify_desks(session: Session, context: Context, report: Record) -> tuple[DeskEntry, ...]:
    """Notify the desks that the report now reaches, once each; return those notified now.

    Of an adult's report only contact desks are notified.
    """
    query = select(RecordShare.state, RecordShare.audience).where(
        RecordShare.record_id == report.id, RecordShare.view > int(View.NONE)
    )
    reached = {(state, audience) for state, audience in session.execute(query)}
    kind = (
        NotificationKind.MISSING_FROM_CARE_NO_CONTACT
        if report.no_family_contact
        else NotificationKind.MISSING_FROM_CARE
    )
    return tuple(
        desk
        for desk in _desks_to_tell(session, report, reached)
        if (desk.is_state_desk or _is_of_child(session, report))
        and notifications.notify_agency(session, context, desk.agency_id, kind=kind, record=report)
    )


def _is_of_child(session: Session, report: Record) -> bool:
    query = select(MissingFromCareState.record_id).where(
        MissingFromCareState.record_id == report.id
    )
    return session.scalar(query.limit(1)) is not None


def _desks_to_tell(
    session: Session, report: Record, reached: set[tuple[str, str]]
) -> list[DeskEntry]:
    """Return the contact desk of each state that the report reaches, and the police of a state
    whose contact desk it does not reach or that is the state of the report.
    """
    desks_by_agency: dict[int, DeskEntry] = {}  # an agency may have several desks
    for desk in desks.directory_desks(session, {state for state, _ in reached}):
        is_reached = (desk.state, _audience(desk)) in reached
        has_contact = (desk.state, Audience.PROTECTION) in reached and desk.state != report.state
        is_police = _audience(desk) is Audience.POLICE
        if is_reached and (desk.is_state_desk or (is_police and not has_contact)):
            desks_by_agency.setdefault(desk.agency_id, desk)
    desks_by_agency.pop(report.agency_id, None)
    return list(desks_by_agency.values())


def _audience(desk: DeskEntry) -> Audience:
    is_police = desk.agency_kind == AgencyKind.POLICE
    return Audience.POLICE if is_police else Audience.PROTECTION


def read_outcomes(session: Session, report: Record) -> tuple[StateOutcome, ...]:
    """Return what each state of a report knows, the own state first; empty for an adult.

    The caller checks that the report is the actor's.
    """
    query = select(MissingFromCareState).where(MissingFromCareState.record_id == report.id)
    rows = session.scalars(query.order_by(MissingFromCareState.state)).all()
    barred = set(
        session.scalars(
            select(RecordShare.state).where(
                RecordShare.record_id == report.id,
                RecordShare.view == int(View.NONE),
                ~RecordShare.hides_appearance,  # a bar until the approval
            )
        )
    )
    notified = _Told(
        notifications.sent_notifications(session, report.id, SENT_KINDS),
        notifications.sent_notifications(
            session, report.id, (NotificationKind.MISSING_FROM_CARE_WITHDRAWN,)
        ),
    )
    waiting = next(
        (
            approval
            for kind in APPROVAL_KINDS
            if (approval := approval_requests.waiting(session, kind, report.public_id)) is not None
        ),
        None,
    )
    outcomes = [
        _outcome(session, report, row, barred=barred, notified=notified, waiting=waiting)
        for row in rows
    ]
    return tuple(sorted(outcomes, key=lambda outcome: not outcome.is_own_state))


@dataclasses.dataclass(frozen=True, slots=True)
class _Told:
    """The notifications of a report, and those that ask to delete it, by the notified agency."""

    sent: Mapping[int, SentNotification]
    withdrawn: Mapping[int, SentNotification]

    def describe(self, desk: DeskEntry) -> DeskTold:
        """Return a desk with its times."""
        sent, withdrawn = self.sent.get(desk.agency_id), self.withdrawn.get(desk.agency_id)
        return DeskTold(
            name=desk.name,
            phone=desk.phone,
            sent_at=None if sent is None else sent.sent_at,
            read_at=None if sent is None else sent.read_at,
            deleted_at=None if withdrawn is None else withdrawn.read_at,
        )


def _outcome(
    session: Session,
    report: Record,
    row: MissingFromCareState,
    *,
    barred: set[str],
    notified: _Told,
    waiting: Approval | None,
) -> StateOutcome:
    is_own_state = row.state == report.state
    danger = StateDanger(row.danger)
    to_call = _to_call(session, report, row, notified) if row.state not in barred else ()
    sent_at = min((desk.sent_at for desk in to_call if desk.sent_at is not None), default=None)
    is_open = report.reporter_check != ReporterCheck.FLAGGED and sent_at is not None
    not_sent = None if is_open else _reason(report, to_call, row, barred, waiting)
    return StateOutcome(
        state=row.state,
        danger=danger,
        is_own_state=is_own_state,
        sent_at=sent_at,
        not_sent=not_sent,
        waits_until=waiting.due_at if waiting and not_sent is NotSent.APPROVAL else None,
        desks=() if danger is StateDanger.AUTHORITY and sent_at is None else to_call,
    )


def _to_call(
    session: Session, report: Record, row: MissingFromCareState, notified: _Told
) -> tuple[DeskTold, ...]:
    """Return the desks of a state that the report reaches now or after the approval."""
    after = missing_from_care.reach(
        StateDanger(row.danger), ReporterCheck.CHECKED, is_own_state=row.state == report.state
    )
    reached = {(row.state, audience.value) for audience in after.audiences}
    return tuple(notified.describe(desk) for desk in _desks_to_tell(session, report, reached))


def _reason(
    report: Record,
    to_call: tuple[DeskTold, ...],
    row: MissingFromCareState,
    barred: set[str],
    waiting: Approval | None,
) -> NotSent:
    if row.state in barred:
        return NotSent.BARRED
    if report.status != RecordStatus.OPEN:
        return NotSent.CLOSED
    if report.reporter_check == ReporterCheck.FLAGGED:
        return NotSent.REFUSED
    if not to_call:
        return NotSent.OWN_DESK if row.state == report.state else NotSent.NO_DESK
    reached = missing_from_care.reach(
        StateDanger(row.danger), report.reporter_check, is_own_state=row.state == report.state
    )
    is_waiting = waiting is not None and not reached.audiences
    return NotSent.APPROVAL if is_waiting else NotSent.NO_DESK
