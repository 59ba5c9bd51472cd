"""Candidate pairs: who sees a pair, lists of pairs, and their evidence in words.

Verdicts on pairs are in `services.review.verdicts`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
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
from core.codes.review import PairState
from core.errors import NotFound
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.information_flow import BAND_BY_KNOWLEDGE, LINK_BAND, PairKnowledge
from core.policy.views import REASONS_FROM_VIEW, View
from matching import Evidence, EvidenceError, Explanation, explanations
from matching.engine import Scores
from matching.model.levels import ATTRIBUTE_NAMES
from matching.score_masking import stored_arrays
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.matching_runs.pair import Pair, Score, Verdict
from models.records.record import Record
from models.row_security import database_roles
from services.case import deadlines
from services.foundation import audit_log, person_view
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.records import records
from services.records.records import LISTED_CLASSES, RecordView
from services.sharing import evidence_changes, flow_table, pair_knowledge, visibility
from services.sharing.evidence_changes import NO_REVIEW, RequiredReview
from services.sharing.visibility import VisibleRecord

PAGE = 50
READ_AHEAD = 200
BAND_STEP = 2**56  # above any id; a position is eight bytes


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateView:
    """A pair as one of its owners sees it. Numbers and reasons only where the other record is seen
    at `identity`.

    `band` uses what may be known of the other record (`core.policy.information_flow`); it is `link`
    at `hit`. Probability and amount use only attributes whose agreement is explained. `bits` is the
    sum of the reasons. `is_rescore_due`: the evidence is another version's, so that numbers and
    reasons come with the next scoring only (of a decided pair: when the facts of a side change).
    Whose record it is or what is seen of it makes no difference. `worked_until`: how long it is
    somebody's by a lease. `withheld`: what keeps facts of the other record from the found side, as
    `visibility.withholding_reason` says. `evidence`: a hash of the evidence shown, which a verdict
    names. `review`: why the own side must review the pair before it opens anything new.
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


@dataclasses.dataclass(frozen=True, slots=True)
class PairAccess:
    """A pair with its current score, seen from one side.

    `known`: what that side may know of it. `review`: why that side must review it; set by
    `find_pair` and the lists only.
    """

    pair: Pair
    score: Score
    own: VisibleRecord
    other: VisibleRecord
    known: PairKnowledge
    review: RequiredReview = NO_REVIEW

    @property
    def evidence(self) -> str:
        """A hash of the evidence that the own side may know."""
        return evidence_changes.fingerprint(self.score, self.other)

    @property
    def end(self) -> str:
        """Which end of the pair is the own record: `low` or `high`."""
        return "low" if self.pair.low == self.own.record.id else "high"

    @property
    def band(self) -> str:
        """The band that the own side may know, `link` where it knows none."""
        return LINK_BAND if self.other.view is View.HIT else BAND_BY_KNOWLEDGE[self.known]

    def ends(self, *classes: FieldClass) -> tuple[audit_log.PairAccessEnd, ...]:
        """Return both records for the audit log, reached through this pair, with the classes shown
        of each.
        """
        return tuple(
            audit_log.PairAccessEnd(self.pair.public_id, end.record.public_id, classes)
            for end in (self.own, self.other)
        )


def list_pairs(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    after: int = 0,
    state: str = PairState.OPEN,
    limit: int = PAGE,
) -> tuple[list[CandidateView], int]:
    """Return a page of the pairs of own records that exist for the actor, and the position to go on
    from (0: the end).

    Strong before possible before links before weak, within them those that have waited longest,
    whose clocks end first: bits would rank pairs whose numbers are not told. Of one's own records
    the names alone, nothing of the others, no reasons. Hidden pairs are read over until the page is
    full, so that its length tells nothing.
    """
    require(actor, Action.PROPOSE_VERDICT)
    opened = _in_order(session, context, actor, after=after, state=state, more_than=limit)
    page = _with_reviews(session, opened[:limit])
    return _lines(session, context, actor, page), _position(page[-1]) if len(opened) > limit else 0


