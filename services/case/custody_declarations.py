"""Emergency declarations by a single person: notices, call-back, objection, time limits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from core.codes.case import Declared
from core.codes.records import Clearance, RecordKind
from core.codes.review import PairState
from core.errors import Conflict, InvalidInput, LimitReached
from core.policy.actions import Action
from core.policy.case.custody import (
    DECLARATION_COMPLETE_HOURS,
    DECLARATION_OPENS_HOURS,
    DECLARATIONS_MOST,
    DECLARATIONS_WITHIN_DAYS,
    Proof,
)
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.views import View
from core.security.crypto import Place
from models.agencies.agency import Agency, Desk
from models.case.custody import CustodyDeclaration
from models.matching_runs.pair import Pair, Score
from models.records.record import Record
from models.sql import locks
from models.sql.locks import Lock
from services.case import custody_state
from services.foundation import alerts, audit_log, data_keys
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.records import records
from services.sharing import notices, pair_knowledge, visibility
from services.sharing.visibility import Seen


def declare(
    session: Session, context: Context, actor: Actor, public_id: UUID, *, reason: str
) -> datetime:
    """Declare as a single person that the child is here; return the end of the opening of missing
    reports.

    The missing desks, the agency's supervisors and the auditor get notices at once. `Conflict`
    where custody is confirmed or was declared before, `LimitReached` after `DECLARATIONS_MOST` of
    one person.
    """
    require(actor, Action.HOLD_CUSTODY)
    require_reason(reason)
    seen = _own(session, context, actor, public_id, RecordKind.FOUND)
    record, now = seen.record, context.clock.now()
    assert actor.user_id is not None
    locks.take(session, Lock.CUSTODY, record.id)
    if custody_state.in_force(session, record) is not None:
        raise Conflict("custody of this child is confirmed: a declaration opens nothing more")
    if custody_state.declaration(session, record) is not None:
        raise Conflict(
            "this was declared before and is declared once a record: now a second person"
            " confirms it"
        )
    if not record.has_basis:
        raise Conflict(
            "a found record without a legal basis opens no report: state its legal basis first"
        )
    _check_few(session, context, actor)
    declaration_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    row = CustodyDeclaration(
        public_id=declaration_id,
        record_id=record.id,
        agency_id=record.agency_id,
        declared_by=actor.user_id,
        declared_at=now,
        reason=data_keys.seal_json(
            key, reason, Place("custody_declaration", declaration_id, FieldClass.F4B.value, 1)
        ),
        state=Declared.OPEN.value,
        opens_until=now + timedelta(hours=DECLARATION_OPENS_HOURS),
        complete_by=now + timedelta(hours=DECLARATION_COMPLETE_HOURS),
    )
    session.add(row)
    session.flush()
    tell_desks(session, context, record.id)
    notices.tell(session, context, record.agency_id, kind="custody_second_needed", record=record)
    alerts.raise_alert(session, context, actor, "custody_declared", declaration_id)
    custody_state.tell_of_pairs(session, context, record)
    act = audit_log.Act(
        "declare_custody", subject=declaration_id, records=(audit_log.ShownRecord(public_id),)
    )
    audit_log.note(session, context, actor, act)
    return row.opens_until


def _check_few(session: Session, context: Context, actor: Actor) -> None:
    locks.take(session, Lock.QUOTA, actor.user_id or 0)
    since = context.clock.now() - timedelta(days=DECLARATIONS_WITHIN_DAYS)
    mine = select(func.count()).where(
        CustodyDeclaration.declared_by == actor.user_id, CustodyDeclaration.declared_at > since
    )
    if (session.scalar(mine) or 0) >= DECLARATIONS_MOST:
        detail = (
            f"{DECLARATIONS_MOST} declarations of one person in {DECLARATIONS_WITHIN_DAYS} days:"
            " call a colleague"
        )
        raise LimitReached(detail, retry_after_s=24 * 3600)


def call_back(
    session: Session, context: Context, actor: Actor, public_id: UUID, *, agency: str
) -> None:
    """Record that the desk of an agency was telephoned by its number in the directory, and when.

    The found side names an agency of a missing report's state, the missing desk one of the found
    record's state; about a person at risk the relay desk (`custody_state.callable_desks`).
    """
    require(actor, Action.HOLD_CUSTODY)
    seen = _own(session, context, actor, public_id)
    running = _running(session, seen.record)
    if not running:
        raise Conflict("no declaration runs that a telephone call could check")
    is_found = seen.record.kind == RecordKind.FOUND
    others = (
        custody_state.candidates(session, seen.record)
        if is_found
        else [one.record_id for one in running]
    )
    desk = select(Desk).join(Agency, Agency.id == Desk.agency_id).where(Agency.code == agency)
    desk = desk.where(custody_state.callable_desks(session, actor, others))
    called = session.scalars(desk.order_by(Desk.is_state_desk.desc(), Desk.id).limit(1)).first()
    if called is None or called.agency_id == seen.record.agency_id:
        raise InvalidInput(
            "agency", "not_the_other_side", "telephone a desk of the other side's state"
        )
    for one in running:
        if one.called_at is None:
            one.desk_called, one.called_by, one.called_at = (
                called.id,
                actor.user_id,
                context.clock.now(),
            )
    session.flush()
    for one in running:
        custody_state.complete(session, context, one.record_id)
    custody_state.note(session, context, actor, "call_back", public_id)


def object_to(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Close the declarations that open an own missing report, at once and for good; `Conflict`
    where there is none.
    """
    require(actor, Action.HOLD_CUSTODY)
    report = _own(session, context, actor, public_id, RecordKind.MISSING).record
    running = custody_state.opening(session, report)
    if not running:
        raise Conflict("no declaration opens this report")
    now = context.clock.now()
    for one in running:
        one.state, one.ended_at, one.objected_by = Declared.OBJECTED.value, now, actor.user_id
        pair_id = session.scalar(select(Pair.id).where(_joins(report.id, one.record_id)))
        about = notices.About(one.agency_id, one.record_id, pair_id)
        notices.tell_event(session, context, about, kind="custody_objected")
        alerts.raise_alert(session, context, actor, "custody_objected", one.public_id)
    session.flush()
    custody_state.note(session, context, actor, "object_to_custody", public_id)


