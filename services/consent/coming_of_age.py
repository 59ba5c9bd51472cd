"""Birthdays: consents by guardians end when a person may be of age; an adult's sharing changes.

From the day on which a person may be of age, no guardian may consent for them. For a found person
who is certainly of age, the sharing is computed again. Births are sealed, and a plain date column
would reveal the birthday. So every open record of a found person is checked once a day, as its
agency, until its owner was notified. Every record with an active consent is checked as well. A
missing report never lapses at eighteen.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from core.codes.consent import ConsentState
from core.codes.notices import NoticeKind
from core.codes.operations import JobKind
from core.codes.records import RecordKind, RecordStatus, TransferStatus
from core.policy.roles import Role
from models.case.contact import Guardian
from models.case.transfer import Transfer
from models.consent.consent import Consent
from models.operations.job import Job
from models.oversight.canary import Canary
from models.records.notice import Notice
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.sql.in_list import in_values
from services.consent import consents
from services.disclosure import steps as disclosure_steps
from services.foundation import audit_log, jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import records
from services.sharing import notices

BATCH_SIZE = 1_000
LIMIT_A_JOB = 200  # a wrong system clock must not end the protection of all people at once
SLICE_SIZE = 2_000  # ids that one job checks: under a second, after which urgent jobs come first


def plan_checks(session: Session, context: Context) -> None:
    """Enqueue the checks once per day, one job per slice of ids.

    The day is that of UTC, because birthdays begin at midnight.
    """
    today = datetime.combine(context.clock.now().date(), time(), UTC)
    is_planned = (
        select(Job.id).where(Job.kind == JobKind.COMING_OF_AGE, Job.created_at >= today).limit(1)
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
    """A record to check; `is_found`: a found person whose owner was not notified yet."""

    record_id: int
    agency_id: int
    is_found: bool


DueAction = Callable[[Session, Context, int, int], object]


def due_records(session: Session, number: int, *, after: int) -> list[DueRecord]:
    """Return records of a slice to check, from an id on; for workers.

    These are found people except canaries, and all records with an active consent.
    """
    first, last = max(after, number * SLICE_SIZE), (number + 1) * SLICE_SIZE
    is_told = exists().where(Notice.record_id == Record.id, Notice.kind == NoticeKind.CAME_OF_AGE)
    is_canary = exists().where(Canary.record_id == Record.id)
    has_consent = exists(Consent.record_id).where(
        Consent.record_id == Record.id, Consent.state == ConsentState.ACTIVE
    )
    is_found = and_(
        Record.kind == RecordKind.FOUND, Record.status == RecordStatus.OPEN, ~is_told, ~is_canary
    )
    query = select(Record.id, Record.agency_id, is_found).where(
        Record.id > first, Record.id <= last
    )
    query = query.where(Record.status != RecordStatus.ERASED)
    rows = session.execute(
        query.where(or_(is_found, has_consent)).order_by(Record.id).limit(BATCH_SIZE)
    )
    return [DueRecord(*row) for row in rows]


def due_actions(
    session: Session, context: Context, dues: Sequence[DueRecord]
) -> list[tuple[DueAction, DueRecord]]:
    """Return the actions due today for records of one agency; usually none.

    Only the births are opened. A person comes of age if the record was a child's when it was
    entered and is an adult's today. In doubt it is a child's.
    """
    by_id = {due.record_id: due for due in dues}
    acts: list[tuple[DueAction, DueRecord]] = []
    with database_roles.as_role(
        session, DatabaseRole.ACTOR, RoleIdentity(agency_id=dues[0].agency_id)
    ):
        found = session.scalars(
            select(Record).where(in_values(session, Record.id, list(by_id))).order_by(Record.id)
        ).all()
        ages, today = (
            consents.current_age_ranges(session, context, found),
            context.clock.now().date(),
        )
        for record in found:
            due, old = by_id[record.id], ages[record.id]
            if due.is_found and old.is_child(record.created_at.date()) and not old.is_child(today):
                acts.append((apply_coming_of_age, due))
            elif consents.has_outgrown_consent(session, context, record, old):
                acts.append((consents.end_outgrown_consents, due))
    return acts


def apply_coming_of_age(session: Session, context: Context, record_id: int, agency_id: int) -> None:
    """Apply all effects of coming of age, and notify the owner; both happen once."""
    clock = Actor(role=Role.MATCHER, agency_id=agency_id, agency_kind="", state="")
    consents.end_outgrown_consents(session, context, record_id, agency_id)
    with database_roles.as_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=agency_id)):
        record = session.scalars(
            select(Record).where(Record.id == record_id).with_for_update()
        ).one()
        if record.status != RecordStatus.OPEN:
            return
        now = context.clock.now()
        appointed = update(Guardian).where(
            Guardian.record_id == record_id, Guardian.ended_at.is_(None)
        )
        session.execute(appointed.values(ended_at=now))
        # A child found by police: an adult is not handed over to child protection, nor shown to it
        # as offered.
        offered = update(Transfer).where(
            Transfer.record_id == record_id, Transfer.status == TransferStatus.OFFERED
        )
        session.execute(
            offered.where(Transfer.is_hand_over).values(
                status=TransferStatus.WITHDRAWN, decided_at=now
            )
        )
        record.hand_over_due_at = None
        records.recompute_sharing(session, context, record)
        disclosure_steps.end_unpermitted_grants(session, context, clock, record)
        notices.notify_agency(
            session, context, agency_id, kind=NoticeKind.CAME_OF_AGE, record=record
        )
        act = audit_log.AuditEvent(
            "came_of_age",
            subject=record.public_id,
            records=(audit_log.ShownRecord(record.public_id),),
        )
        audit_log.record_event(session, context, clock, act)
        session.flush()