def list_of_record(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[CandidateView]:
    """Return the pairs of one own record that exist for the actor, in whatever state, as lines of
    the list; `NotFound` for a record that is not one's own. At most a page: what waits stands
    first. Audited.
    """
    record = records.require_own_record(
        session, context, actor, record_id, Action.PROPOSE_VERDICT
    ).record
    touches = or_(Pair.low == record.id, Pair.high == record.id)
    query, known = _owned(actor, context.clock.now())
    waits_first = case((Pair.state.in_((PairState.OPEN, PairState.PROPOSED)), 0), else_=1)
    rows = session.execute(
        query.where(touches).order_by(waits_first, known.desc(), Pair.id).limit(READ_AHEAD)
    )
    page = _with_reviews(session, _see(session, context, actor, rows)[:PAGE])
    return _lines(session, context, actor, page, subject=record_id)


def _lines(
    session: Session,
    context: Context,
    actor: Actor,
    page: Sequence[PairAccess],
    *,
    subject: UUID | None = None,
) -> list[CandidateView]:
    """Return pairs as lines of a list, with the names of own records alone; which were shown goes
    into the trail.
    """
    found = [
        _candidate(access, own, other_view, ())
        for access, own, other_view in _show(session, context, page, facts=False)
    ]
    shown_records = tuple(
        audit_log.PairAccessEnd(
            line.id,
            end.id,
            (FieldClass.F0, *sorted(LISTED_CLASSES)) if end.is_owner else (FieldClass.F0,),
        )
        for line in found
        for end in (line.own, line.other)
    )
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("list_pairs", subject=subject, ends=shown_records),
    )
    return found


def _in_order(
    session: Session, context: Context, actor: Actor, *, after: int, state: str, more_than: int
) -> list[PairAccess]:
    """Return the pairs that exist for the actor behind a position in the list's order: more than so
    many, or all.
    """
    opened: list[PairAccess] = []
    ahead = min(READ_AHEAD, 4 * (more_than + 1))
    while len(opened) <= more_than:
        query, known = _owned(actor, context.clock.now())
        query = (
            query.where(_is_after(known, after), Pair.state == state)
            .order_by(known.desc(), Pair.id)
            .limit(ahead)
        )
        rows = session.execute(query).all()
        opened += _see(session, context, actor, rows)
        if len(rows) < ahead:
            break
        last = rows[-1]
        after = _place(last[2], last[0].id)
    return opened


def next_open_pair(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> UUID | None:
    """Return the open pair behind this one in the list's order, behind the last the first; None
    where it is the only one. Nothing of any record is opened. Audited.
    """
    require(actor, Action.PROPOSE_VERDICT)
    current = find_pair(session, context, actor, public_id)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("next_pair", subject=public_id)
    )
    for after in (_position(current), 0):
        behind = _in_order(session, context, actor, after=after, state=PairState.OPEN, more_than=1)
        found = next(
            (access.pair.public_id for access in behind if access.pair.id != current.pair.id), None
        )
        if found is not None:
            return found
    return None


def _position(access: PairAccess) -> int:
    """Return a pair's place in the list as one number."""
    return _place(access.known, access.pair.id)


def _place(known: int, pair_id: int) -> int:
    """Return a place in the list: how far what is known is from the most, then the id of the
    pair.
    """
    return (len(PairKnowledge) - known) * BAND_STEP + pair_id


def _is_after(known: ColumnElement[int], position: int) -> ColumnElement[bool]:
    if not position:
        return true()
    from_most, pair_id = divmod(position, BAND_STEP)
    least = len(PairKnowledge) - from_most
    return or_(known < least, and_(known == least, Pair.id > pair_id))


def read_pair(session: Session, context: Context, actor: Actor, public_id: UUID) -> CandidateView:
    """Return one pair with both records as far as they are seen and the evidence in words;
    `NotFound` otherwise.
    """
    require(actor, Action.PROPOSE_VERDICT)
    opened = find_pair(session, context, actor, public_id)
    deadlines.complete_deadline(
        session,
        context,
        DeadlineKind.FIRST_REVIEW,
        agency_id=opened.own.record.agency_id,
        about=CaseDeadline.pair_id == opened.pair.id,
    )
    access, own, other_view = _show(session, context, [opened], facts=True)[0]
    act = audit_log.AuditEvent(
        "read_pair",
        subject=public_id,
        ends=(
            audit_log.PairAccessEnd(public_id, own.id, records.opened_classes(own, access.own)),
            audit_log.PairAccessEnd(
                public_id, other_view.id, records.opened_classes(other_view, access.other)
            ),
        ),
    )
    audit_log.record_event(session, context, actor, act)
    return _candidate(access, own, other_view, _reasons(session, context, access, own, other_view))


