"""Deadlines: those between agencies are started here; those of a record's responsible agency by
`services.records.closing.case_deadlines`.

The responsible agency of an overdue deadline is notified first, then the agency's supervisors. A
deadline between agencies then goes to the state's desk, which sees its kind and whom to call.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from core.codes.case import DeadlineEnd, DeadlineKind
from core.codes.disclosure import Urgency
from core.codes.notifications import NotificationKind
from core.policy.case.deadlines import CASE_DEADLINES, DEADLINES, WITHIN_AGENCY
from core.policy.roles import Role
from core.policy.sharing.disclosure import ESCALATE_AFTER_HOURS, FIRST_REVIEW_HOURS
from matching import BANDS
from models.case.deadline import CaseDeadline
from models.consent.written_consent import RiskAssessment
from models.oversight.decoy import Decoy
from models.records.record import Record
from models.sql.bulk import insert_rows
from services.foundation.context import Context
from services.sharing import notifications

STRONG_BAND = BANDS.index("strong")
SUPERVISOR_LEVEL, DESK_LEVEL = 1, 2
PAGE = 200


@dataclasses.dataclass(frozen=True, slots=True)
class DeadlineSubject:
    """The agency and state that must act, and the record that the deadline is about.

    `match_id` and `disclosure_id` are None for a deadline that is about the record only.
    """

    agency_id: int
    state: str
    record_id: int
    match_id: int | None = None
    disclosure_id: int | None = None


def start_deadline(
    session: Session,
    context: Context,
    kind: str,
    subject: DeadlineSubject,
    *,
    hours: int,
    is_urgent: bool,
) -> None:
    """Start a deadline that is due in `hours`, even if one of this kind runs.

    `is_urgent` marks it as urgent in lists. The row is written without RETURNING, because the
    agency that must act may be another one.
    """
    now = context.clock.now()
    due = now + timedelta(hours=hours)
    row = {
        "public_id": uuid4(),
        "kind": kind,
        **dataclasses.asdict(subject),
        "is_urgent": is_urgent,
        "started_at": now,
        "due_at": due,
        "escalate_at": due,
        "met_at": None,
        "level": 0,
        "ended_by": None,
    }
    insert_rows(session, CaseDeadline, [row])


def is_running(session: Session, kind: str, *, agency_id: int, record_id: int) -> bool:
    """Return whether a deadline of this kind runs for a record and an agency.

    An agency reads only its own deadlines.
    """
    running = select(CaseDeadline.id).where(
        CaseDeadline.kind == kind,
        CaseDeadline.agency_id == agency_id,
        CaseDeadline.record_id == record_id,
        CaseDeadline.met_at.is_(None),
    )
    return session.scalar(running.limit(1)) is not None


def start_first_reviews(session: Session, context: Context, record_id: int) -> int:
    """Start the deadline of the first review for each agency that has a notification of a strong
    match.

    `record_id` is one record of the matches. A deadline is urgent if the agency assessed a risk of
    its own record. The assessments of the other side stay hidden. A match and agency get one such
    deadline, so a repeated call starts none. Return the number started. Workers call this after
    they write the notifications.
    """
    notified = notifications.notified_matches(session, record_id, band=STRONG_BAND)
    started = session.execute(
        select(CaseDeadline.match_id, CaseDeadline.agency_id).where(
            CaseDeadline.kind == DeadlineKind.FIRST_REVIEW,
            CaseDeadline.match_id.in_([one.match_id for one in notified]),
        )
    )
    running = {(row.match_id, row.agency_id) for row in started}
    new = [one for one in notified if (one.match_id, one.agency_id) not in running]
    own_ids = [one.record_id for one in new]
    acting_by = select(RiskAssessment.record_id).where(
        RiskAssessment.record_id.in_(own_ids), RiskAssessment.act_by.is_not(None)
    )
    urgent = set(session.scalars(acting_by))
    query = select(Record.id, Record.state).where(Record.id.in_(own_ids))
    states = {row.id: row.state for row in session.execute(query)}
    for one in new:
        is_urgent = one.record_id in urgent
        subject = DeadlineSubject(one.agency_id, states[one.record_id], one.record_id, one.match_id)
        hours = FIRST_REVIEW_HOURS[Urgency.URGENT if is_urgent else Urgency.ORDINARY]
        start_deadline(
            session, context, DeadlineKind.FIRST_REVIEW, subject, hours=hours, is_urgent=is_urgent
        )
    return len(new)


def complete_deadline(
    session: Session, context: Context, kind: str, *, agency_id: int, about: ColumnElement[bool]
) -> None:
    """End the running deadlines of a kind for an agency as met by an act (`DeadlineEnd.ACT`).

    `about` is a condition on `CaseDeadline` that selects the rows. One statement ends all of them.
    No effect if none of them runs.
    """
    session.execute(
        update(CaseDeadline)
        .where(
            CaseDeadline.kind == kind,
            CaseDeadline.agency_id == agency_id,
            CaseDeadline.met_at.is_(None),
            about,
        )
        .values(met_at=context.clock.now(), ended_by=DeadlineEnd.ACT)
    )


BETWEEN_AGENCIES = frozenset(DEADLINES) - CASE_DEADLINES
BATCH_SIZE, CASE_BATCH_SIZE = 500, 2_000  # a run; those between agencies go first


def escalate_overdue(session: Session, context: Context) -> int:
    """Escalate overdue deadlines by one step; return how many. For workers.

    The responsible agency is notified first, then the agency's supervisors. Then the state's desk
    sees it. A deadline of the supervisors begins with the supervisors. A deadline of a single
    record does not leave its agency.
    """
    now = context.clock.now()
    late = [
        *_overdue(session, now, BETWEEN_AGENCIES - WITHIN_AGENCY, DESK_LEVEL, limit=BATCH_SIZE),
        *_overdue(session, now, WITHIN_AGENCY, SUPERVISOR_LEVEL, limit=BATCH_SIZE),
        *_overdue(session, now, CASE_DEADLINES, SUPERVISOR_LEVEL, limit=CASE_BATCH_SIZE),
    ]
    sent: set[tuple[notifications.NotificationSubject, NotificationKind]] = set()
    for deadline in late:
        about = notifications.NotificationSubject(
            deadline.agency_id, deadline.record_id, deadline.match_id
        )
        kind = _escalate(deadline, now)
        # of one record once a run, however many of its deadlines are overdue
        if kind is not None and (deadline.kind not in CASE_DEADLINES or (about, kind) not in sent):
            sent.add((about, kind))
            notifications.notify_of_event(session, context, about, kind=kind)
    session.flush()
    return len(late)


def _overdue(
    session: Session, now: datetime, kinds: frozenset[str], last_level: int, *, limit: int
) -> Sequence[CaseDeadline]:
    """Return at most `limit` overdue deadlines of these kinds, locked, by id.

    Deadlines at `last_level`, and deadlines of decoys, are left out.
    """
    return session.scalars(
        select(CaseDeadline)
        .where(
            CaseDeadline.kind.in_(sorted(kinds)),
            CaseDeadline.met_at.is_(None),
            CaseDeadline.level < last_level,
            CaseDeadline.escalate_at <= now,
            ~exists().where(Decoy.record_id == CaseDeadline.record_id),
        )
        .order_by(CaseDeadline.id)
        .limit(limit)
        .with_for_update()
    ).all()


def _escalate(deadline: CaseDeadline, now: datetime) -> NotificationKind | None:
    """Take an overdue deadline a step further; return the notification to write."""
    wait = ESCALATE_AFTER_HOURS[Urgency.URGENT if deadline.is_urgent else Urgency.ORDINARY]
    deadline.escalate_at = now + timedelta(hours=wait)
    rule = DEADLINES[DeadlineKind(deadline.kind)]
    is_supervisors = rule.role is Role.SUPERVISOR
    if deadline.role_notified_at is None and not is_supervisors:
        deadline.role_notified_at = now
        return NotificationKind.DEADLINE_PASSED
    deadline.level += 1
    return rule.overdue_notification if deadline.level == SUPERVISOR_LEVEL else None
