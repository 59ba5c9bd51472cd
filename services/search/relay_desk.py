"""The relay desk contacts a record's responsible agency for an outsider who may not know the
responsible agency's state.

One person of the desk asks, and the auditor is alerted. A second person approves, learns which desk
to call and no fact of the record, and the responsible agency's supervisors get a notification.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, and_, case, literal, or_, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind
from core.codes.notifications import AlertKind, EventKind
from core.codes.records import RecordKind, RecordStatus, ReporterCheck
from core.errors import NotFound, require_code
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.sharing.relay_desk import RELAY_NOTIFICATION, RELAY_REASONS
from core.policy.sharing.views import View
from core.published import published
from models.matching_runs.match import Match
from models.oversight.approval import Approval
from models.records.record import Record, RecordShare
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.search.link_request import LinkRequest
from models.search.stored_searches import Search
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.foundation import alerts, audit_log, data_keys
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.search import search_log
from services.sharing import contact_desks, desks, events, notifications, visibility


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class AskedRelay:
    """A request of the relay desk that waits for a second person until `due_at`."""

    id: UUID
    due_at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class RelayRole:
    """Whether the agency has a desk that contacts responsible agencies, and the desk to which it
    passes a call.

    It passes a call about a record on which it has a match, a search or a request. `pass_to` is
    `name, on-call number`, "" if no other agency has a desk.
    """

    may_reach: bool
    pass_to: str


def read_role(session: Session, actor: Actor) -> RelayRole:
    """Return whether the actor's agency has a desk that contacts responsible agencies, and the next
    desk.
    """
    require(actor, Action.RELAY)
    order = contact_desks.relay_order(contact_desks.relay_desks(session), actor.state)
    agencies = [desk.agency_id for desk in order]
    if actor.agency_id not in agencies:
        return RelayRole(may_reach=False, pass_to="")
    own = agencies.index(actor.agency_id)
    later = [desk for desk in order[own:] + order[:own] if desk.agency_id != actor.agency_id]
    pass_to = contact_desks.describe_desk(later[0]) if later else ""
    return RelayRole(may_reach=True, pass_to=pass_to)


def ask_responsible_agency(
    session: Session, context: Context, actor: Actor, public_id: UUID, reason: str
) -> AskedRelay:
    """Ask for the approval of a call about a record. Audited, and the auditor is alerted.

    The answer does not depend on whether the person is at risk, so it does not show the hour of an
    assessment. A desk that reached the responsible agency once may do so again, so the answer does
    not show later acts of the responsible agency. A new request replaces one of the agency that
    waits.

    `reason` is a code of `RELAY_REASONS`; raise `InvalidInput` for any other. Raise `NotFound` if
    it is not the turn of the actor's desk: another desk contacts the responsible agency, or the
    agency has a match, search or request on the record. Raise it also for a record that no outsider
    may see, and for one that international protection hides from the actor's state.
    """
    require(actor, Action.RELAY)
    require_code("reason", reason, RELAY_REASONS)
    # the record itself stays hidden from the relay desk
    with database_roles.as_role(session, DatabaseRole.WORKER):
        reached = _find_responsible_agency(session, context, actor, public_id)
    subject = uuid5(public_id, str(actor.agency_id))  # one waiting request of each agency
    approval_requests.withdraw(session, ApprovalKind.RELAY, subject)
    about = notifications.NotificationSubject(actor.agency_id or 0, reached.record_id)
    approval = approval_requests.ask(
        session, context, actor, ApprovalKind.RELAY, subject, about=about
    )
    assert approval.due_at is not None
    alerts.raise_alert(session, context, actor, AlertKind.RELAY_ASKED, public_id)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("ask_relay", reason, subject=public_id)
    )
    return AskedRelay(approval.public_id, approval.due_at)


def name_desk(session: Session, context: Context, actor: Actor, approval: Approval) -> str:
    """Return `name, on-call number` of the desk to call, and notify the responsible agency's
    supervisors.

    Raise `NotFound` as `ask_responsible_agency`, if that has changed since. Audited.
    """
    with database_roles.as_role(session, DatabaseRole.WORKER):
        of_record = select(Record.public_id).where(Record.id == approval.record_id)
        public_id = session.scalars(of_record).one()
        reached = _find_responsible_agency(session, context, actor, public_id)
        is_learned = events.store_learned(
            session,
            context,
            EventKind.RELAYED,
            agency_id=actor.agency_id or 0,
            record_id=reached.record_id,
            relation=events.Relation(View.NONE),  # the record is hidden from the relay desk
        )
        if not is_learned:
            raise NotFound("no such record")
        about = notifications.NotificationSubject(
            reached.agency_id, reached.record_id, asker_state=actor.state
        )
        notifications.notify_of_event(session, context, about, kind=RELAY_NOTIFICATION)
    audit_log.record_act(session, context, actor, "relay", public_id, FieldClass.F0)
    return reached.desk.text


def describe_requests(
    session: Session, _context: Context, _actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return the number of the record, which the asker typed."""
    query = select(Approval.subject, Record.public_id).join(Record, Record.id == Approval.record_id)
    query = query.where(Approval.kind == ApprovalKind.RELAY, Approval.subject.in_(subjects))
    with database_roles.as_role(session, DatabaseRole.WORKER):
        rows = session.execute(query).all()
    return {subject: Description("", {"record": str(record)}) for subject, record in rows}