def _owned(
    actor: Actor, now: datetime
) -> tuple[Select[Pair, Score, int, bool], ColumnElement[int]]:
    """Return the query of the pairs of own records, and its column of what the own side may know.

    Its rows: the pair, its current score, what is known, and whether the own agency refuted it.
    """
    # From the own records to their pairs by either index: never over everybody's pairs.
    ends = [
        select(Pair.id.label("pair_id"), known.label("known"))
        .join(Record, Record.id == end)
        .join(Agency, Agency.id == Record.agency_id)
        .where(visibility.owned_by(actor, now))
        for end, known in ((Pair.low, Pair.low_known), (Pair.high, Pair.high_known))
    ]
    both = union_all(*ends).subquery()
    own = (
        select(both.c.pair_id, func.max(both.c.known).label("known"))
        .group_by(both.c.pair_id)
        .subquery()
    )
    has_refuted = and_(
        Pair.state == PairState.REFUTED,
        exists().where(
            Verdict.pair_id == Pair.id,
            Verdict.id > Pair.said_after,
            Verdict.agency_id == actor.agency_id,
        ),
    ).label("has_refuted")
    query = select(Pair, Score, own.c.known, has_refuted).join(own, own.c.pair_id == Pair.id)
    return query.join(Score, Score.id == Pair.score_id), own.c.known


def find_pair(session: Session, context: Context, actor: Actor, public_id: UUID) -> PairAccess:
    """Return a pair that exists for the actor, from its own side; `NotFound` otherwise."""
    query, _ = _owned(actor, context.clock.now())
    opened = _see(
        session, context, actor, session.execute(query.where(Pair.public_id == public_id))
    )
    if not opened:
        raise NotFound("no such pair")
    return _with_reviews(session, opened[:1])[0]


def _with_reviews(session: Session, opened: Sequence[PairAccess]) -> list[PairAccess]:
    """Return the pairs with the reviews that their own sides owe; one statement."""
    scores = evidence_changes.scores_of(session, [access.pair for access in opened])
    return [
        dataclasses.replace(
            access,
            review=evidence_changes.required_review(access.pair, access.end, access.other, scores),
        )
        for access in opened
    ]


def is_pair_known_to(session: Session, context: Context, actor: Actor, opened: PairAccess) -> bool:
    """Return whether a pair exists for an actor of its other side."""
    query, _ = _owned(actor, context.clock.now())
    return bool(
        _see(session, context, actor, session.execute(query.where(Pair.id == opened.pair.id)))
    )


def find_confirmed_pairs(
    session: Session, context: Context, actor: Actor, record_ids: Iterable[int]
) -> list[PairAccess]:
    """Return the confirmed pairs of these records that exist for the actor, by id."""
    ids = sorted(record_ids)
    touches = or_(Pair.low.in_(ids), Pair.high.in_(ids))
    query, _ = _owned(actor, context.clock.now())
    query = query.where(touches, Pair.state == PairState.CONFIRMED).order_by(Pair.id)
    return _see(session, context, actor, session.execute(query))


def known_pair_ids(
    session: Session, context: Context, actor: Actor, record: Record
) -> frozenset[UUID]:
    """Return the public ids of the pairs of an own record that exist for the actor; two statements,
    always.
    """
    touches = or_(Pair.low == record.id, Pair.high == record.id)
    query, _ = _owned(actor, context.clock.now())
    found = _see(session, context, actor, session.execute(query.where(touches)))
    return frozenset(access.pair.public_id for access in found)


