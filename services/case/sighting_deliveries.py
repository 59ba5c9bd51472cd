"""Sightings at the desk of the report: delivering, reading, accepting and rejecting them.

The responsible agency of the report reads each sighting, and the police of its state those of which
they learned by the table of events. No function here answers the sender.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, literal, or_, select, update
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.notifications import NotificationKind
from core.codes.records import RecordStatus
from core.codes.sightings import SightingState, SightingTeller
from core.errors import NotFound, require_found
from core.policy.actions import Action
from core.policy.case.sightings import (
    KEPT_DAYS,
    SIGHTED_KINDS,
    SIGHTING_PROCESS,
    SOURCES_BY_TELLER,
    SightingSide,
)
from core.policy.fields import FieldClass
from core.policy.process import DoneStep, NextSteps, Situation
from core.policy.records.provenance import DEFAULT_HANDLING, UNKNOWN_QUALITY
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.case.sighting import Sighting, SightingDelivery
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.sql.bulk import insert_rows
from services.case.sightings import sighting_place
from services.foundation import audit_log, data_keys, process_steps
from services.foundation.actor import MATCHER, Actor, require, require_reason
from services.foundation.context import Context
from services.foundation.facts import provenance
from services.foundation.facts.intake_row import Row
from services.foundation.process_steps import Subject, Task
from services.records import register, repository
from services.records.register import Edit
from services.sharing import contact_desks, desks, notifications, visibility
from services.sharing.notifications import NotificationSubject
from services.sharing.visibility import VisibleRecord

ROUTE = "route"


@dataclasses.dataclass(frozen=True, slots=True)
class ReceivedSighting:
    """A sighting of the person of a report, as its desk or the police of its state read it.

    `desk` is the sender's entry in the directory, else that of its state; "" if the sender did not
    give it, and while the report is kept from the sender's state (`is_kept`): do not call then.
    `reason` is that of the decision; "" before, and for the police. `no_family_contact`: the
    reader must not contact the family.
    """

    id: UUID
    record: UUID
    state: SightingState
    is_responsible: bool
    person: str
    grounds: str
    country: str
    place: str
    seen_at: datetime
    certainty: str
    teller: SightingTeller
    desk: str
    is_kept: bool
    no_family_contact: bool
    sent_at: datetime
    police_notified_at: datetime | None
    decided_at: datetime | None
    reason: str
    next_steps: NextSteps


@dataclasses.dataclass(frozen=True, slots=True)
class SightingLine:
    """A received sighting without its text."""

    record: UUID
    state: SightingState
    is_responsible: bool
    delivered_at: datetime


def answer_place(public_id: UUID) -> SealPlace:
    """Return where the sealed reason of a decision is stored."""
    return SealPlace("sighting_delivery", public_id, FieldClass.F4B.value, 1)


def deliver(session: Session, context: Context) -> int:
    """Deliver the sightings that were sent since the last job; return how many. For workers.

    A sighting of no report is only marked as processed, like every other. The text stays sealed.
    """
    rows = session.execute(
        select(Sighting.id, Sighting.public_id, Sighting.reference)
        .where(Sighting.processed_at.is_(None))
        .order_by(Sighting.id)
        .with_for_update()
    ).all()
    reports = {
        record.public_id: record
        for record in session.scalars(
            select(Record).where(
                Record.public_id.in_([row.reference for row in rows]),
                Record.kind.in_(sorted(SIGHTED_KINDS)),
                Record.status != RecordStatus.ERASED,
            )
        )
    }
    now, delivered = context.clock.now(), 0
    for row in rows:
        if (report := reports.get(row.reference)) is not None:
            _deliver_to(session, context, row.id, row.public_id, report)
            delivered += 1
    ids = [row.id for row in rows]
    session.execute(update(Sighting).where(Sighting.id.in_(ids)).values(processed_at=now))
    return delivered


def _deliver_to(
    session: Session, context: Context, sighting_id: int, public_id: UUID, report: Record
) -> None:
    """Deliver a sighting to the responsible agency of a report, and notify the police desks of its
    state.
    """
    now = context.clock.now()
    about = NotificationSubject(report.agency_id, report.id)
    notifications.notify_of_event(session, context, about, kind=NotificationKind.SIGHTING)
    police = {
        desk.agency_id
        for desk in desks.directory_desks(session, {report.state})
        if desk.agency_kind == AgencyKind.POLICE and desk.agency_id != report.agency_id
    }
    notified = [
        notifications.notify_of_event(
            session,
            context,
            NotificationSubject(agency_id, report.id),
            kind=NotificationKind.SIGHTING_TO_POLICE,
        )
        for agency_id in sorted(police)
    ]
    row = {
        "public_id": uuid4(),
        "sighting_id": sighting_id,
        "record_id": report.id,
        "state": SightingState.RECEIVED,
        "delivered_at": now,
        "police_notified_at": now if any(notified) else None,
    }
    insert_rows(session, SightingDelivery, [row])
    audit_log.record_act(
        session,
        context,
        MATCHER,
        "deliver_sighting",
        report.public_id,
        FieldClass.F0,
        subject=public_id,
    )


def remove_old(session: Session, context: Context) -> int:
    """Remove the sightings of no report after `KEPT_DAYS`, with their keys; return their number.
    For workers.
    """
    delivered = select(SightingDelivery.id).where(SightingDelivery.sighting_id == Sighting.id)
    old = session.execute(
        select(Sighting.id, Sighting.public_id).where(
            Sighting.sent_at <= context.clock.now() - timedelta(days=KEPT_DAYS),
            ~delivered.exists(),
        )
    ).all()
    session.execute(delete(Sighting).where(Sighting.id.in_([row.id for row in old])))
    for row in old:
        data_keys.destroy_data_key(session, row.public_id)
    return len(old)


def list_received(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[ReceivedSighting]:
    """Return the sightings of the person of a report, newest first. Audited.

    Raise `NotFound` for a report that is neither the actor's nor one that the actor sees as police
    of its state.
    """
    require(actor, Action.READ_SIGHTINGS)
    seen = register.find_record(session, context, actor, record_id)
    if not seen.is_responsible and not _is_own_police(actor, seen.record):
        raise NotFound("no such record")
    rows = session.execute(
        select(SightingDelivery, Sighting, Agency)
        .join(Sighting, Sighting.id == SightingDelivery.sighting_id)
        .join(Agency, Agency.id == Sighting.agency_id)
        .where(SightingDelivery.record_id == seen.record.id, _is_told(actor, seen))
        .order_by(SightingDelivery.id.desc())
    ).all()
    audit_log.record_act(session, context, actor, "read_sightings", record_id, FieldClass.F4B)
    keys = data_keys.open_data_keys(session, context.keys, [row.Sighting.public_id for row in rows])
    situations = _situations(session, actor, [(row.SightingDelivery, seen) for row in rows])
    steps = process_steps.next_steps_of_all(session, context, SIGHTING_PROCESS, situations)
    called = _desks_to_call(session, seen.record, [(row.Sighting, row.Agency) for row in rows])
    return [
        _view(delivery, sighting, seen, key, called[sighting.id], steps=steps_of_one)
        for (delivery, sighting, _), steps_of_one in zip(rows, steps, strict=True)
        if (key := keys.get(sighting.public_id)) is not None
    ]


def list_lines(session: Session, context: Context, actor: Actor) -> list[SightingLine]:
    """Return the sightings that the actor may read, without their texts, newest first. Audited."""
    require(actor, Action.READ_SIGHTINGS)
    now = context.clock.now()
    own_records = visibility.of_own_agency(actor, now)
    rows = session.execute(
        select(SightingDelivery, Record.public_id, own_records.label("is_responsible"))
        .join(Record, Record.id == SightingDelivery.record_id)
        .join(Agency, Agency.id == Record.agency_id)
        .where(_is_readable(actor, now))
        .order_by(SightingDelivery.id.desc())
    ).all()
    shown = sorted({row.public_id for row in rows})
    audit_log.record_act_on_all(session, context, actor, "read_sightings", shown, FieldClass.F0)
    return [
        SightingLine(
            record, SightingState(delivery.state), bool(is_responsible), delivery.delivered_at
        )
        for delivery, record, is_responsible in rows
    ]


def list_tasks(session: Session, context: Context, actor: Actor) -> list[Task]:
    """Return the sightings that the actor can decide now, newest first."""
    require(actor, Action.READ_SIGHTINGS)
    rows = session.execute(
        select(SightingDelivery, Record, Agency.kind)
        .join(Record, Record.id == SightingDelivery.record_id)
        .join(Agency, Agency.id == Record.agency_id)
        .where(
            visibility.of_own_agency(actor, context.clock.now()),
            SightingDelivery.state == SightingState.RECEIVED,
        )
        .order_by(SightingDelivery.id.desc())
    ).all()
    ids = [delivery.record_id for delivery, *_ in rows]
    seen = {
        one.record.id: one
        for one in visibility.visible_records(
            session, actor, now=context.clock.now(), ids=ids or [0]
        )
    }
    matches = [(delivery, seen[delivery.record_id]) for delivery, *_ in rows]
    subjects = [
        Subject(delivery.public_id, one.record.public_id, situation)
        for (delivery, one), situation in zip(
            matches, _situations(session, actor, matches), strict=True
        )
    ]
    return process_steps.tasks(session, context, SIGHTING_PROCESS, subjects)


def accept(
    session: Session, context: Context, actor: Actor, delivery_id: UUID, *, reason: str
) -> None:
    """Add a sighting to the route of the report, as an edit of its desk. Audited.

    The report is then matched again. Raise `NotFound` for a sighting that the actor may not read,
    `InvalidInput` without a reason, and the refusals of the process.
    """
    delivery, sighting, seen = _decide(
        session, context, actor, delivery_id, "accept", reason=reason
    )
    record = seen.record
    key = data_keys.open_data_key(session, context.keys, sighting.public_id)
    statement = data_keys.unseal_json(key, sighting.sealed, sighting_place(sighting.public_id))
    changes = _changes(session, context, record, statement, stated_on=sighting.sent_at.date())
    if changes:
        edit = Edit(changes, record.version, reason=reason)
        register.edit_record(session, context, actor, record.public_id, edit)
    delivery.state = SightingState.ACCEPTED


def reject(
    session: Session, context: Context, actor: Actor, delivery_id: UUID, *, reason: str
) -> None:
    """Keep a sighting with the reason why it is no fact of the report. Audited.

    Raise as `accept`.
    """
    delivery, *_ = _decide(session, context, actor, delivery_id, "reject", reason=reason)
    delivery.state = SightingState.REJECTED


def _decide(
    session: Session, context: Context, actor: Actor, delivery_id: UUID, act: str, *, reason: str
) -> tuple[SightingDelivery, Sighting, VisibleRecord]:
    """Check a decision, and store its person, time and reason. The caller sets the state."""
    require(actor, Action.EDIT)
    now = context.clock.now()
    delivery, sighting = require_found(
        session.execute(
            select(SightingDelivery, Sighting)
            .join(Sighting, Sighting.id == SightingDelivery.sighting_id)
            .join(Record, Record.id == SightingDelivery.record_id)
            .join(Agency, Agency.id == Record.agency_id)
            .where(SightingDelivery.public_id == delivery_id, _is_readable(actor, now))
        ).first(),
        "no such sighting",
    )
    (seen,) = visibility.visible_records(session, actor, now=now, ids=[delivery.record_id])
    if seen.is_responsible:
        session.refresh(delivery, with_for_update=True)
    (current,) = _situations(session, actor, [(delivery, seen)])
    record_id = seen.record.public_id
    process_steps.check_step(session, context, SIGHTING_PROCESS, current, act, record=record_id)
    require_reason(reason)
    key = data_keys.open_data_key(session, context.keys, sighting.public_id)
    delivery.answer = data_keys.seal_json(key, reason.strip(), answer_place(delivery.public_id))
    delivery.decided_at, delivery.decided_by = now, actor.user_id
    audit_log.record_act(
        session,
        context,
        actor,
        "decide_sighting",
        record_id,
        FieldClass.F4B,
        subject=sighting.public_id,
    )
    return delivery, sighting, seen


def _changes(
    session: Session,
    context: Context,
    record: Record,
    statement: Mapping[str, str],
    *,
    stated_on: date,
) -> Row:
    """Return the edit that adds a sighting to the route, with its source; empty if the route has
    the same place and day.
    """
    known_values = provenance.known_values(register.open_facts(session, context, record))
    route = [value for field, value in known_values if field == ROUTE]
    entry = ":".join((statement["country"], statement["place"], statement["seen_on"]))
    if entry in route:
        return {}
    parts = {
        "source": SOURCES_BY_TELLER[SightingTeller(statement["teller"])].value,
        "stated_on": stated_on.isoformat(),
        "quality": f"{UNKNOWN_QUALITY[0]}{statement['certainty']}{DEFAULT_HANDLING}",
    }
    # an empty part leaves the provenance of an earlier value as it is
    of_new = {f"{ROUTE}@{part}": [*("" for _ in route), text] for part, text in parts.items()}
    return {ROUTE: [*route, entry], **of_new}


def _is_own_police(actor: Actor, record: Record) -> bool:
    return actor.agency_kind == AgencyKind.POLICE and record.state == actor.state


def _is_told(actor: Actor, seen: VisibleRecord) -> ColumnElement[bool]:
    """Return the condition that a reader of the report may read a sighting of it."""
    return or_(literal(seen.is_responsible), SightingDelivery.police_notified_at.is_not(None))


def _is_readable(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a sighting is of an own report, or came to the actor as police of
    the report's state.
    """
    is_police = literal(actor.agency_kind == AgencyKind.POLICE)
    return or_(
        visibility.of_own_agency(actor, now),
        and_(
            is_police,
            Record.state == actor.state,
            Record.status != RecordStatus.ERASED,
            SightingDelivery.police_notified_at.is_not(None),
            visibility.seen_by(actor),
        ),
    )


