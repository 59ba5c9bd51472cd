"""Possible matches: access to a match, lists of matches, and their evidence as text.

Decisions on matches are in `services.review.decisions`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from core.codes.case import DeadlineKind
from core.codes.records import RecordKind
from core.codes.review import MatchContact, MatchState
from core.errors import NotFound
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.process import DueStep
from core.policy.sharing.information_flow import BAND_BY_KNOWLEDGE, LINK_BAND, MatchKnowledge
from core.policy.sharing.views import REASONS_FROM_VIEW, View
from matching import Evidence, Explanation, explanations
from matching.engine import Scores
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.matching_runs.match import Match, MatchDecision, Score
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.case import deadlines
from services.foundation import actor_database_role as services_wall
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import person_view
from services.records import register
from services.records.register import LISTED_CLASSES, RecordView
from services.sharing import evidence_changes, match_desks, match_knowledge, visibility
from services.sharing.evidence_changes import NO_REVIEW, RequiredReview
from services.sharing.match_knowledge import ScoredMatch
from services.sharing.visibility import VisibleRecord

PAGE = 50
READ_AHEAD = 200
BAND_STEP = 2**56  # above any id; a position is eight bytes


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateView:
    """A match as one of its responsible agencies sees it; numbers and reasons only from view
    `identity`.

    `band` uses evidence that may be known of the other record
    (`core.policy.sharing.information_flow`); it is `link` at `link`. Probability and amount use
    only attributes whose agreement is explained. `bits` is the sum of the reasons. `bits`,
    `probability` and `amount` are None below `identity`, and for evidence of another engine
    version. `is_rescore_due`: the evidence is of another engine version, so numbers and reasons
    come with the next scoring (of a decided match: when the facts of a side change). This does not
    depend on the responsible agency or the view.

    `worked_until`: the end of the lease that a person of the own side took; None if nobody took it,
    or returned it. `withheld`: the code of the reason that hides facts from the found side
    (`visibility.withholding_reason`). `evidence`: a hash of the evidence shown, which a decision
    includes. `review`: why the own side must review the match before it can open more. `contact`:
    whom the own side calls; the desk itself is in `other.desk`. `is_by_hand`: two desks opened the
    match, which the engine missed. `due`: the step that comes
    next, set in lists only; None if no step comes next.
    """

    id: UUID
    state: str
    version: int
    band: str
    own: RecordView
    other: RecordView
    bits: float | None
    probability: float | None
    amount: float | None
    reasons: tuple[Explanation, ...]
    is_rescore_due: bool
    worked_until: datetime | None
    withheld: str
    evidence: str
    review: RequiredReview
    contact: MatchContact
    is_by_hand: bool
    due: DueStep | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class MatchAccess(ScoredMatch):
    """A match with its current score, as one side sees it.

    `known`: the knowledge of that side. `review`: why that side must review it. `version` counts
    the decision steps of that side and those of which it learned, from 1. `find_match` and the
    lists set both.
    """

    known: MatchKnowledge
    review: RequiredReview = NO_REVIEW
    version: int = 1

    @property
    def evidence(self) -> str:
        """A hash of the evidence that the viewer's side may know."""
        return evidence_changes.fingerprint(self.score, self.other)

    @property
    def band(self) -> str:
        """The band that the viewer's side may know, by name; `link` at view `link`."""
        return LINK_BAND if self.other.view is View.LINK else BAND_BY_KNOWLEDGE[self.known]

    def ends(self, *classes: FieldClass) -> tuple[audit_log.MatchAccessEnd, ...]:
        """Return both records for the audit log, with this match and the classes shown of each."""
        return tuple(
            audit_log.MatchAccessEnd(self.match.public_id, end.record.public_id, classes)
            for end in (self.own, self.other)
        )


