"""Groups of confirmed matches: A is B, B is C. Records are never merged; contradictions are shown.

Undoing one link asks for a review of the others.
"""

from __future__ import annotations

import dataclasses
import itertools
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.codes.review import MatchState, ReviewCause
from core.policy.actions import Action
from core.policy.review import MAX_GROUP_SIZE
from core.policy.sharing.views import REASONS_FROM_VIEW
from core.published import published
from models.matching_runs.match import Match
from services.foundation import audit_log
from services.foundation.actor import MATCHER, Actor
from services.foundation.context import Context
from services.foundation.facts import person_view
from services.records import register
from services.records.register import RecordView
from services.review import decision_steps, visible_matches
from services.sharing import visibility
from services.sharing.visibility import VisibleRecord


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class GroupContradiction:
    """Two records of a group with a contradiction: a refuted match, or an attribute of both."""

    left: UUID
    right: UUID
    attribute: str
    level: str


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ConfirmedMatch:
    """A confirmed match with its two records."""

    match: UUID
    own: UUID
    other: UUID


@dataclasses.dataclass(frozen=True, slots=True)
class ConfirmedGroup:
    """The visible records of a group, their confirmed matches and contradictions."""

    members: tuple[RecordView, ...]
    confirmed_matches: tuple[ConfirmedMatch, ...]
    contradictions: tuple[GroupContradiction, ...]


def read_group(session: Session, context: Context, actor: Actor, match_id: UUID) -> ConfirmedGroup:
    """Return the group of a match, by confirmed matches that the actor may know of.

    Audited with the classes shown. Raise `NotFound` for a match that the actor does not see.
    """
    first = visible_matches.find_match(session, context, actor, match_id, Action.PROPOSE_DECISION)
    seen = {end.record.id: (end, first.match.public_id) for end in (first.own, first.other)}
    confirmed_matches: dict[int, visible_matches.MatchAccess] = {}
    frontier = set(seen)
    while frontier and len(seen) <= MAX_GROUP_SIZE:
        confirmed = visible_matches.find_confirmed_matches(session, context, actor, frontier)
        confirmed_matches |= {match.match.id: match for match in confirmed}
        reached = [
            (end, match.match.public_id) for match in confirmed for end in (match.own, match.other)
        ]
        frontier = {end.record.id for end, _ in reached} - seen.keys()
        for end, through in reached:
            if end.record.id not in seen or end.view > seen[end.record.id][0].view:
                seen[end.record.id] = (end, through)
    members = sorted(seen.values(), key=lambda member: member[0].record.id)
    ends = [end for end, _ in members]
    views = register.open_records(session, context, ends)
    shown_records = tuple(
        audit_log.MatchAccessEnd(visible, view.id, register.opened_classes(view, end))
        for view, (end, visible) in zip(views, members, strict=True)
    )
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("read_group", subject=match_id, ends=shown_records),
    )
    return ConfirmedGroup(
        tuple(views),
        tuple(
            ConfirmedMatch(
                link.match.public_id, link.own.record.public_id, link.other.record.public_id
            )
            for _, link in sorted(confirmed_matches.items())
        ),
        (*_refuted(session, ends), *_by_attributes(context, ends, views)),
    )


def _refuted(session: Session, ends: list[VisibleRecord]) -> list[GroupContradiction]:
    """Return refuted matches of members; only those with a record of the actor's agency can be
    known.
    """
    public_ids = {end.record.id: end.record.public_id for end in ends}
    own = {end.record.id for end in ends if end.is_responsible}
    rows = session.execute(
        select(Match.low, Match.high)
        .where(
            Match.low.in_(public_ids),
            Match.high.in_(public_ids),
            or_(Match.low.in_(own), Match.high.in_(own)),
        )
        .where(Match.state == MatchState.REFUTED)
    )
    return [
        GroupContradiction(public_ids[low], public_ids[high], "match_decision", MatchState.REFUTED)
        for low, high in rows
    ]


def _by_attributes(
    context: Context, ends: list[VisibleRecord], views: list[RecordView]
) -> list[GroupContradiction]:
    """Compare members pairwise by visible statements; return contradictions that may be shown."""
    comparisons = [
        (end, view, person_view.person_of(view.statements, ref="", kind=view.kind))
        for end, view in zip(ends, views, strict=True)
        if end.view >= REASONS_FROM_VIEW
    ]
    contradictions = []
    for (left, left_shown, a), (right, right_shown, b) in itertools.combinations(comparisons, 2):
        for attribute_evidence in context.engine.compare(a, b).evidence:
            may_reveal = all(
                end.is_responsible
                or visibility.may_reveal_attribute(attribute_evidence.attribute, end)
                for end in (left, right)
            )
            if attribute_evidence.bits < 0 and may_reveal:
                contradictions.append(
                    GroupContradiction(
                        left_shown.id,
                        right_shown.id,
                        attribute_evidence.attribute,
                        attribute_evidence.level,
                    )
                )
    return contradictions


def review_links(session: Session, context: Context, record_id: int) -> None:
    """Ask for a review of the confirmed matches of a group in which one link was undone.

    The links stay confirmed until a person undoes them. For workers: links between agencies that
    are hidden from each other are reached too.
    """
    reached, frontier = {record_id}, {record_id}
    while frontier:
        touches = or_(Match.low.in_(frontier), Match.high.in_(frontier))
        query = (
            select(Match)
            .where(touches, Match.state == MatchState.CONFIRMED)
            .order_by(Match.low, Match.high)
        )
        matches = session.scalars(query.with_for_update()).all()
        frontier = {end for match in matches for end in (match.low, match.high)} - reached
        reached |= frontier
        for match in matches:
            if match.low_review == match.high_review == ReviewCause.LINK_BROKEN:
                continue
            decision_steps.require_review_of_both(session, context, match, ReviewCause.LINK_BROKEN)
            event = audit_log.AuditEvent("require_review", subject=match.public_id)
            audit_log.record_event(session, context, MATCHER, event)
        session.flush()
