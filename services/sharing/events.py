"""Decide which agencies learn of an event, and keep the decision.

The decision is made once, when the event is written, and is not changed later. The table is
`core.policy.sharing.events`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import case, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyStatus
from core.codes.notifications import EventKind, NotificationKind
from core.policy.sharing.events import EVENT_RULES, EventPart
from core.policy.sharing.information_flow import MatchKnowledge
from core.policy.sharing.views import View
from core.published import published
from models.agencies.agency import Agency
from models.matching_runs.match import Match, Score
from models.records.event_knowledge import EventKnowledge
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.foundation.context import Context
from services.sharing import match_knowledge, visibility
from services.sharing.match_knowledge import MatchSide
from services.sharing.visibility import VisibleRecord


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """What an agency has of a record and of a match at the time of an event.

    `view`: of the record that its notification names; `FULL` for an own record and for a
    notification about no record. `match`: its knowledge of the match that leads to it, `HIDDEN`
    without one. `other`: its view of the other record of this match. `is_barred`: a protection rule
    hides this other record from its state. `silent`: what a silent match may show of this other
    record, `HIDDEN` without one. `is_at_risk`: the record of `view` is about a person at risk.
    """

    view: View
    match: MatchKnowledge = MatchKnowledge.HIDDEN
    other: View = View.NONE
    is_barred: bool = False
    silent: MatchKnowledge = MatchKnowledge.HIDDEN
    is_at_risk: bool = False


def may_learn(kind: NotificationKind | EventKind, relation: Relation) -> bool:
    """Return whether an agency with this relation may learn of an event now."""
    rule = EVENT_RULES[kind]
    needed = rule.view if rule.at_risk is None or not relation.is_at_risk else rule.at_risk
    if relation.view < needed:
        return False
    if rule.match is None:
        return True
    is_known = relation.match >= rule.match and relation.other >= rule.other
    is_silent = rule.silent is not None and relation.silent >= rule.silent
    return not relation.is_barred and (is_known or is_silent)


def has_part(kind: NotificationKind | EventKind, part: EventPart) -> bool:
    """Return whether an agency that learns of an event of this kind learns a part of it."""
    return part in EVENT_RULES[kind].learned


def is_contact_known(seen: VisibleRecord) -> bool:
    """Return whether the viewer may know the state of a record and its contact desk."""
    return seen.is_responsible or (
        has_part(EventKind.CONTACT_SHOWN, EventPart.DESK)
        and may_learn(EventKind.CONTACT_SHOWN, Relation(seen.view, is_at_risk=seen.is_at_risk))
    )


def may_agency_learn(
    session: Session,
    context: Context,
    kind: NotificationKind | EventKind,
    agency_id: int,
    *,
    record_id: int | None = None,
    match_id: int | None = None,
) -> bool:
    """Return whether an agency may learn of an event on a record now, through a match if one is
    given.

    A closed agency never may. The relation is read under the worker's role, because the
    agency is often another one than that of the actor.
    """
    if session.get_one(Agency, agency_id).status == AgencyStatus.CLOSED:
        return False
    if record_id is None:
        return may_learn(kind, Relation(View.FULL))
    with database_roles.as_role(session, DatabaseRole.WORKER):
        view = _view_of(session, context, agency_id, record_id)
        if match_id is None or EVENT_RULES[kind].match is None:
            return may_learn(kind, Relation(view))
        rows = session.execute(
            select(Match, Score).join(Score, Score.id == Match.score_id).where(Match.id == match_id)
        ).all()
        sides = match_knowledge.sides_of(
            session, context.clock.now(), [(match, score) for match, score in rows]
        )
        own = next((side for side in sides if side.own.record.id == record_id), None)
        return may_learn(kind, Relation(view) if own is None else relation_in_match(own))


def _view_of(session: Session, context: Context, agency_id: int, record_id: int) -> View:
    responsible_id = session.scalar(select(Record.agency_id).where(Record.id == record_id))
    if responsible_id == agency_id:
        return View.FULL
    actor = visibility.agency_actor(session.get_one(Agency, agency_id))
    seen = visibility.visible_records(session, actor, now=context.clock.now(), ids=[record_id])
    return seen[0].view if seen else View.NONE


def relation_in_match(learner: MatchSide) -> Relation:
    """Return the relation of one side to a match now; the notification names the own record."""
    return Relation(
        View.FULL,
        match_knowledge.current(learner),
        learner.view,
        learner.other.is_barred,
        match_knowledge.silent(learner),
    )


def may_learn_in_match(kind: NotificationKind | EventKind, learner: MatchSide | None) -> bool:
    """Return whether one side of a match may learn of an event on the other record now.

    None, a side without a part in the match, learns nothing.
    """
    return learner is not None and may_learn(kind, relation_in_match(learner))


def decide(
    session: Session,
    context: Context,
    kind: EventKind,
    responsible: MatchSide,
    learner: MatchSide | None,
) -> bool:
    """Decide whether the other side of a match learns of an event on this side's record; store it.

    Return the decision. An agency that learns it keeps the contact desk of the record.
    """
    is_told = may_learn_in_match(kind, learner)
    record = responsible.own.record
    row = {
        "record_id": record.id,
        "agency_id": responsible.other.record.agency_id,
        "match_id": responsible.match.id,
        "kind": kind,
        "is_told": is_told,
    }
    store_rows(session, context, [row])
    if learner is not None and is_told and record.may_warn:
        with database_roles.as_role(session, DatabaseRole.WORKER):  # a row of the other agency
            store_learned(
                session,
                context,
                EventKind.CONTACT_SHOWN,
                agency_id=responsible.other.record.agency_id,
                record_id=record.id,
                relation=Relation(learner.view),
            )
    return is_told


def matches_with_audience(
    session: Session, kind: EventKind, match_ids: Collection[int]
) -> set[int]:
    """Return those of the matches for which it is decided who learns of an event of this kind."""
    query = select(EventKnowledge.match_id).where(
        EventKnowledge.kind == kind, EventKnowledge.match_id.in_(sorted(match_ids))
    )
    return {match_id for match_id in session.scalars(query) if match_id is not None}


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ToldAgency:
    """An agency that learned of an event, by its code, and when."""

    agency: str
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True)
class ToldReport:
    """A record whose responsible agency learned of an event on the record that it is paired
    with.
    """

    record_id: int
    event_record_id: int
    match_id: int
    told: ToldAgency


def told_reports(
    session: Session, kind: EventKind, *, of: int | None = None, to: int | None = None
) -> list[ToldReport]:
    """Return who learned of the events on the record `of`, or of which the responsible agency of
    `to` learned.

    The order is that of the decisions. Row-level security hides what the actor may not know.
    """
    other_end = case((Match.low == EventKnowledge.record_id, Match.high), else_=Match.low)
    query = (
        select(
            other_end,
            EventKnowledge.record_id,
            Match.id,
            Agency.code,
            EventKnowledge.decided_at,
        )
        .join(Match, Match.id == EventKnowledge.match_id)
        .join(Agency, Agency.id == EventKnowledge.agency_id)
        .where(EventKnowledge.kind == kind, EventKnowledge.is_told)
        .order_by(EventKnowledge.id)
    )
    if of is not None:
        query = query.where(EventKnowledge.record_id == of)
    if to is not None:
        query = query.where(other_end == to)
        query = query.where(or_(Match.low == to, Match.high == to))
    return [
        ToldReport(record_id, event_record_id, match_id, ToldAgency(code, at))
        for record_id, event_record_id, match_id, code, at in session.execute(query)
    ]


def keep_contacts(session: Session, context: Context, shown: Iterable[VisibleRecord]) -> None:
    """Store which contact desks of these records the viewer's agency is shown.

    So a later risk assessment does not change the desk that the agency reads. Skip own records,
    records whose desk the viewer may not know, records of people at risk, and rows that exist.
    """
    new = {
        (seen.record.id, seen.viewer_agency_id)
        for seen in shown
        if is_contact_known(seen)
        and seen.record.may_warn
        and not seen.has_contact
        and not seen.is_responsible
        and seen.viewer_agency_id not in {None, seen.record.agency_id}
    }
    rows: list[dict[str, object]] = [
        {
            "record_id": record_id,
            "agency_id": agency_id,
            "match_id": None,
            "kind": EventKind.CONTACT_SHOWN,
            "is_told": True,
        }
        for record_id, agency_id in sorted(new)
    ]
    store_rows(session, context, rows)


def store_learned(
    session: Session,
    context: Context,
    kind: EventKind,
    *,
    agency_id: int,
    record_id: int,
    relation: Relation,
) -> bool:
    """Store that an agency of this relation learns of an event on a record, if it may.

    Return whether it may. A repeated call has no effect.
    """
    if not may_learn(kind, relation):
        return False
    row = {"record_id": record_id, "agency_id": agency_id, "match_id": None, "kind": kind}
    store_rows(session, context, [{**row, "is_told": True}])
    return True


def store_rows(session: Session, context: Context, rows: list[dict[str, object]]) -> None:
    """Insert the rows that do not exist yet."""
    if not rows:
        return
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgres else sqlite.insert)(EventKnowledge)
    now = context.clock.now()
    session.execute(insert.on_conflict_do_nothing(), [{**row, "decided_at": now} for row in rows])
