"""Ask for, decide and withdraw the approval of a second person.

`core.policy.approvals` is the table of kinds. What a decision does to its subject is in
`services.approval_decisions.effects`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.notifications import AlertKind
from core.codes.records import RecordStatus
from core.errors import require_found
from core.field_class import FieldClass
from core.policy.actions import Action, Scope
from core.policy.approvals import (
    ACCESS_KINDS,
    APPROVALS,
    MISSING_FROM_CARE_KINDS,
    AtExpiry,
    Deciders,
    approve_refusal_of,
    refusal_of,
)
from core.policy.roles import CASE_ROLES
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.agencies.user import UserAccount
from models.disclosure.requests_and_grants import Disclosure
from models.oversight.approval import Approval
from models.records.record import Record
from services.foundation import alerts, audit_log, data_keys, dual_control
from services.foundation.actor import (
    MATCHER,
    Actor,
    misses_own_agency,
    permitted_scope,
    require,
    require_password,
    require_reason,
)
from services.foundation.context import Context
from services.sharing import desks, notifications, visibility
from services.sharing.notifications import NotificationSubject

_WITHOUT_AGENCY = {Deciders.RESPONSIBLE, Deciders.AUDITORS, Deciders.OF_ACCOUNT}
_OF_OTHER_AGENCY = tuple(
    kind for kind, rule in APPROVALS.items() if rule.deciders is Deciders.OTHER_AGENCY
)
# deciders -> the scopes that reach every agency's approvals
_OF_ANY_AGENCY = {
    Deciders.AUDITORS: (Scope.WITHOUT_FACTS,),
    Deciders.AGENCY_OR_ADMINISTRATORS: (Scope.ALL,),
}
_OF_RESPONSIBLE = tuple(
    kind for kind, rule in APPROVALS.items() if rule.deciders is Deciders.RESPONSIBLE
)
_LASTING = tuple(kind for kind, rule in APPROVALS.items() if rule.is_lasting)


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """The decision of the second person; `reason` is "" for a kind without one."""

    is_approved: bool
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Description:
    """What the list shows of a subject: its name, "" without one, and other texts by field.

    `page` is the address of its page, "" for that of the kind.
    """

    title: str
    about: Mapping[str, str] = dataclasses.field(default_factory=dict)
    page: str = ""


def ask(
    session: Session,
    context: Context,
    actor: Actor,
    kind: ApprovalKind,
    subject: UUID,
    *,
    about: NotificationSubject | None = None,
) -> Approval:
    """Ask for the approval of a subject, by its public id, and notify the agency.

    `about` names the agency that decides and the record; None is the actor's agency without a
    record. The subject's service writes the audit event. Raise `Refused` without the
    action of the kind.
    """
    require(actor, APPROVALS[kind].asks)
    return open_approval(session, context, actor, kind, subject, about=about)


def open_approval(
    session: Session,
    context: Context,
    actor: Actor,
    kind: ApprovalKind,
    subject: UUID,
    *,
    about: NotificationSubject | None = None,
) -> Approval:
    """Ask as `ask`, because another act needs it; the action of the kind is not checked."""
    rule, now = APPROVALS[kind], context.clock.now()
    agency_id = actor.agency_id if about is None else about.agency_id
    has_agency = rule.deciders not in _WITHOUT_AGENCY
    row = Approval(
        public_id=uuid4(),
        kind=kind,
        state=ApprovalState.WAITING,
        subject=subject,
        agency_id=agency_id if has_agency else None,
        record_id=None if about is None else about.record_id,
        asked_by=actor.user_id,
        asked_as=actor.role,
        asked_state=actor.state,
        asked_at=now,
        due_at=None if rule.hours is None else now + timedelta(hours=rule.hours),
    )
    session.add(row)
    session.flush()
    if rule.asked_notification is not None and agency_id is not None:
        asked = about or NotificationSubject(agency_id, None)
        notifications.notify_of_event(session, context, asked, kind=rule.asked_notification)
    return row


def in_reach(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the SQL condition for approvals of the actor's agency or records, and of any agency.

    Auditors and administrators decide some kinds for every agency. Approvals that the actor asked
    of another agency are in it. Those about accounts are not (`services.agencies.access_requests`).
    It does not check the action; `decide` does.
    """
    of_any_agency = [
        kind
        for kind, rule in APPROVALS.items()
        if permitted_scope(actor, rule.decides) in _OF_ANY_AGENCY.get(rule.deciders, ())
    ]
    asked = (Approval.asked_by == actor.user_id) & (Approval.asked_state == actor.state)
    of_others = [kind for kind, rule in APPROVALS.items() if misses_own_agency(actor, rule.decides)]
    reach = or_(
        (Approval.agency_id == actor.agency_id) & (asked | Approval.kind.not_in(of_others)),
        Approval.kind.in_(of_any_agency),
        asked & Approval.kind.in_(_OF_OTHER_AGENCY),
        _may_only_refuse(actor),
    )
    if actor.role not in CASE_ROLES:  # may not read records
        return reach
    own = select(Record.id).join(Agency, Agency.id == Record.agency_id)
    own = own.where(
        Record.id == Approval.record_id,
        visibility.of_own_agency(actor, now),
        or_(Record.status == RecordStatus.OPEN, Approval.kind.not_in(_LASTING)),
    )
    reach |= (Approval.kind.in_(_OF_RESPONSIBLE) & own.exists()) | _is_asked_desk(actor)
    decides = APPROVALS[ApprovalKind.DANGER_RELEASE].decides
    return reach if permitted_scope(actor, decides) is None else reach | _of_state_desk(actor)


