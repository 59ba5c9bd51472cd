"""Emergency declarations by a single person: notifications, call-back, objection, time limits."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.case import DeclarationState
from core.codes.notifications import AlertKind, EventKind, NotificationKind
from core.codes.records import RecordKind, ReporterCheck
from core.codes.review import MatchState
from core.errors import Conflict, InvalidInput, LimitReached
from core.policy.actions import Action
from core.policy.approvals import APPROVALS
from core.policy.case.care_confirmation import (
    DECLARATION_OPENS_HOURS,
    DECLARATIONS_WITHIN_DAYS,
    MAX_DECLARATIONS,
    CareProof,
)
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.views import View
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.case.care_confirmation import CareDeclaration
from models.matching_runs.match import Match, Score
from models.oversight.approval import Approval
from models.records.record import Record
from models.sql import locks
from models.sql.locks import Lock
from services.approvals import approval_requests
from services.case.care import care_state
from services.foundation import alerts, audit_log, data_keys
from services.foundation.actor import MATCHER, Actor, require, require_reason
from services.foundation.context import Context
from services.foundation.limits import rate_limits
from services.records import register
from services.sharing import desks, events, match_knowledge, notifications
from services.sharing.match_knowledge import MatchSide
from services.sharing.visibility import VisibleRecord


def declare_care(
    session: Session, context: Context, actor: Actor, public_id: UUID, *, reason: str
) -> datetime:
    """Declare as a single person that the child is here; return how long missing reports stay open.

    The missing desks that may learn of it, the agency's supervisors and the auditor get
    notifications at once. Raise `Conflict` if care is confirmed or was declared before, for a
    record without a legal basis, and for a record that is closed or of another kind. Raise
    `LimitReached` after `MAX_DECLARATIONS` of one person. Raise `NotFound` for a record of another
    agency. Audited.
    """
    require(actor, Action.ATTEST_CARE)
    require_reason(reason)
    seen = _own(session, context, actor, public_id, RecordKind.FOUND)
    record, now = seen.record, context.clock.now()
    assert actor.user_id is not None
    locks.take_lock(session, Lock.CARE_CONFIRMATION, record.id)
    if care_state.current_care_confirmation(session, record) is not None:
        raise Conflict(Refusal.CARE_IS_CONFIRMED)
    if care_state.find_declaration(session, record) is not None:
        raise Conflict(Refusal.CARE_IS_DECLARED)
    if not record.has_basis:
        raise Conflict(Refusal.FOUND_WITHOUT_LEGAL_BASIS)
    _check_few(session, context, actor)
    about = notifications.NotificationSubject(record.agency_id, record.id)
    kind = ApprovalKind.CARE_DECLARATION
    approval = approval_requests.ask(session, context, actor, kind, public_id, about=about)
    declaration_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    row = CareDeclaration(
        public_id=declaration_id,
        record_id=record.id,
        agency_id=record.agency_id,
        declared_by=actor.user_id,
        declared_at=now,
        reason=data_keys.seal_json(
            key, reason, SealPlace("care_declaration", declaration_id, FieldClass.F4B.value, 1)
        ),
        state=DeclarationState.OPEN.value,
        opens_until=now + timedelta(hours=DECLARATION_OPENS_HOURS),
        complete_by=approval.due_at or now,
    )
    session.add(row)
    session.flush()
    notify_desks(session, context, record.id)
    alerts.raise_alert(session, context, actor, AlertKind.CARE_DECLARED, declaration_id)
    care_state.enqueue_match_notifications(session, context, record)
    audit_log.record_act(session, context, actor, "declare_care", public_id, subject=declaration_id)
    return row.opens_until


def _check_few(session: Session, context: Context, actor: Actor) -> None:
    locks.take_lock(session, Lock.QUOTA, actor.user_id or 0)
    now = context.clock.now()
    freed_at = rate_limits.freed_at(
        session,
        CareDeclaration.declared_at,
        CareDeclaration.declared_by == actor.user_id,
        most=MAX_DECLARATIONS,
        window=timedelta(days=DECLARATIONS_WITHIN_DAYS),
        now=now,
    )
    if freed_at is not None:
        raise LimitReached(
            f"{MAX_DECLARATIONS} declarations of one person in {DECLARATIONS_WITHIN_DAYS} days:"
            " call a colleague",
            retry_after_s=rate_limits.wait_s(freed_at, now),
        )


def record_call_back(
    session: Session, context: Context, actor: Actor, public_id: UUID, *, agency: str
) -> None:
    """Record that the desk of an agency was telephoned by its number in the directory, and when.

    The found side names an agency of the state of a report whose responsible agency was told, the
    missing desk one of the found record's state. About a person at risk it names the relay desk
    (`desks.desks_to_call`). An ended declaration does not change. Raise `Conflict` if no
    declaration runs. Raise `InvalidInput` for a desk that is not one of the other side.
    """
    require(actor, Action.ATTEST_CARE)
    seen = _own(session, context, actor, public_id)
    running = _running(session, context, seen.record)
    if not running:
        raise Conflict(Refusal.NO_DECLARATION_TO_CHECK)
    others = (
        care_state.told_report_ids(session, seen.record)
        if seen.record.kind == RecordKind.FOUND
        else [declaration.record_id for declaration in running]
    )
    listed = desks.desks_to_call(session, actor, others)
    called_desk = next((desk for desk in listed if desk.code == agency), None)
    if called_desk is None or called_desk.agency_id == seen.record.agency_id:
        raise InvalidInput(
            "agency", "not_the_other_side", "telephone a desk of the other side's state"
        )
    for running_declaration in running:
        if running_declaration.called_at is None and running_declaration.ended_at is None:
            running_declaration.desk_called = called_desk.id
            running_declaration.called_by = actor.user_id
            running_declaration.called_at = context.clock.now()
    session.flush()
    for running_declaration in running:
        care_state.complete_declaration(session, context, running_declaration.record_id)
    audit_log.record_act(session, context, actor, "call_back", public_id)


def object_to_declaration(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> None:
    """Close the declarations about a missing report of which the actor's agency was told.

    They cannot be opened again. One that ended already does not change. The declaring agency gets a
    notification and the auditor an alert. Raise `Conflict` without such a declaration, and
    `NotFound` for a record of another agency. Audited.
    """
    require(actor, Action.ATTEST_CARE)
    report = _own(session, context, actor, public_id, RecordKind.MISSING).record
    declarations = care_state.told_declarations(session, context, report)
    if not declarations:
        raise Conflict(Refusal.NO_DECLARATION_OPENS_REPORT)
    now = context.clock.now()
    for declaration in (one.row for one in declarations):
        if declaration.ended_at is not None:
            continue
        declaration.state = DeclarationState.OBJECTED.value
        declaration.ended_at = now
        declaration.objected_by = actor.user_id
        care_state.withdraw_approval(session, declaration.record_id)
        low, high = sorted((report.id, declaration.record_id))
        match_id = session.scalar(select(Match.id).where(Match.low == low, Match.high == high))
        about = notifications.NotificationSubject(
            declaration.agency_id, declaration.record_id, match_id
        )
        notifications.notify_of_event(
            session, context, about, kind=NotificationKind.CARE_DECLARATION_OBJECTED
        )
        alerts.raise_alert(
            session, context, actor, AlertKind.CARE_DECLARATION_OBJECTED, declaration.public_id
        )
    session.flush()
    audit_log.record_act(session, context, actor, "object_to_care_declaration", public_id)


def close_overdue_declarations(session: Session, context: Context) -> int:
    """Close declarations after their time limits; alert the auditor to each without a call-back.

    Declarations that wait for a second person are left to `lapse_declaration`. Return the number
    of declarations without a call-back in time. For workers.
    """
    now = context.clock.now()
    session.execute(
        update(CareDeclaration)
        .where(
            CareDeclaration.state == DeclarationState.OPEN.value,
            CareDeclaration.opens_until <= now,
        )
        .values(state=DeclarationState.WAITING.value)
    )
    waiting = select(Approval.id).where(
        Approval.record_id == CareDeclaration.record_id,
        Approval.kind == ApprovalKind.CARE_DECLARATION,
        Approval.state == ApprovalState.WAITING,
    )
    late = session.scalars(
        select(CareDeclaration)
        .where(
            CareDeclaration.state.in_(care_state.RUNNING_STATES),
            CareDeclaration.complete_by <= now,
            ~waiting.exists(),
        )
        .order_by(CareDeclaration.id)
    ).all()
    for declared in late:
        _end_late(session, context, declared)
        record = session.get_one(Record, declared.record_id)
        rule = APPROVALS[ApprovalKind.CARE_DECLARATION]
        assert rule.lapsed_notification is not None
        assert rule.late_alert is not None
        notifications.notify_agency(
            session, context, declared.agency_id, kind=rule.lapsed_notification, record=record
        )
        actor = dataclasses.replace(
            MATCHER, agency_id=declared.agency_id, user_id=declared.declared_by
        )
        alerts.raise_alert(session, context, actor, rule.late_alert, record.public_id)
    return len(late)


def lapse_declaration(session: Session, context: Context, approval: Approval) -> None:
    """End a declaration that no second person approved in time. For workers.

    The approval of the declaration notifies the agency.
    """
    query = select(CareDeclaration).where(CareDeclaration.record_id == approval.record_id)
    _end_late(session, context, session.scalars(query).one())


def _end_late(session: Session, context: Context, declared: CareDeclaration) -> None:
    declared.state, declared.ended_at = DeclarationState.LAPSED.value, context.clock.now()
    session.flush()


def notify_desks(session: Session, context: Context, record_id: int) -> int:
    """Decide for each report that a declaration opens whether its responsible agency learns of it;
    notify it.

    Return the number of notifications. `record_id` is either side, so that a report matched later
    is decided too. A match is decided once.
    """
    rows = session.execute(
        select(Match, Score)
        .join(Score, Score.id == Match.score_id)
        .where(
            or_(Match.low == record_id, Match.high == record_id), Match.state != MatchState.REFUTED
        )
        .where(match_knowledge.is_candidate())
        .order_by(Match.id)
    ).all()
    declared = _open_declarations(session, {end for match, _ in rows for end in _ends(match)})
    undecided = [
        (match, score) for match, score in rows if not declared.keys().isdisjoint(_ends(match))
    ]
    decided = events.matches_with_audience(
        session, EventKind.CARE_DECLARED, [match.id for match, _ in undecided]
    )
    sides = {
        (side.match.id, side.own.record.id): side
        for side in match_knowledge.sides_of(
            session,
            context.clock.now(),
            [(match, score) for match, score in undecided if match.id not in decided],
        )
    }
    notified = 0
    for (match_id, found_id), found_side in sides.items():
        if found_id in declared and _is_opened(found_side):
            report = sides.get((match_id, found_side.other.record.id))
            notified += _tell(session, context, declared[found_id], found_side, report)
    return notified


def _open_declarations(session: Session, record_ids: Collection[int]) -> dict[int, CareDeclaration]:
    query = select(CareDeclaration).where(
        CareDeclaration.record_id.in_(sorted(record_ids)),
        CareDeclaration.state == DeclarationState.OPEN.value,
    )
    return {declaration.record_id: declaration for declaration in session.scalars(query)}


def _is_opened(side: MatchSide) -> bool:
    """Return whether a declaration lets the found side see the report, another agency's checked
    one.
    """
    report = side.other
    return (
        not report.is_responsible
        and report.record.kind == RecordKind.MISSING
        and report.record.reporter_check == ReporterCheck.CHECKED
        and side.own.proof is CareProof.DECLARED
        and side.view >= View.IDENTITY
    )


def _tell(
    session: Session,
    context: Context,
    declared: CareDeclaration,
    side: MatchSide,
    report: MatchSide | None,
) -> int:
    """Store whether the responsible agency of a report learns of the declaration; if so, notify and
    audit it.
    """
    kind = EventKind.CARE_DECLARED
    if not events.decide(session, context, kind, side, report):
        return 0
    responsible = session.get_one(Agency, side.other.record.agency_id)
    about = notifications.NotificationSubject(responsible.id, side.other.record.id, side.match.id)
    notifications.notify_once(session, context, about, kind=NotificationKind.CARE_DECLARED)
    holder = session.get_one(Agency, declared.agency_id)
    declarer = Actor(
        Role.MATCHER, holder.id, holder.kind, holder.state, user_id=declared.declared_by
    )
    for actor, record, outcome in (
        (declarer, side.own.record, responsible.code),
        (
            MATCHER,
            side.other.record,
            "done",
        ),  # the report's responsible agency may not know which agency it is
    ):
        shown = (audit_log.ShownRecord(record.public_id),)
        audit_log.record_event(
            session,
            context,
            actor,
            audit_log.AuditEvent(
                "notify_of_care_declaration", outcome, subject=record.public_id, records=shown
            ),
        )
    return 1


def _ends(match: Match) -> tuple[int, int]:
    return match.low, match.high


def _running(session: Session, context: Context, record: Record) -> list[CareDeclaration]:
    """Return the running declarations of a found record, or those told to a missing report's
    responsible agency.
    """
    if record.kind == RecordKind.MISSING:
        return [one.row for one in care_state.told_declarations(session, context, record)]
    declared = care_state.find_declaration(session, record)
    return (
        [declared] if declared is not None and declared.state in care_state.RUNNING_STATES else []
    )


def _own(
    session: Session, context: Context, actor: Actor, public_id: UUID, kind: str = ""
) -> VisibleRecord:
    """Return an open record of the actor's agency, of the kind if `kind` is given.

    Raise `NotFound` for a record of another agency. Raise `Conflict` for another kind and for a
    record that is not open.
    """
    seen = register.require_own_record(session, context, actor, public_id, Action.ATTEST_CARE)
    if kind and seen.record.kind != kind:
        raise Conflict(Refusal.WRONG_RECORD_KIND)
    register.require_open(seen.record)
    return seen
