"""Deadlines of a record for its responsible agency. An event starts them; a fact ends them in the
transaction that writes the fact.

The table of deadlines is `core.policy.case.deadlines`. `services.case.record_deadlines` lists them
and lets people end them. `services.case.deadlines` escalates overdue ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.case import DeadlineEnd, DeadlineKind
from core.codes.records import RecordKind, RecordStatus
from core.policy.case.deadlines import (
    CASE_DEADLINES,
    DEADLINES,
    LAPSING_STARTS,
    DeadlineFact,
    DeadlineRule,
    DeadlineStart,
    hours_of,
    rules_from,
)
from models.agencies.agency import Agency
from models.case.contact import Guardian
from models.case.deadline import CaseDeadline
from models.records.photo import RecordPhoto
from models.records.record import Record
from models.records.record_link import RecordLink
from models.sql.bulk import insert_rows
from services.foundation.context import Context
from services.records.intake.preparation import PreparedRecord

# kind of record -> the deadlines that its registration starts
REGISTRATION_DEADLINES = {
    RecordKind.MISSING: rules_from(DeadlineStart.REPORTED),
    RecordKind.FOUND: rules_from(DeadlineStart.FOUND),
}
URGENT_HOURS = (
    1  # a deadline of so many hours reaches the supervisor an hour after its responsible agency
)


def open_records(
    session: Session,
    context: Context,
    agency: Agency,
    registered: Iterable[tuple[int, PreparedRecord]],
    *,
    is_from_file: bool = False,
) -> None:
    """Start the deadlines of reports and found children that an agency registered or opened again.

    `registered` has the id and the prepared version of each record. A fact that a report holds
    already ends its deadline at once. A found child gets a deadline only if it lacks the fact.

    A report of a person is made now. A report from a file, or of software, was made before: its
    hours count from the last possible day of the event. What was due before the registration is
    a task of the list, without a notification. The report to the police is due at the import, which
    asks for it once; it is listed with what was due before.
    """
    now = context.clock.now()
    rows: list[dict[str, Any]] = []
    for record_id, prepared in registered:
        facts = _held(prepared, agency)
        since = _reported_at(prepared, now) if is_from_file else now
        for kind, rule in _rules_of(prepared.kind).items():
            if _runs(rule, facts, is_child=prepared.is_minor):
                row = _row(kind, record_id, agency, started_at=since if rule.is_notified else now)
                row["started_at"] = since
                if is_from_file and row["due_at"] <= now:
                    row["escalate_at"] = None
                rows.append(_ended(row, now) if rule.fulfilled_by & facts else row)
    insert_rows(session, CaseDeadline, rows)


def _reported_at(prepared: PreparedRecord, now: datetime) -> datetime:
    """Return when a report from a file was made: the end of the last possible day of its event."""
    if prepared.kind != RecordKind.MISSING or prepared.event_day is None:
        return now
    return min(now, datetime.combine(prepared.event_day, time.max, UTC))


def _rules_of(kind: str) -> dict[DeadlineKind, DeadlineRule]:
    """Return the deadlines that the registration of a kind of record starts."""
    return REGISTRATION_DEADLINES.get(RecordKind(kind), {})


def _runs(rule: DeadlineRule, facts: frozenset[DeadlineFact], *, is_child: bool) -> bool:
    is_opened = rule.opened_by is None or rule.opened_by in facts
    is_needed = rule.start is not DeadlineStart.FOUND or not rule.fulfilled_by & facts
    return is_opened and is_needed and (is_child or not rule.is_of_children)


def _held(prepared: PreparedRecord, agency: Agency) -> frozenset[DeadlineFact]:
    """Return the facts of a version, with those that depend on whose record it is."""
    facts = set(prepared.deadline_facts)
    if agency.kind == AgencyKind.POLICE:
        facts.add(DeadlineFact.POLICE_INFORMED)
    if prepared.named_states - {agency.state}:
        facts.add(DeadlineFact.LIKELY_STATES_NAMED)
    return frozenset(facts)


def _row(
    kind: DeadlineKind, record_id: int, agency: Agency, *, started_at: datetime
) -> dict[str, Any]:
    rule = DEADLINES[kind]
    hours = hours_of(rule)
    due = started_at + timedelta(hours=hours)
    return {
        "public_id": uuid4(),
        "kind": kind,
        "agency_id": agency.id,
        "state": agency.state,
        "record_id": record_id,
        "match_id": None,
        "disclosure_id": None,
        "is_urgent": hours <= URGENT_HOURS,
        "started_at": started_at,
        "due_at": due,
        "escalate_at": due if rule.is_notified else None,
        "met_at": None,
        "level": 0,
        "ended_by": None,
    }


def _ended(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    return row | {"met_at": now, "ended_by": DeadlineEnd.FACT}


def follow_version(
    session: Session, context: Context, record: Record, prepared: PreparedRecord
) -> None:
    """Let the deadlines of a record follow its next version: end those whose fact it holds, start
    those that it makes necessary.
    """
    rules = _rules_of(record.kind)
    if not rules or record.status != RecordStatus.OPEN:
        return
    query = select(CaseDeadline.kind).where(
        CaseDeadline.record_id == record.id, CaseDeadline.kind.in_(rules)
    )
    started = set(session.scalars(query))
    agency = session.get_one(Agency, record.agency_id)
    facts, now = _held(prepared, agency), context.clock.now()
    rows = [
        _row(kind, record.id, agency, started_at=now)
        for kind, rule in rules.items()
        if kind not in started and _runs(rule, facts, is_child=prepared.is_minor)
    ]
    insert_rows(session, CaseDeadline, rows)
    _end(session, [record.id], facts, now)


def record_fact(session: Session, context: Context, record: Record, fact: DeadlineFact) -> None:
    """End the deadlines that a fact fulfils, of a record and of the open reports that it led to."""
    led_to = (
        select(RecordLink.linked_id)
        .join(Record, Record.id == RecordLink.linked_id)
        .where(RecordLink.record_id == record.id, Record.status == RecordStatus.OPEN)
    )
    _end(session, [record.id, *session.scalars(led_to)], {fact}, context.clock.now())


def inherit_facts(session: Session, context: Context, report: Record, record: Record) -> None:
    """End the deadlines of a report that the record it follows fulfils: its photo and guardian."""
    facts = set()
    if session.get(RecordPhoto, record.id) is not None:
        facts.add(DeadlineFact.PHOTO_HELD)
    appointed = select(Guardian.id).where(
        Guardian.record_id == record.id, Guardian.ended_at.is_(None), ~Guardian.has_conflict
    )
    if session.scalar(appointed.limit(1)) is not None:
        facts.add(DeadlineFact.GUARDIAN_APPOINTED)
    _end(session, [report.id], facts, context.clock.now())


def _end(
    session: Session, record_ids: Sequence[int], facts: Set[DeadlineFact], now: datetime
) -> None:
    kinds = [kind for kind, rule in DEADLINES.items() if rule.fulfilled_by & facts]
    if kinds:
        _close(session, record_ids, kinds, now=now, end=DeadlineEnd.FACT)


def _close(
    session: Session,
    record_ids: Sequence[int],
    kinds: Iterable[str],
    *,
    now: datetime,
    end: DeadlineEnd,
) -> None:
    running = update(CaseDeadline).where(
        CaseDeadline.record_id.in_(record_ids),
        CaseDeadline.kind.in_(sorted(kinds)),
        CaseDeadline.met_at.is_(None),
    )
    session.execute(running.values(met_at=now, ended_by=end))


def start_deadline(
    session: Session, record: Record, kind: DeadlineKind, *, started_at: datetime
) -> None:
    """Start a deadline of the responsible agency of a record, unless one of this kind runs."""
    query = select(CaseDeadline.id).where(
        CaseDeadline.record_id == record.id,
        CaseDeadline.kind == kind,
        CaseDeadline.met_at.is_(None),
    )
    if session.scalar(query.limit(1)) is None:
        agency = session.get_one(Agency, record.agency_id)
        insert_rows(session, CaseDeadline, [_row(kind, record.id, agency, started_at=started_at)])


def end_search(session: Session, context: Context, record: Record) -> None:
    """Let the deadlines of a search lapse: the person is back, or the record is closed.

    A conference on many absences, a return interview and a plan for adulthood stay.
    """
    kinds = [kind for kind, rule in DEADLINES.items() if rule.start in LAPSING_STARTS]
    now = context.clock.now()
    _close(session, [record.id], kinds, now=now, end=DeadlineEnd.LAPSED)


def move_to_responsible_agency(session: Session, record: Record) -> None:
    """Give the deadlines of a record that changed hands to its new responsible agency."""
    of_record = update(CaseDeadline).where(
        CaseDeadline.record_id == record.id, CaseDeadline.kind.in_(sorted(CASE_DEADLINES))
    )
    session.execute(of_record.values(agency_id=record.agency_id, state=record.state))