def _may_only_refuse(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for approvals that the actor was told of and may only refuse."""
    scopes = {
        kind: permitted_scope(actor, rule.refuses)
        for kind, rule in APPROVALS.items()
        if rule.refuses is not None
    }
    of_any = [kind for kind, reach in scopes.items() if reach is Scope.WITHOUT_FACTS]
    of_agency = [kind for kind, reach in scopes.items() if reach is Scope.AGENCY]
    colleague = select(UserAccount.id).where(
        UserAccount.id == Approval.asked_by, UserAccount.agency_id == actor.agency_id
    )
    own = Approval.kind.in_(of_agency) & (Approval.agency_id != actor.agency_id)
    return or_(Approval.kind.in_(of_any), own & colleague.exists())


def approve_refusals(
    session: Session, context: Context, actor: Actor, rows: Collection[Approval]
) -> dict[int, Refusal | None]:
    """Return for each approval, by its id, why the actor cannot approve but only refuse it; None if
    they can. The rules of the second person are not checked.
    """
    ids = [row.id for row in rows if APPROVALS[ApprovalKind(row.kind)].refuses is not None]
    refusing: set[int] = set()
    if ids:
        query = select(Approval.id).where(Approval.id.in_(ids), _may_only_refuse(actor))
        refusing = set(session.scalars(query))
    return {
        row.id: approve_refusal_of(
            ApprovalKind(row.kind),
            asked_at=row.asked_at,
            now=context.clock.now(),
            may_only_refuse=row.id in refusing,
        )
        for row in rows
    }


def _is_asked_desk(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for reports missing from care that the agency was asked to check.

    A release in danger has a rule of its own (`_of_state_desk`).
    """
    seen = select(Record.id).where(
        Record.id == Approval.record_id,
        Record.state == actor.state,
        Record.status == RecordStatus.OPEN,
        visibility.seen_by(actor),
    )
    is_desk = desks.is_desk_of(actor.agency_id, actor.state)
    is_asked = Approval.kind.in_(MISSING_FROM_CARE_KINDS) & Approval.desk_asked_at.is_not(None)
    return is_asked & seen.exists() & is_desk


def _of_state_desk(actor: Actor) -> ColumnElement[bool]:
    """Return the SQL condition for releases that the desk of the responsible agency's state may
    approve too.
    """
    release = select(Disclosure.id).where(
        Disclosure.public_id == Approval.subject,
        Disclosure.needs_desk,
        Disclosure.responsible_state.in_(desks.states_served(actor.agency_id)),
    )
    return (Approval.kind == ApprovalKind.DANGER_RELEASE) & release.exists()


def find(session: Session, context: Context, actor: Actor, approval_id: UUID) -> Approval | None:
    """Return an approval in the actor's reach, locked after its record; None for any other."""
    reach = in_reach(actor, context.clock.now())
    query = select(Approval).where(Approval.public_id == approval_id, reach)
    lock_records(session, query)
    return session.scalar(query.with_for_update(of=Approval))


def lock_records(session: Session, query: Select[Approval]) -> None:
    """Lock the records of approvals, in their order.

    Who changes a record locks it, then its approvals. So a decision locks the record first too:
    otherwise each could wait for the other. A record that the database role does not read is not
    locked. The lock permits new rows that refer to the record.
    """
    ids = set(session.scalars(query.with_only_columns(Approval.record_id))) - {None}
    if ids:
        records = select(Record.id).where(Record.id.in_(ids)).order_by(Record.id)
        session.execute(records.with_for_update(key_share=True))


def of_subject(session: Session, kind: ApprovalKind, subject: UUID) -> Approval:
    """Return the newest approval of a subject, locked; raise `NotFound` if there is none."""
    query = (
        select(Approval)
        .where(Approval.kind == kind, Approval.subject == subject)
        .order_by(Approval.id.desc())
        .limit(1)
    )
    return require_found(session.scalar(query.with_for_update()), "no such approval")


def waiting(session: Session, kind: ApprovalKind, subject: UUID) -> Approval | None:
    """Return the waiting approval of a subject; None without one."""
    return session.scalar(_waiting(kind, subject))


def _waiting(kind: ApprovalKind, subject: UUID) -> Select[Approval]:
    return select(Approval).where(
        Approval.kind == kind,
        Approval.subject == subject,
        Approval.state == ApprovalState.WAITING,
    )


def of_subjects(
    session: Session, kind: ApprovalKind, subjects: Collection[UUID]
) -> dict[UUID, Approval]:
    """Return the newest approval of each subject; a subject without one is left out."""
    query = select(Approval).where(Approval.kind == kind, Approval.subject.in_(subjects))
    return {row.subject: row for row in session.scalars(query.order_by(Approval.id))}


def refusals(
    session: Session,
    context: Context,
    actor: Actor,
    rows: Iterable[tuple[Approval, Collection[int | None]]],
) -> list[Refusal | None]:
    """Return for each approval why the actor cannot decide it, None if they can.

    Each row has the authors of its subject, or the accounts that it is about. The action and the
    scope of the actor are not checked.
    """
    now = context.clock.now()
    decider = dual_control.find_decider(session, context, actor)
    return [
        refusal_of(
            ApprovalKind(row.kind),
            row.state,
            due_at=row.due_at,
            now=now,
            decider=decider,
            firsts=(row.asked_by, *(() if row.kind in ACCESS_KINDS else authors)),
            concerned=authors if row.kind in ACCESS_KINDS else (),
        )
        for row, authors in rows
    ]


def decide(
    session: Session,
    context: Context,
    actor: Actor,
    row: Approval,
    decision: Decision,
    *,
    authors: Collection[int | None] = (),
) -> None:
    """Approve or refuse as the second person; audit the decision, notify the agency and alert the
    auditor, by the rule of the kind.

    `authors` are the accounts that wrote the subject. Raise `Refused` without the action of the
    kind, and for an account that the asker or an author made a short time ago. Raise
    `AuthenticateAgain` for an approval without a fresh session; a refusal needs none. Raise
    `Conflict` for the asker, an author, and an approval that was decided or is over.
    """
    rule, now = APPROVALS[ApprovalKind(row.kind)], context.clock.now()
    refused = approve_refusals(session, context, actor, [row])[row.id]
    require(actor, deciding_action(actor, ApprovalKind(row.kind)))
    if decision.is_approved:
        require_password(actor)
    dual_control.check(refusals(session, context, actor, [(row, authors)])[0])
    if decision.is_approved:
        dual_control.check(refused)
    if rule.needs_reason:
        require_reason(decision.reason)
        record = session.scalar(select(Record.public_id).where(Record.id == row.record_id))
        key = data_keys.open_data_key(session, context.keys, record or row.subject)
        row.reason = data_keys.seal_json(key, decision.reason, _reason_place(row))
    row.state = ApprovalState.APPROVED if decision.is_approved else ApprovalState.REFUSED
    row.decided_by, row.decided_at = actor.user_id, now
    row.decided_as, row.decided_state = actor.role, actor.state
    if rule.decided_notification is not None and row.agency_id is not None:
        notifications.notify_agency(session, context, row.agency_id, kind=rule.decided_notification)
    if rule.refused_alert is not None and not decision.is_approved:
        _alert(session, context, row, rule.refused_alert)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            f"decide_{row.kind}",
            row.state,
            subject=row.subject,
            records=_shown_record(session, row),
        ),
    )


