"""Birthdays: the clock opens a task and writes a notification; a person ends the protection of a
child.

`ADULTHOOD_AHEAD_MONTHS` before the latest possible 18th birthday the task `adulthood_plan` opens
for the responsible agency of a record. On the birthday the responsible agency is notified. Sharing,
appointments, consents by guardians and the offer to child protection end when the birthday has
passed and a person ended the task, whichever is later. Until then the rules of a child go on
(`services.records.closing.adulthood`). Only one thing gets stricter by the clock: from the day on
which a person may be of age, no fact is released on a guardian's consent
(`services.sharing.permissions`).

Births are sealed, and a plain date column would reveal the birthday. So every open record of a
found person is checked once a day, as its agency, until its responsible agency was notified. Every
record with an active consent or without the task is checked as well. A missing report never lapses
at eighteen.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from core.clock import add_months
from core.codes.case import DeadlineKind
from core.codes.consent import ConsentState
from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind
from core.codes.records import RecordKind, RecordStatus
from core.policy.case.deadlines import ADULTHOOD_AHEAD_MONTHS
from core.policy.clock_steps import ClockStep
from core.policy.roles import Role
from models.case.contact import Guardian
from models.case.deadline import CaseDeadline
from models.consent.written_consent import Consent
from models.operations.job import Job
from models.oversight.decoy import Decoy
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.sql.in_list import in_values
from services.case.care import agency_transfers
from services.consent import written_consent
from services.disclosure import steps as disclosure_steps
from services.foundation import audit_log, jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.age_range import AgeRange
from services.records import register
from services.records.closing import adulthood, case_deadlines
from services.sharing import notifications

BATCH_SIZE = 1_000
SLICE_SIZE = 2_000  # ids that one job checks: under a second, after which urgent jobs come first


def plan_checks(session: Session, context: Context) -> None:
    """Enqueue the checks once per day, one job per slice of ids.

    The day is that of UTC, because birthdays begin at midnight.
    """
    today = datetime.combine(context.clock.now().date(), time(), UTC)
    is_planned = (
        select(Job.id)
        .where(Job.kind == JobKind.COMING_OF_AGE, Job.shard.is_not(None), Job.created_at >= today)
        .limit(1)
    )
    if session.scalar(is_planned) is None:
        last = session.scalar(select(func.max(Record.id))) or 0
        jobs.enqueue(
            session,
            context,
            JobKind.COMING_OF_AGE,
            [jobs.JobTarget(shard=number) for number in range(last // SLICE_SIZE + 1)],
        )


@dataclasses.dataclass(frozen=True, slots=True)
class DueRecord:
    """A record to check.

    `is_found`: the record of a found person whose responsible agency was not notified yet.
    `is_unplanned`: an open record without a task for the time after the birthday.
    """

    record_id: int
    agency_id: int
    is_found: bool
    is_unplanned: bool


DueAction = Callable[[Session, Context, int, int], object]
DueStep = tuple[ClockStep, DueAction, DueRecord]


def due_records(session: Session, number: int, *, after: int) -> list[DueRecord]:
    """Return the next records of a slice after the id `after`, at most `BATCH_SIZE`. For workers.

    A record is due for one of three reasons: an open found record whose responsible agency has no
    notification of the coming of age, an open record without the task for adulthood, or an active
    consent. Decoys are due only for a consent.
    """
    first, last = max(after, number * SLICE_SIZE), (number + 1) * SLICE_SIZE
    is_notified = notifications.has_notification(NotificationKind.CAME_OF_AGE)
    is_decoy = exists().where(Decoy.record_id == Record.id)
    has_consent = exists(Consent.record_id).where(
        Consent.record_id == Record.id, Consent.state == ConsentState.ACTIVE
    )
    is_found = and_(
        Record.kind == RecordKind.FOUND,
        Record.status == RecordStatus.OPEN,
        ~is_notified,
        ~is_decoy,
    )
    is_planned = exists().where(
        CaseDeadline.record_id == Record.id, CaseDeadline.kind == DeadlineKind.ADULTHOOD_PLAN
    )
    is_unplanned = and_(
        Record.status == RecordStatus.OPEN,
        ~is_planned,
        ~is_decoy,
    )
    query = select(Record.id, Record.agency_id, is_found, is_unplanned).where(
        Record.id > first, Record.id <= last
    )
    query = query.where(Record.status != RecordStatus.ERASED)
    rows = session.execute(
        query.where(or_(is_found, is_unplanned, has_consent)).order_by(Record.id).limit(BATCH_SIZE)
    )
    return [DueRecord(*row) for row in rows]


def due_steps(session: Session, context: Context, dues: Sequence[DueRecord]) -> list[DueStep]:
    """Return the steps due today for records of one agency; usually none.

    Only the births are opened. A person comes of age if the record was a child's when it was
    entered and is an adult's today. In doubt it is a child's. A record that a person closed needs
    no other decision.
    """
    by_id = {due.record_id: due for due in dues}
    steps: list[DueStep] = []
    with database_roles.as_role(
        session, DatabaseRole.ACTOR, RoleIdentity(agency_id=dues[0].agency_id)
    ):
        records = session.scalars(
            select(Record).where(in_values(session, Record.id, list(by_id))).order_by(Record.id)
        ).all()
        ages = written_consent.current_age_ranges(session, context, records)
        today = context.clock.now().date()
        decided = adulthood.decided_records(session, list(by_id))
        for record in records:
            due, age = by_id[record.id], ages[record.id]
            is_of_age = has_come_of_age(age, record, today)
            is_decided = record.id in decided or record.status != RecordStatus.OPEN
            is_outgrown = written_consent.has_outgrown_consent(session, context, record, age)
            if due.is_found and is_of_age:
                steps.append((ClockStep.COME_OF_AGE, notify_coming_of_age, due))
            if is_decided and (is_outgrown or (due.is_found and is_of_age)):
                steps.append((ClockStep.COME_OF_AGE, end_child_protection, due))
            is_near = is_of_age or is_outgrown or _is_nearly_adult(age, context.clock.now())
            if due.is_unplanned and is_near:
                steps.append((ClockStep.OPEN_PLAN, open_adulthood_plan, due))
    return steps


def has_come_of_age(age: AgeRange, record: Record, today: date) -> bool:
    """Return whether a child when the record was entered is certainly of age today."""
    return age.is_under_age(record.created_at.date()) and not age.is_under_age(today)


def _is_nearly_adult(age: AgeRange, now: datetime) -> bool:
    """Return whether a child's latest possible 18th birthday comes until the end of the month that
    is `ADULTHOOD_AHEAD_MONTHS` away.

    So every task of a month opens on its first day, and its day names no birthday.
    """
    month = datetime(now.year, now.month, 1, tzinfo=UTC)
    end = add_months(month, ADULTHOOD_AHEAD_MONTHS + 1).date() - timedelta(days=1)
    return age.is_under_age(now.date()) and not age.is_under_age(end)


@contextlib.contextmanager
def _locked_record(session: Session, record_id: int, agency_id: int) -> Iterator[Record]:
    """Lock a record as its responsible agency, and write the changes of the block as that
    agency.
    """
    with database_roles.as_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=agency_id)):
        yield session.scalars(select(Record).where(Record.id == record_id).with_for_update()).one()
        session.flush()


def open_adulthood_plan(session: Session, context: Context, record_id: int, agency_id: int) -> None:
    """Open the task of planning for the time after the 18th birthday, once a record."""
    with _locked_record(session, record_id, agency_id) as record:
        if record.status == RecordStatus.OPEN:
            case_deadlines.start_deadline(
                session, record, DeadlineKind.ADULTHOOD_PLAN, started_at=context.clock.now()
            )


def notify_coming_of_age(
    session: Session, context: Context, record_id: int, agency_id: int
) -> None:
    """Notify the responsible agency, once, that a found child is of age; nothing else changes."""
    with _locked_record(session, record_id, agency_id) as record:
        if record.status == RecordStatus.OPEN:
            notifications.notify_agency(
                session, context, agency_id, kind=NotificationKind.CAME_OF_AGE, record=record
            )
            audit_log.record_act(
                session, context, _clock(agency_id), "came_of_age", record.public_id
            )


def end_child_protection(
    session: Session, context: Context, record_id: int, agency_id: int
) -> None:
    """End what is for children, of a record about whose adulthood a person decided.

    Consents by guardians end if the person may be of age. The rest ends if a found person is
    certainly of age. It may be repeated.
    """
    written_consent.end_outgrown_consents(session, context, record_id, agency_id)
    with _locked_record(session, record_id, agency_id) as record:
        if record.status != RecordStatus.OPEN or record.kind != RecordKind.FOUND:
            return
        now = context.clock.now()
        age = written_consent.current_age_ranges(session, context, [record])[record_id]
        is_decided = bool(adulthood.decided_records(session, [record_id]))
        if not (is_decided and has_come_of_age(age, record, now.date())):
            return
        appointed = update(Guardian).where(
            Guardian.record_id == record_id, Guardian.ended_at.is_(None)
        )
        session.execute(appointed.values(ended_at=now))
        # A child found by police: an adult is not handed over to child protection, nor shown to it
        # as offered.
        agency_transfers.withdraw_hand_over(session, record_id)
        record.hand_over_due_at = None
        register.recompute_sharing(session, context, record)
        disclosure_steps.end_unpermitted_grants(session, context, _clock(agency_id), record)


def apply_decision(session: Session, context: Context, record_id: int) -> None:
    """End the protection of a child as soon as a person decided. For workers."""
    record = session.get(Record, record_id)
    if record is not None and adulthood.decided_records(session, [record_id]):
        end_child_protection(session, context, record_id, record.agency_id)


def _clock(agency_id: int) -> Actor:
    return Actor(role=Role.MATCHER, agency_id=agency_id, agency_kind="", state="")