def page_of_matches(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    after: int = 0,
    state: str = MatchState.OPEN,
    limit: int = PAGE,
) -> tuple[list[MatchAccess], int]:
    """Return a page of the actor's visible matches, and the position of the next page (0: the end).

    `after` is the position that the page before returned. The order is strong, possible, link,
    weak; within a band, the match with the lowest id is first, so that the earliest deadlines come
    first. `link` is the band of a match of which the agency knows no score. Sorting by bits would
    reveal hidden numbers. Hidden matches are skipped until the page is full, so its length reveals
    no hidden matches.
    """
    require(actor, Action.PROPOSE_DECISION)
    opened = _in_order(session, context, actor, after=after, state=state, more_than=limit)
    page = _with_reviews(session, opened[:limit])
    return page, _place(page[-1].known, page[-1].match.id) if len(opened) > limit else 0


def page_of_record(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[MatchAccess]:
    """Return the first `PAGE` visible matches of a record of the actor's agency, in any state.

    Waiting matches come first. Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.PROPOSE_DECISION
    ).record
    query, knowledge_column = _own(actor, context.clock.now())
    waits_first = case((Match.state.in_((MatchState.OPEN, MatchState.PROPOSED)), 0), else_=1)
    rows = session.execute(
        query.where(or_(Match.low == record.id, Match.high == record.id))
        .order_by(waits_first, knowledge_column.desc(), Match.id)
        .limit(READ_AHEAD)
    )
    return _with_reviews(session, _see(session, context, actor, rows)[:PAGE])


def _in_order(
    session: Session, context: Context, actor: Actor, *, after: int, state: str, more_than: int
) -> list[MatchAccess]:
    """Return the visible matches after a position in the list, more than `more_than`, or all."""
    opened: list[MatchAccess] = []
    ahead = min(READ_AHEAD, 4 * (more_than + 1))
    while len(opened) <= more_than:
        query, knowledge_column = _own(actor, context.clock.now())
        query = query.where(_is_after(knowledge_column, after), Match.state == state)
        rows = session.execute(query.order_by(knowledge_column.desc(), Match.id).limit(ahead)).all()
        opened += _see(session, context, actor, rows)
        if len(rows) < ahead:
            break
        last = rows[-1]
        after = _place(last[2], last[0].id)
    return opened


def next_open_match(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> UUID | None:
    """Return the next open match in the list, cyclically; None if this is the only one.

    No record is opened. Audited. Raise `NotFound` for a match that the actor does not see.
    """
    current = find_match(session, context, actor, public_id, Action.PROPOSE_DECISION)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("next_match", subject=public_id)
    )
    for after in (_place(current.known, current.match.id), 0):
        for access in _in_order(
            session, context, actor, after=after, state=MatchState.OPEN, more_than=1
        ):
            if access.match.id != current.match.id:
                return access.match.public_id
    return None


def _place(knowledge: int, match_id: int) -> int:
    """Return the list position of a match: inverse knowledge rank, then match id."""
    return (len(MatchKnowledge) - knowledge) * BAND_STEP + match_id


def _is_after(knowledge: ColumnElement[int], position: int) -> ColumnElement[bool]:
    if not position:
        return true()
    from_most, match_id = divmod(position, BAND_STEP)
    least = len(MatchKnowledge) - from_most
    return or_(knowledge < least, and_(knowledge == least, Match.id > match_id))


def read_match(session: Session, context: Context, actor: Actor, public_id: UUID) -> CandidateView:
    """Return one match with both records as far as visible and the evidence as text.

    Raise `NotFound` for a match that is hidden from the actor. Audited.
    """
    opened = find_match(session, context, actor, public_id, Action.PROPOSE_DECISION)
    deadlines.complete_deadline(
        session,
        context,
        DeadlineKind.FIRST_REVIEW,
        agency_id=opened.own.record.agency_id,
        about=CaseDeadline.match_id == opened.match.id,
    )
    shown = show_matches(session, context, actor, [opened], facts=True)[0]
    own, other = shown.own, shown.other
    act = audit_log.AuditEvent(
        "read_match",
        subject=public_id,
        ends=(
            audit_log.MatchAccessEnd(public_id, own.id, register.opened_classes(own, opened.own)),
            audit_log.MatchAccessEnd(
                public_id, other.id, register.opened_classes(other, opened.other)
            ),
        ),
    )
    audit_log.record_event(session, context, actor, act)
    return dataclasses.replace(shown, reasons=_reasons(session, context, opened, own, other))


def _own(actor: Actor, now: datetime) -> tuple[Select[Match, Score, int, bool], ColumnElement[int]]:
    """Return the query of the agency's matches, and its column of what the agency may
    know.

    A row has the match, its current score, what the agency may know, and whether it decided on the
    match.
    """
    # From own records to their matches by either index, so that other agencies' matches are not
    # scanned.
    ends = [
        select(Match.id.label("match_id"), known_column.label("known"))
        .join(Record, Record.id == end)
        .join(Agency, Agency.id == Record.agency_id)
        .where(visibility.of_own_agency(actor, now))
        for end, known_column in ((Match.low, Match.low_known), (Match.high, Match.high_known))
    ]
    both = union_all(*ends).subquery()
    own = (
        select(both.c.match_id, func.max(both.c.known).label("known"))
        .group_by(both.c.match_id)
        .subquery()
    )
    has_decided = _has_decided(actor).label("has_decided")
    query = select(Match, Score, own.c.known, has_decided).join(own, own.c.match_id == Match.id)
    return query.join(Score, Score.id == Match.score_id), own.c.known


def _has_decided(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor's agency decided on a decided match."""
    gave_decision = exists().where(
        MatchDecision.match_id == Match.id,
        MatchDecision.id > Match.undone_up_to,
        MatchDecision.agency_id == actor.agency_id,
    )
    return and_(Match.state.in_((MatchState.CONFIRMED, MatchState.REFUTED)), gave_decision)


def find_match(
    session: Session, context: Context, actor: Actor, public_id: UUID, action: Action
) -> MatchAccess:
    """Return a visible match from the actor's own side; raise `NotFound` for any other.

    Raise `Refused` before that for a role that may not do the action.
    """
    require(actor, action)
    query, _ = _own(actor, context.clock.now())
    opened = _see(
        session, context, actor, session.execute(query.where(Match.public_id == public_id))
    )
    if not opened:
        raise NotFound("no such match")
    return _with_reviews(session, opened[:1])[0]


def _with_reviews(session: Session, opened: Sequence[MatchAccess]) -> list[MatchAccess]:
    """Return the matches with the required reviews and versions of their own sides; two
    statements.
    """
    scores = evidence_changes.scores_of(session, [access.match for access in opened])
    steps = session.execute(
        select(MatchDecision.match_id, MatchDecision.agency_id, MatchDecision.is_learned).where(
            MatchDecision.match_id.in_([access.match.id for access in opened])
        )
    ).all()
    return [
        dataclasses.replace(
            access,
            version=1
            + sum(
                step.match_id == access.match.id
                and (step.is_learned or step.agency_id == access.own.record.agency_id)
                for step in steps
            ),
            review=evidence_changes.required_review(access.match, access.end, access.other, scores),
        )
        for access in opened
    ]


def from_other_side(
    session: Session, context: Context, opened: MatchAccess
) -> tuple[Actor, MatchAccess | None]:
    """Return the agency of the other record as actor, and the match as it sees it, read under its
    own role; None if the match is hidden from it.
    """
    actor = visibility.agency_actor(session.get_one(Agency, opened.other.record.agency_id))
    query, _ = _own(actor, context.clock.now())
    with database_roles.as_role(session, DatabaseRole.ACTOR, services_wall.describe_actor(actor)):
        rows = session.execute(query.where(Match.id == opened.match.id))
        seen = _see(session, context, actor, rows)
    return actor, seen[0] if seen else None


def find_confirmed_matches(
    session: Session, context: Context, actor: Actor, record_ids: Iterable[int]
) -> list[MatchAccess]:
    """Return the confirmed matches of these records that are visible to the actor, by id."""
    ids = sorted(record_ids)
    query, _ = _own(actor, context.clock.now())
    query = query.where(or_(Match.low.in_(ids), Match.high.in_(ids)))
    rows = session.execute(query.where(Match.state == MatchState.CONFIRMED).order_by(Match.id))
    return _see(session, context, actor, rows)


def own_match_ids(actor: Actor, now: datetime) -> Select[int]:
    """Return the query of the ids of the matches of the actor's own records, seen or hidden."""
    return _own(actor, now)[0].with_only_columns(Match.id)


def seen_matches(
    session: Session, context: Context, actor: Actor, match_ids: Iterable[int]
) -> dict[int, MatchAccess]:
    """Return those of these matches that the actor sees, by id. Not audited."""
    query, _ = _own(actor, context.clock.now())
    rows = session.execute(query.where(Match.id.in_(sorted(set(match_ids)))))
    return {access.match.id: access for access in _see(session, context, actor, rows)}


def known_matches(
    session: Session, context: Context, actor: Actor, record: Record
) -> dict[UUID, int | None]:
    """Return the public ids of the visible matches of a record of the actor's agency, each with the
    agency on the other side, None while the actor may not know it; always three statements.
    """
    query, _ = _own(actor, context.clock.now())
    query = query.where(or_(Match.low == record.id, Match.high == record.id))
    matches = _see(session, context, actor, session.execute(query))
    responsible_agencies = match_desks.are_responsible_known(
        session, actor, [access.other for access in matches]
    )
    return {
        access.match.public_id: access.other.record.agency_id if is_known else None
        for access, is_known in zip(matches, responsible_agencies, strict=True)
    }


def _see(
    session: Session,
    context: Context,
    actor: Actor,
    match_rows: Iterable[Row[Match, Score, int, bool]],
) -> list[MatchAccess]:
    """Return the visible matches, each from the actor's agency's side (the found side if it has
    both records).
    """
    rows = list(match_rows)
    ids = sorted({end for match, _, _, _ in rows for end in (match.low, match.high)})
    seen = {
        visible.record.id: visible
        for visible in visibility.records_with_view(
            session, actor, now=context.clock.now(), ids=ids
        )
    }
    opened = []
    for match, score, knowledge, has_decided in rows:
        if match.low not in seen or match.high not in seen:
            continue  # row-level security, the second protection, already returns no hidden record
        own, other = sorted(
            (seen[match.low], seen[match.high]),
            key=lambda visible: (
                not visible.is_responsible,
                visible.record.kind != RecordKind.FOUND,
            ),
        )
        level = _view_of(own, other, match, score, has_decided=has_decided)
        known_now = MatchKnowledge(knowledge)
        # the view may have changed before a job updated the stored knowledge
        if match.state == MatchState.OPEN and known_now is MatchKnowledge.HIDDEN:
            known_now = match_knowledge.known_scores_at(level, other.record.kind, score)
        if (
            own.is_responsible
            and level > View.NONE
            and (known_now is not MatchKnowledge.HIDDEN or match.state != MatchState.OPEN)
        ):
            reached = dataclasses.replace(
                other,
                view=level,
                classes=visibility.opened_classes(
                    actor, level, hides_appearance=other.hides_appearance
                ),
            )
            opened.append(MatchAccess(match, score, own, reached, known_now))
    return opened


def _view_of(
    own: VisibleRecord, other: VisibleRecord, match: Match, score: Score, *, has_decided: bool
) -> View:
    level = match_knowledge.view_of(own, other, match, score)
    return max(level, View.LINK) if has_decided and visibility.may_undo(other) else level


def reached_records(
    session: Session, context: Context, actor: Actor, ends: Collection[tuple[int, int]]
) -> frozenset[int]:
    """Return the ids of those records that the actor's agency sees at `link` or more.

    `ends` has ids of a match and of the record of one side. The agency sees the record by sharing,
    or from its own side of the match. Two statements.
    """
    query = select(Match, Score, _has_decided(actor)).join(Score, Score.id == Match.score_id)
    matches = session.execute(query.where(Match.id.in_(sorted({match for match, _ in ends})))).all()
    ids = {record for _, record in ends} | {
        end for match, _, _ in matches for end in (match.low, match.high)
    }
    seen = {
        visible.record.id: visible
        for visible in visibility.records_with_view(
            session, actor, now=context.clock.now(), ids=sorted(ids)
        )
    }
    views = {record: seen[record].view for _, record in ends if record in seen}
    for match, score, has_decided in matches:
        for end, other_end in ((match.low, match.high), (match.high, match.low)):
            own, other = seen.get(end), seen.get(other_end)
            if (match.id, other_end) not in ends or own is None or other is None:
                continue
            if own.is_responsible or own.record.agency_id == actor.agency_id:
                level = _view_of(own, other, match, score, has_decided=has_decided)
                views[other_end] = max(views[other_end], level)
    return frozenset(record for record, level in views.items() if level > View.NONE)


def show_matches(
    session: Session, context: Context, actor: Actor, opened: Sequence[MatchAccess], *, facts: bool
) -> list[CandidateView]:
    """Return the matches without reasons; not audited.

    `facts` opens the facts of both records; without it only the names of own records are opened.
    `other.desk` is the desk to call.
    """
    ends = [end for access in opened for end in (access.own, access.other)]
    if not facts:
        ends = [
            dataclasses.replace(
                end, classes=end.classes & LISTED_CLASSES if end.is_responsible else frozenset()
            )
            for end in ends
        ]
    views = iter(register.open_records(session, context, ends))
    called = match_desks.match_desks(
        session, context, actor, [(access.own, access.other) for access in opened]
    )
    return [
        _candidate(
            access, next(views), dataclasses.replace(next(views), desk=desks.other), desks.contact
        )
        for access, desks in zip(opened, called, strict=True)
    ]


def _candidate(
    access: MatchAccess, own: RecordView, other: RecordView, contact: MatchContact
) -> CandidateView:
    known_parts = evidence_changes.known_scores(access.score, access.other)
    is_explained = known_parts is not None and access.other.view >= REASONS_FROM_VIEW
    return CandidateView(
        id=access.match.public_id,
        state=access.match.state,
        version=access.version,
        band=access.band,
        own=own,
        other=other,
        bits=sum(part.bits for part in _shown_evidence(access, known_parts))
        if is_explained
        else None,
        probability=float(known_parts.probability[0])
        if known_parts is not None and is_explained
        else None,
        amount=float(known_parts.amount[0]) if known_parts is not None and is_explained else None,
        reasons=(),
        is_rescore_due=known_parts is None,
        worked_until=access.match.low_leased_until
        if access.end == "low"
        else access.match.high_leased_until,
        withheld=visibility.withholding_reason(access.own, access.other),
        evidence=access.evidence,
        review=access.review,
        contact=contact,
        is_by_hand=access.match.is_by_hand,
    )


def _shown_evidence(access: MatchAccess, known_parts: Scores | None) -> list[Evidence]:
    """Return the evidence that may be shown, greatest weight first.

    It excludes classes that are not opened in the other record.
    """
    evidence = () if known_parts is None else known_parts.evidence(0)
    shown_evidence = [
        part for part in evidence if visibility.may_reveal_attribute(part.attribute, access.other)
    ]
    return sorted(shown_evidence, key=lambda part: -abs(part.bits))


def _reasons(
    session: Session, context: Context, access: MatchAccess, own: RecordView, other_view: RecordView
) -> tuple[Explanation, ...]:
    """Return the stored levels as text, from the visible parts of both records.

    Empty below the view `identity`.
    """
    if access.other.view < REASONS_FROM_VIEW:
        return ()
    # only rounded frequencies are shown; the table of counts is restricted to this role
    with database_roles.as_matcher(session):
        rarity = context.rarity.in_force(session, context.keys).rarity
    persons = [
        person_view.person_of(view.statements, ref="", kind=view.kind) for view in (own, other_view)
    ]
    return explanations(
        _shown_evidence(access, evidence_changes.known_scores(access.score, access.other)),
        *persons,
        engine=context.engine,
        rarity=rarity,
    )