def deciding_action(actor: Actor, kind: ApprovalKind) -> Action:
    """Return the action by which a person decides a kind: `refuses` for those who only have it."""
    rule = APPROVALS[kind]
    if rule.refuses is None or permitted_scope(actor, rule.decides) is not None:
        return rule.decides
    return rule.refuses


def decide_if_second(
    session: Session,
    context: Context,
    actor: Actor,
    row: Approval | None,
    *,
    is_approved: bool,
    authors: Collection[int | None] = (),
) -> None:
    """Decide an approval by another act of its second person.

    `row` is None if none waits. No effect then, and for an actor who may not decide it.
    """
    if row is None or permitted_scope(actor, APPROVALS[ApprovalKind(row.kind)].decides) is None:
        return
    if refusals(session, context, actor, [(row, authors)])[0] is None:
        decide(session, context, actor, row, Decision(is_approved), authors=authors)


def _shown_record(session: Session, row: Approval) -> tuple[audit_log.ShownRecord, ...]:
    """Return the record whose access log has the decision, of a kind that its responsible agency
    decides.
    """
    if APPROVALS[ApprovalKind(row.kind)].deciders is not Deciders.RESPONSIBLE:
        return ()
    query = select(Record.public_id).where(Record.id == row.record_id)
    return (audit_log.ShownRecord(session.scalars(query).one()),)