@dataclasses.dataclass(frozen=True, slots=True)
class _Reached:
    """A record, its responsible agency, and the desk to call."""

    record_id: int
    agency_id: int
    desk: desks.DeskEntry


def _find_responsible_agency(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> _Reached:
    """Return the responsible agency of a record that the actor's desk may reach, else raise
    `NotFound`.

    The caller has entered the worker's role.
    """
    row = session.execute(
        select(
            Record.id,
            Record.agency_id,
            Record.state,
            Record.is_eu_only,
            visibility.has_learned(actor, EventKind.RELAYED).label("is_known"),
        ).where(Record.public_id == public_id, *_may_be_reached(actor))
    ).first()
    # also without a record, so that every refusal takes the same statements
    desk = desks.responsible_desk(session, EventKind.RELAYED, "" if row is None else row.state)
    record = (0, False) if row is None else (row.id, row.is_eu_only)
    is_turn = _is_turn(session, context, actor, public_id, record)
    if row is None or desk is None or not (is_turn or row.is_known):
        raise NotFound("no such record")
    return _Reached(row.id, row.agency_id, desk)


def _is_turn(
    session: Session, context: Context, actor: Actor, public_id: UUID, record: tuple[int, bool]
) -> bool:
    """Return whether the actor's desk contacts the responsible agency of a record: the first desk
    of the order whose agency is not involved, and whose state no bar keeps from the record.

    An agency is involved if it has a match, a search or a request on the record. Otherwise an
    invented record would give its agency the state that is withheld.
    """
    involved = _agencies_with_match_or_request(session, public_id)
    listed = contact_desks.relay_desks(session)
    barred = contact_desks.barred_desks(session, listed, [record])[record[0]]
    for desk in contact_desks.relay_order(listed, actor.state):
        agency_id = desk.agency_id
        if (
            desk.id not in barred
            and agency_id not in involved
            and not _has_search(session, context, agency_id, public_id)
        ):
            return agency_id == actor.agency_id
    return False


def _agencies_with_match_or_request(session: Session, public_id: UUID) -> set[int]:
    about = select(Record.id).where(Record.public_id == public_id).scalar_subquery()
    matches = (
        select(Record.agency_id)
        .join(Match, Record.id == case((Match.low == about, Match.high), else_=Match.low))
        .where(or_(Match.low == about, Match.high == about))
    )
    requests = select(LinkRequest.agency_id).where(LinkRequest.record_id == about)
    return set(session.scalars(matches.union(requests)))


def _has_search(session: Session, context: Context, agency_id: int, public_id: UUID) -> bool:
    """Return whether a search of an agency found a record, shown or not. Searches are sealed, so
    each one is opened.
    """
    record_id = session.scalar(select(Record.id).where(Record.public_id == public_id))
    searches = session.scalars(select(Search).where(Search.agency_id == agency_id)).all()
    keys = data_keys.open_data_keys(session, context.keys, [row.public_id for row in searches])
    opened = (
        search_log.open_with(keys[row.public_id], row) for row in searches if row.public_id in keys
    )
    return any(
        public_id.hex in result["shown"] or record_id in result["strong"] for result in opened
    )


def _may_be_reached(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for records whose responsible agency the relay desk may contact.

    An outsider must be able to see the record at `link`, now or when the desk asked before.
    """
    share = select(RecordShare.record_id).where(RecordShare.record_id == Record.id)
    is_barred = share.where(
        RecordShare.view == 0, RecordShare.state.in_(sorted(actor.states))
    ).exists()
    # A match can open a missing report to the found side unless its sharing is `none`
    # (services.sharing.visibility).
    is_paired = and_(
        Record.kind == RecordKind.MISSING,
        Record.sharing != "none",
        Record.reporter_check != ReporterCheck.FLAGGED,
    )
    return (
        Record.status != RecordStatus.ERASED,
        or_(~Record.is_eu_only, literal(actor.states <= STATES)),
        ~is_barred,
        or_(
            share.where(RecordShare.view > 0).exists(),
            is_paired,
            visibility.has_learned(actor, EventKind.RELAYED),
        ),
    )