def _situations(
    session: Session, actor: Actor, deliveries: Sequence[tuple[SightingDelivery, VisibleRecord]]
) -> list[Situation]:
    """Return the situation of each sighting for the viewer."""
    unmet = {
        seen.record.id: _unmet(session, seen)
        for seen in {seen.record.id: seen for _, seen in deliveries}.values()
    }
    return [
        Situation(
            state=delivery.state,
            sides=frozenset({SightingSide.DESK if seen.is_responsible else SightingSide.POLICE}),
            role=actor.role,
            user_id=actor.user_id,
            done=_done(delivery, seen),
            unmet=unmet[seen.record.id],
        )
        for delivery, seen in deliveries
    ]


def _unmet(session: Session, seen: VisibleRecord) -> frozenset[Refusal]:
    if not seen.is_responsible:
        return frozenset()
    unmet = set()
    if seen.record.status != RecordStatus.OPEN:
        unmet.add(Refusal.RECORD_IS_CLOSED)
    if repository.is_restricted(session, seen.record):
        unmet.add(Refusal.RECORD_IS_RESTRICTED)
    return frozenset(unmet)


def _done(delivery: SightingDelivery, seen: VisibleRecord) -> tuple[DoneStep, ...]:
    if delivery.decided_at is None:
        return ()
    act = "accept" if delivery.state == SightingState.ACCEPTED else "reject"
    side = "own" if seen.is_responsible else "other"
    return (
        DoneStep(
            act, side, delivery.decided_at, delivery.decided_by if seen.is_responsible else None
        ),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Sender:
    """The sender's desk as `name, number`, "" without one; `is_kept`: a bar forbids the call."""

    desk: str
    is_kept: bool


def _desks_to_call(
    session: Session, record: Record, sent: Iterable[tuple[Sighting, Agency]]
) -> dict[int, _Sender]:
    """Return the sender of each sighting by its id, as the receivers of the report may know it."""
    listed = list(sent)
    senders = {agency.id: agency for sighting, agency in listed if sighting.gives_number}
    called = contact_desks.desks_of_agencies(session, NotificationKind.SIGHTING, senders.values())
    with database_roles.as_role(session, DatabaseRole.WORKER):  # the police see no bar
        kept = {
            agency.id
            for agency in senders.values()
            if session.scalar(
                select(visibility.is_kept_from(Record, literal(agency.state))).where(
                    Record.id == record.id
                )
            )
        }
    return {
        sighting.id: _Sender(
            called.get(agency.id, "") if sighting.gives_number and agency.id not in kept else "",
            agency.id in kept,
        )
        for sighting, agency in listed
    }


def _view(
    delivery: SightingDelivery,
    sighting: Sighting,
    seen: VisibleRecord,
    key: bytes,
    sender: _Sender,
    *,
    steps: NextSteps,
) -> ReceivedSighting:
    statement: dict[str, Any] = data_keys.unseal_json(
        key, sighting.sealed, sighting_place(sighting.public_id)
    )
    reason = ""
    if seen.is_responsible and delivery.answer is not None:
        reason = data_keys.unseal_json(key, delivery.answer, answer_place(delivery.public_id))
    return ReceivedSighting(
        id=delivery.public_id,
        record=seen.record.public_id,
        state=SightingState(delivery.state),
        is_responsible=seen.is_responsible,
        person=statement["person"],
        grounds=statement["grounds"],
        country=statement["country"],
        place=statement["place"],
        seen_at=datetime.fromisoformat(statement["seen_at"]),
        certainty=statement["certainty"],
        teller=SightingTeller(statement["teller"]),
        desk=sender.desk,
        is_kept=sender.is_kept,
        no_family_contact=seen.record.no_family_contact,
        sent_at=sighting.sent_at,
        police_notified_at=delivery.police_notified_at,
        decided_at=delivery.decided_at,
        reason=reason,
        next_steps=steps,
    )