def close_overdue(session: Session, context: Context) -> int:
    """Close declarations after their time limits and raise an alert for each incomplete one; return
    the number lapsed.

    For workers.
    """
    now = context.clock.now()
    session.execute(
        update(CustodyDeclaration)
        .where(
            CustodyDeclaration.state == Declared.OPEN.value, CustodyDeclaration.opens_until <= now
        )
        .values(state=Declared.WAITING.value)
    )
    late = session.execute(
        select(CustodyDeclaration, Record, Agency)
        .join(Record, Record.id == CustodyDeclaration.record_id)
        .join(Agency, Agency.id == CustodyDeclaration.agency_id)
        .where(
            CustodyDeclaration.state.in_(custody_state.RUNNING_STATES),
            CustodyDeclaration.complete_by <= now,
        )
        .order_by(CustodyDeclaration.id)
    ).all()
    for declared, record, agency in late:
        declared.state, declared.ended_at = Declared.LAPSED.value, now
        who = Actor(
            Role.MATCHER, agency.id, agency.kind, agency.state, user_id=declared.declared_by
        )
        alerts.raise_alert(session, context, who, "custody_lapsed", declared.public_id)
        notices.tell(session, context, agency.id, kind="custody_lapsed", record=record)
    session.flush()
    return len(late)


def tell_desks(session: Session, context: Context, record_id: int) -> int:
    """Notify the owners of the missing reports that a declaration opens, once per pair; return the
    number of notices.

    `record_id` is either side, so that a report matched during the night opens with a notice as
    well.
    """
    pairs = session.scalars(
        select(Pair)
        .join(Score, Score.id == Pair.score_id)
        .where(or_(Pair.low == record_id, Pair.high == record_id), Pair.state != PairState.REFUTED)
        .where(pair_knowledge.is_candidate())
    ).all()
    ends = sorted({end for pair in pairs for end in (pair.low, pair.high)})
    declared = {
        one.record_id: one
        for one in session.scalars(
            select(CustodyDeclaration).where(
                CustodyDeclaration.record_id.in_(ends),
                CustodyDeclaration.state == Declared.OPEN.value,
            )
        )
    }
    told = 0
    for found_id, one in declared.items():
        for pair, report in _opened_by(
            session, context, one, [pair for pair in pairs if found_id in _ends(pair)]
        ):
            told += notices.tell_of_pair(session, context, report, pair.id, kind="custody_declared")
    return told


def _opened_by(
    session: Session, context: Context, declared: CustodyDeclaration, pairs: Iterable[Pair]
) -> list[tuple[Pair, Record]]:
    """Return the pairs, each with its missing report, whose report a declaration opens to its
    agency.
    """
    agency = visibility.of_agency(session.get_one(Agency, declared.agency_id))
    pairs = list(pairs)
    ends = sorted({end for pair in pairs for end in _ends(pair)})
    seen = {
        one.record.id: one
        for one in visibility.look_at_all(session, agency, now=context.clock.now(), ids=ends or [0])
    }
    found = []
    for pair in pairs:
        own = seen.get(declared.record_id)
        other = seen.get(pair.high if pair.low == declared.record_id else pair.low)
        if own is None or other is None or other.is_owner or not _is_opened(own, other, pair):
            continue
        found.append((pair, other.record))
    return found


def _is_opened(own: Seen, other: Seen, pair: Pair) -> bool:
    """Return whether the declaration of the own record opens the other record, a cleared missing
    report.
    """
    if other.record.kind != RecordKind.MISSING or other.record.clearance != Clearance.CLEARED:
        return False
    level = visibility.view_in_pair(own, other, is_candidate=True, state=pair.state, kinds=0)
    return own.proof is Proof.DECLARED and level >= View.IDENTITY


def _ends(pair: Pair) -> tuple[int, int]:
    return pair.low, pair.high


def _joins(one: int, other: int) -> ColumnElement[bool]:
    low, high = sorted((one, other))
    return (Pair.low == low) & (Pair.high == high)


def _running(session: Session, record: Record) -> list[CustodyDeclaration]:
    """Return the running declarations of a found record, or those that open a missing report."""
    if record.kind == RecordKind.MISSING:
        return custody_state.opening(session, record)
    declared = custody_state.declaration(session, record)
    return (
        [declared]
        if declared is not None and declared.state in custody_state.RUNNING_STATES
        else []
    )


def _own(session: Session, context: Context, actor: Actor, public_id: UUID, kind: str = "") -> Seen:
    """Return an own open record; `NotFound` for any other, `Conflict` for another kind or a closed
    one.
    """
    seen = records.own(session, context, actor, public_id, Action.HOLD_CUSTODY)
    if kind and seen.record.kind != kind:
        raise Conflict(f"this is for a {kind} record")
    records.require_open(seen.record)
    return seen