def _see(
    session: Session, context: Context, actor: Actor, found: Iterable[Row[Pair, Score, int, bool]]
) -> list[PairAccess]:
    """Return the pairs that exist for the actor, each from its own side (the found one where both
    are own).
    """
    rows = list(found)
    ids = sorted({end for pair, _, _, _ in rows for end in (pair.low, pair.high)})
    seen = {
        visible.record.id: visible
        for visible in visibility.records_with_view(
            session, actor, now=context.clock.now(), ids=ids
        )
    }
    opened = []
    for pair, score, known, has_refuted in rows:
        if pair.low not in seen or pair.high not in seen:
            continue  # the second wall does not even give a hidden one away
        ends = sorted(
            (seen[pair.low], seen[pair.high]),
            key=lambda visible: (not visible.is_owner, visible.record.kind != RecordKind.FOUND),
        )
        own, other = ends
        level = pair_knowledge.view_of(own, other, pair, score)
        if has_refuted and visibility.may_undo_refuted(own, other):
            level = max(level, View.HIT)
        known_now = PairKnowledge(known)
        if (
            pair.state == PairState.OPEN and known_now is PairKnowledge.HIDDEN
        ):  # perhaps the view rose and no job has settled it yet
            known_now = pair_knowledge.known_scores_at(level, other.record.kind, score)
        if (
            own.is_owner
            and level > View.NONE
            and (known_now is not PairKnowledge.HIDDEN or pair.state != PairState.OPEN)
        ):
            reached = dataclasses.replace(
                other, view=level, classes=visibility.opened_classes(actor, level)
            )
            opened.append(PairAccess(pair, score, own, reached, known_now))
    return opened


def _show(
    session: Session, context: Context, opened: Sequence[PairAccess], *, facts: bool
) -> list[tuple[PairAccess, RecordView, RecordView]]:
    ends = [end for access in opened for end in (access.own, access.other)]
    if not facts:
        ends = [
            dataclasses.replace(
                end, classes=end.classes & LISTED_CLASSES if end.is_owner else frozenset()
            )
            for end in ends
        ]
    views = iter(records.open_records(session, context, ends))
    return [(access, next(views), next(views)) for access in opened]


def _candidate(
    access: PairAccess, own: RecordView, other_view: RecordView, reasons: tuple[Explanation, ...]
) -> CandidateView:
    known = _known_scores(access)
    is_explained = known is not None and access.other.view >= REASONS_FROM_VIEW
    return CandidateView(
        id=access.pair.public_id,
        state=access.pair.state,
        version=access.pair.version,
        band=access.band,
        own=own,
        other=other_view,
        bits=sum(part.bits for part in _shown_evidence(access, known)) if is_explained else None,
        probability=float(known.probability[0]) if known is not None and is_explained else None,
        amount=float(known.amount[0]) if known is not None and is_explained else None,
        reasons=reasons,
        is_rescore_due=known is None,
        worked_until=access.pair.low_leased_until
        if access.end == "low"
        else access.pair.high_leased_until,
        withheld=visibility.withholding_reason(access.own, access.other),
        evidence=access.evidence,
        review=access.review,
    )


def _known_scores(access: PairAccess) -> Scores | None:
    """Return the score in force for showing as numbers; None if another version of the engine wrote
    it.

    A number is finer than a band, so it uses only attributes whose agreement is explained as well.
    """
    try:
        levels, bits = stored_arrays([access.score.levels])
    except EvidenceError:
        return None
    known_scores = flow_table.score_mask(access.other.view, access.other.record.kind).only(
        name for name in ATTRIBUTE_NAMES if visibility.may_reveal_attribute(name, access.other)
    )
    return known_scores.scores(levels, bits, access.score.population)


def _shown_evidence(access: PairAccess, known: Scores | None) -> list[Evidence]:
    """Return the evidence that may be told, weightiest first: nothing of a class that is not opened
    of the other.
    """
    evidence = () if known is None else known.evidence(0)
    shown_evidence = [
        part for part in evidence if visibility.may_reveal_attribute(part.attribute, access.other)
    ]
    return sorted(shown_evidence, key=lambda part: -abs(part.bits))


def _reasons(
    session: Session, context: Context, access: PairAccess, own: RecordView, other_view: RecordView
) -> tuple[Explanation, ...]:
    """Render the stored levels in words, from what may be seen of both records; nothing below
    `identity`.
    """
    if access.other.view < REASONS_FROM_VIEW:
        return ()
    with database_roles.as_matcher(
        session
    ):  # how common a name is, rounded; the counts themselves stay behind the wall
        rarity = context.rarity.in_force(session, context.keys).rarity
    persons = [
        person_view.person_of(view.statements, ref="", kind=view.kind) for view in (own, other_view)
    ]
    return explanations(
        _shown_evidence(access, _known_scores(access)),
        *persons,
        engine=context.engine,
        rarity=rarity,
    )