def ask_again(session: Session, context: Context, row: Approval) -> None:
    """Notify the agency of an overdue approval again, and alert the auditor once. For workers.

    By the rule of the kind, the approval gets the same time once more, or its agency is notified
    only once.
    """
    rule, now = APPROVALS[ApprovalKind(row.kind)], context.clock.now()
    assert rule.hours is not None
    assert rule.late_alert is not None
    is_alerted = alerts.has_alert(session, rule.late_alert, row.subject)
    if rule.at_expiry is AtExpiry.ASKS_AGAIN:
        row.due_at = now + timedelta(hours=rule.hours)
    elif is_alerted:
        return
    if rule.asked_notification is not None:
        about = NotificationSubject(_agency_of(session, row), row.record_id)
        notifications.notify_of_event(session, context, about, kind=rule.asked_notification)
    if not is_alerted:
        _alert(session, context, row, rule.late_alert)


def mark_desks_asked(session: Session, context: Context, row: Approval) -> None:
    """Store that the desks of the state may decide an approval too, and alert the auditor by the
    rule of the kind. For workers.
    """
    row.desk_asked_at = context.clock.now()
    session.flush()
    desk_alert = APPROVALS[ApprovalKind(row.kind)].desk_alert
    if desk_alert is not None:
        _alert(session, context, row, desk_alert)


def ask_state_desks(session: Session, context: Context, row: Approval) -> None:
    """Notify the desks of the record's state that may decide an approval too. For workers.

    Only agencies that see the record are notified, and may decide.
    """
    notification = APPROVALS[ApprovalKind(row.kind)].desk_notification
    assert notification is not None
    record = session.scalars(select(Record).where(Record.id == row.record_id)).one()
    for desk in desks.directory_desks(session, {record.state}):
        if desk.agency_id != record.agency_id:
            notifications.notify_agency(
                session, context, desk.agency_id, kind=notification, record=record
            )


def lapse(session: Session, context: Context, row: Approval) -> None:
    """End an overdue approval; notify the agency and alert the auditor, by the rule of the kind.

    For workers.
    """
    rule = APPROVALS[ApprovalKind(row.kind)]
    row.state = ApprovalState.LAPSED
    if rule.lapsed_notification is not None:
        about = NotificationSubject(_agency_of(session, row), row.record_id)
        notifications.notify_of_event(session, context, about, kind=rule.lapsed_notification)
    if rule.late_alert is not None:
        _alert(session, context, row, rule.late_alert)


def _alert(session: Session, context: Context, row: Approval, kind: AlertKind) -> None:
    """Alert the auditor to an approval, in the name of the account that asked."""
    agency_id = _agency_of(session, row)
    actor = dataclasses.replace(MATCHER, agency_id=agency_id, user_id=row.asked_by)
    alerts.raise_alert(session, context, actor, kind, row.subject)


def _agency_of(session: Session, row: Approval) -> int:
    """Return the agency that decides, or that is responsible for the record of the approval."""
    if row.agency_id is not None:
        return row.agency_id
    return session.scalars(select(Record.agency_id).where(Record.id == row.record_id)).one()


def _reason_place(row: Approval) -> SealPlace:
    return SealPlace("approval", row.public_id, FieldClass.F6.value, 1)


def withdraw(session: Session, kind: ApprovalKind, subject: UUID) -> None:
    """End the waiting approval of a subject that ended or is asked for again, if one waits."""
    query = _waiting(kind, subject)
    if kind in _OF_RESPONSIBLE:
        lock_records(session, query)
    row = session.scalar(query.with_for_update())
    if row is not None:
        row.state = ApprovalState.WITHDRAWN
        session.flush()  # before a new one of the subject is inserted


def withdraw_any(session: Session, kinds: Iterable[ApprovalKind], subject: UUID) -> None:
    """End the waiting approvals of these kinds of a subject."""
    for kind in kinds:
        withdraw(session, kind, subject)


def withdraw_of_record(session: Session, record: Record) -> None:
    """End every waiting approval about a record that closes or changes hands, but lasting ones."""
    for kind in _OF_RESPONSIBLE:
        if kind not in _LASTING:
            withdraw(session, kind, record.public_id)
    letters = select(Approval.subject).where(
        Approval.kind == ApprovalKind.UNCHECKED_LETTER,
        Approval.record_id == record.id,
        Approval.state == ApprovalState.WAITING,
    )
    for letter in session.scalars(letters).all():
        withdraw(session, ApprovalKind.UNCHECKED_LETTER, letter)
