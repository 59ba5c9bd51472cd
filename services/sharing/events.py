"""Decide which agencies learn of an event on a record of another agency, and keep the decision.

The decision is made once, when the event is written. What an agency was told stays. What it was not
told is not added later.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from core.codes.notices import EventKind
from core.policy.sharing.events import EVENT_RULES
from core.policy.sharing.information_flow import PairKnowledge
from core.policy.sharing.views import View
from core.published import published
from models.agencies.agency import Agency
from models.matching_runs.pair import Pair
from models.oversight.audit import Audit, AuditRecord
from models.records.event_knowledge import EventKnowledge
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.sql.bulk import insert_rows
from services.foundation.context import Context
from services.sharing.pair_knowledge import PairSide


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """What an agency has of a record at the time of an event.

    `pair` is its knowledge of the pair that leads it there, `HIDDEN` without a pair.
    `has_contact`: the contact desk of the record was shown to it.
    """

    view: View
    pair: PairKnowledge = PairKnowledge.HIDDEN
    has_contact: bool = False


def may_learn(kind: EventKind, relation: Relation) -> bool:
    """Return whether an agency with this relation to a record may learn of an event on it now."""
    rule = EVENT_RULES[kind]
    return (
        relation.view >= rule.view
        and relation.pair >= rule.pair
        and not (rule.is_hidden_after_contact and relation.has_contact)
    )


def may_learn_in_pair(kind: EventKind, learner: PairSide | None) -> bool:
    """Return whether one side of a pair may learn of an event on the other record now.

    None, a side without a part in the pair, learns nothing.
    """
    return learner is not None and may_learn(kind, Relation(learner.view, learner.known))


def decide(
    session: Session, context: Context, kind: EventKind, owner: PairSide, learner: PairSide | None
) -> bool:
    """Decide whether the other side of a pair learns of an event on this side's record; store it.

    Return the decision.
    """
    is_told = may_learn_in_pair(kind, learner)
    row = {
        "record_id": owner.own.record.id,
        "agency_id": owner.other.record.agency_id,
        "pair_id": owner.pair.id,
        "kind": kind,
        "is_told": is_told,
    }
    _store(session, context, [row])
    return is_told


def decided_pairs(session: Session, kind: EventKind, pair_ids: Collection[int]) -> set[int]:
    """Return those of the pairs for which it is decided who learns of an event of this kind."""
    query = select(EventKnowledge.pair_id).where(
        EventKnowledge.kind == kind, EventKnowledge.pair_id.in_(sorted(pair_ids))
    )
    return {pair_id for pair_id in session.scalars(query) if pair_id is not None}


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ToldAgency:
    """An agency that learned of an event, by its code, and when."""

    agency: str
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True)
class ToldReport:
    """A record whose owner learned of an event on the record that it is paired with."""

    record_id: int
    event_record_id: int
    pair_id: int
    told: ToldAgency


def told_reports(
    session: Session, kind: EventKind, *, of: int | None = None, to: int | None = None
) -> list[ToldReport]:
    """Return who learned of the events on the record `of`, or of which the owner of `to` learned.

    The order is that of the decisions. Row-level security hides what the actor may not know.
    """
    other_end = case((Pair.low == EventKnowledge.record_id, Pair.high), else_=Pair.low)
    query = (
        select(
            other_end,
            EventKnowledge.record_id,
            Pair.id,
            Agency.code,
            EventKnowledge.decided_at,
        )
        .join(Pair, Pair.id == EventKnowledge.pair_id)
        .join(Agency, Agency.id == EventKnowledge.agency_id)
        .where(EventKnowledge.kind == kind, EventKnowledge.is_told)
        .order_by(EventKnowledge.id)
    )
    if of is not None:
        query = query.where(EventKnowledge.record_id == of)
    if to is not None:
        query = query.where(other_end == to)
        query = query.where(or_(Pair.low == to, Pair.high == to))
    return [
        ToldReport(record_id, event_record_id, pair_id, ToldAgency(code, at))
        for record_id, event_record_id, pair_id, code, at in session.execute(query)
    ]


def keep_contact(session: Session, context: Context, record: Record) -> None:
    """Keep the contact desk of a record for every agency to which it was shown.

    For the event that the person counts as one at risk, before it is stored on the record. Every
    agency that read the record, or was told of an event on it, counts as one that was shown the
    desk: the audit log names them.
    """
    with database_roles.as_role(session, DatabaseRole.WORKER):  # acts of all agencies
        readers = (
            select(Audit.agency_id)
            .join(AuditRecord, AuditRecord.audit_id == Audit.id)
            .where(AuditRecord.record == record.public_id, Audit.agency_id.is_not(None))
        )
        told = select(EventKnowledge.agency_id).where(EventKnowledge.record_id == record.id)
        agencies = set(session.scalars(readers)) | set(session.scalars(told))
        hide_risk(session, context, [record.id], agencies - {record.agency_id})


def hide_risk(
    session: Session,
    context: Context,
    record_ids: Collection[int],
    agencies: Collection[int | None],
) -> None:
    """Store that these agencies do not learn when the people of these records count as at risk.

    Rows that exist stay.
    """
    known = select(EventKnowledge.record_id, EventKnowledge.agency_id).where(
        EventKnowledge.kind == EventKind.AT_RISK, EventKnowledge.record_id.in_(sorted(record_ids))
    )
    existing = {(row.record_id, row.agency_id) for row in session.execute(known)}
    new = {(record_id, agency) for record_id in record_ids for agency in agencies if agency}
    _store(
        session,
        context,
        [
            {
                "record_id": record_id,
                "agency_id": agency,
                "pair_id": None,
                "kind": EventKind.AT_RISK,
                "is_told": may_learn(EventKind.AT_RISK, Relation(View.HIT, has_contact=True)),
            }
            for record_id, agency in sorted(new - existing)
        ],
    )


def _store(session: Session, context: Context, rows: list[dict[str, object]]) -> None:
    now = context.clock.now()
    insert_rows(session, EventKnowledge, [{**row, "decided_at": now} for row in rows])
