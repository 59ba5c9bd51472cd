"""Working candidate pairs: who sees a pair, its evidence in words, proposals and confirmations.

Data flows to where the child is: the found side compares, proposes and confirms; the missing side confirms the identity
of its own report. Within one agency a supervisor who is not the proposer confirms.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Select, select, union, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from core.errors import Conflict, InvalidInput, NotFound, VersionConflict
from core.policy import REASONS_FROM, VERDICT_REASONS, Action, FieldClass, View, scope
from core.policy_disclosure import BEST_INTERESTS_HOURS
from matching import BANDS, Compared, Evidence, EvidenceError, decode_levels, explanations, line_of
from models import wall
from models.agency import Agency
from models.pair import Pair, Score, Verdict
from models.record import Record
from models.wall import Door, Who
from services import audit, clocks, people, records, release, visibility
from services.actor import Actor, require
from services.context import Context
from services.records import Shown
from services.visibility import Seen

PAGE = 50
READ_AHEAD = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One line of the waterfall: attribute, level, bits for (+) or against (-), the words of it, and what was compared.

    The bits of `compared`, where they are told, add up to `bits`.
    """

    attribute: str
    level: str
    bits: float
    words: str
    compared: tuple[Compared, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A pair as one of its owners sees it. Numbers and reasons only where the other record is seen at `identity`.

    `bits` is the sum of the reasons told; probability and amount are missing where some evidence may not be told.
    `is_rescore_due`: the evidence is another version's, so that numbers and reasons come with the next scoring only (of
    a decided pair: when the facts of a side change). Whose record it is or what is seen of it makes no difference.
    """

    id: UUID
    state: str
    version: int
    band: str
    own: Shown
    other: Shown
    bits: float | None
    probability: float | None
    amount: float | None
    reasons: tuple[Reason, ...]
    is_rescore_due: bool
    position: int


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """A pair with its score in force, from the side of the one who looks."""

    pair: Pair
    score: Score
    own: Seen
    other: Seen


def list_pairs(
    session: Session, context: Context, actor: Actor, *, after: int = 0, state: str = "open", limit: int = PAGE
) -> tuple[list[Candidate], int]:
    """Return a page of the pairs of own records that exist for the actor, and the position to go on from (0: the end).

    Without facts and reasons. Hidden pairs are read over until the page is full, so that its length tells nothing.
    """
    require(actor, Action.PROPOSE_VERDICT)
    opened: list[Opened] = []
    position = after
    while len(opened) <= limit:
        query = _owned(actor, context.clock.now()).where(Pair.id > position, Pair.state == state).limit(READ_AHEAD)
        rows = [(row[0], row[1]) for row in session.execute(query)]
        opened += _see(session, context, actor, rows)
        if len(rows) < READ_AHEAD:
            break
        position = rows[-1][0].id
    page = opened[:limit]
    found = [_candidate(one, own, other, ()) for one, own, other in _show(session, context, page, facts=False)]
    shown = tuple((end.id, (FieldClass.F0,)) for one in found for end in (one.own, one.other))
    audit.note(session, context, actor, audit.Act("list_pairs", records=shown))
    return found, page[-1].pair.id if len(opened) > limit else 0


def read_pair(session: Session, context: Context, actor: Actor, public_id: UUID) -> Candidate:
    """Return one pair with both records as far as they are seen and the evidence in words; `NotFound` otherwise."""
    require(actor, Action.PROPOSE_VERDICT)
    opened = find(session, context, actor, public_id)
    clocks.meet(session, context, "first_look", agency_id=opened.own.record.agency_id, pair_id=opened.pair.id)
    one, own, other = _show(session, context, [opened], facts=True)[0]
    act = audit.Act(
        "read_pair",
        subject=public_id,
        records=(
            (own.id, records.classes_shown(own, one.own)),
            (other.id, records.classes_shown(other, one.other)),
        ),
    )
    audit.note(session, context, actor, act)
    return _candidate(one, own, other, _reasons(session, context, one, own, other))


def _owned(actor: Actor, now: datetime) -> Select[Pair, Score]:
    # From the own records to their pairs by either index: never over everybody's pairs.
    sides = [
        select(Pair.id)
        .join(Record, Record.id == end)
        .join(Agency, Agency.id == Record.agency_id)
        .where(visibility.owns(actor, now))
        for end in (Pair.low, Pair.high)
    ]
    return (
        select(Pair, Score).join(Score, Score.id == Pair.score_id).where(Pair.id.in_(union(*sides))).order_by(Pair.id)
    )


def find(session: Session, context: Context, actor: Actor, public_id: UUID) -> Opened:
    """Return a pair that exists for the actor, from its own side; `NotFound` otherwise."""
    query = _owned(actor, context.clock.now()).where(Pair.public_id == public_id)
    row = session.execute(query).first()
    opened = _see(session, context, actor, [] if row is None else [(row[0], row[1])])
    if not opened:
        raise NotFound("no such pair")
    return opened[0]


def _see(session: Session, context: Context, actor: Actor, rows: Sequence[tuple[Pair, Score]]) -> list[Opened]:
    """Return the pairs that exist for the actor, each from its own side (the found one where both are own)."""
    ids = sorted({end for pair, _ in rows for end in (pair.low, pair.high)})
    seen = {
        one.record.id: one for one in visibility.look_at_all(session, actor, now=context.clock.now(), ids=ids or [0])
    }
    opened = []
    for pair, score in rows:
        if pair.low not in seen or pair.high not in seen:
            continue  # the second wall does not even give a hidden one away
        ends = sorted((seen[pair.low], seen[pair.high]), key=lambda one: (not one.is_owner, one.record.kind != "found"))
        own, other = ends
        level = visibility.view_in_pair(own, other, band=BANDS[score.band], state=pair.state)
        if own.is_owner and level > View.NONE:
            reached = dataclasses.replace(other, view=level, classes=visibility.classes_at(actor, level))
            opened.append(Opened(pair, score, own, reached))
    return opened


def _show(
    session: Session, context: Context, opened: Sequence[Opened], *, facts: bool
) -> list[tuple[Opened, Shown, Shown]]:
    ends = [end for one in opened for end in (one.own, one.other)]
    if not facts:
        ends = [dataclasses.replace(end, classes=frozenset()) for end in ends]
    shown = iter(records.show(session, context, ends))
    return [(one, next(shown), next(shown)) for one in opened]


def _candidate(one: Opened, own: Shown, other: Shown, reasons: tuple[Reason, ...]) -> Candidate:
    evidence = _evidence(one)
    is_explained = evidence is not None and one.other.view >= REASONS_FROM
    is_whole = is_explained and all(_may_tell(one, part) for part in evidence or () if part.bits)
    return Candidate(
        id=one.pair.public_id,
        state=one.pair.state,
        version=one.pair.version,
        band=BANDS[one.score.band],
        own=own,
        other=other,
        bits=sum(part.bits for part in _told(one)) if is_explained else None,
        probability=one.score.probability if is_whole else None,
        amount=one.score.amount if is_whole else None,
        reasons=reasons,
        is_rescore_due=evidence is None,
        position=one.pair.id,
    )


def _may_tell(one: Opened, part: Evidence) -> bool:
    return visibility.may_tell(part.attribute, one.other)


def _evidence(one: Opened) -> tuple[Evidence, ...] | None:
    """Return the evidence of the score in force; None where another version of the engine wrote it."""
    try:
        return decode_levels(one.score.levels)
    except EvidenceError:
        return None


def _told(one: Opened) -> list[Evidence]:
    """Return the evidence that may be told, weightiest first: nothing of a class that is not opened of the other."""
    told = [part for part in _evidence(one) or () if _may_tell(one, part)]
    return sorted(told, key=lambda part: -abs(part.bits))


def _reasons(session: Session, context: Context, one: Opened, own: Shown, other: Shown) -> tuple[Reason, ...]:
    """Render the stored levels in words, from what may be seen of both records; nothing below `identity`."""
    if one.other.view < REASONS_FROM:
        return ()
    with wall.matching(session):  # how common a name is, rounded; the counts themselves stay behind the wall
        rarity = context.rarity.in_force(session, context.keys).rarity
    persons = [people.person_of(shown.said, ref="", kind=shown.kind) for shown in (own, other)]
    told = explanations(_told(one), *persons, engine=context.engine, rarity=rarity)
    return tuple(
        Reason(part.attribute, part.level, part.bits, line_of(part) if part.is_known else part.words, part.compared)
        for part in told
    )


def give_verdict(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    *,
    outcome: str,
    reason: str,
    expected_version: int,
) -> str:
    """Propose or confirm, as the role and what was said before make it; return the state the pair is in then.

    A supervisor confirms another person's proposal of the own side, or of the found side for the own missing report;
    otherwise it is a proposal. `Conflict` for a step that is not open, `VersionConflict` when somebody was faster.
    """
    require(actor, Action.PROPOSE_VERDICT)
    if reason not in VERDICT_REASONS.get(outcome, frozenset()):
        raise InvalidInput("reason", "not_of_this_outcome")
    opened = find(session, context, actor, public_id)
    pair, score = opened.pair, opened.score
    if pair.version != expected_version:
        raise VersionConflict("the pair changed in between")
    if pair.state in {"confirmed", "refuted"}:
        raise Conflict("the pair is decided; it opens again when the facts of a side change")
    said = _said_now(session, pair, score)
    step, state = _step(actor, opened, said, outcome)
    session.add(
        Verdict(
            public_id=uuid4(),
            pair_id=pair.id,
            low_version=score.low_version,
            high_version=score.high_version,
            agency_id=opened.own.record.agency_id,
            user_id=actor.user_id,
            step=step,
            outcome=outcome,
            reason=reason,
            created_at=context.clock.now(),
        )
    )
    _move(session, pair, state, expected_version)
    if state == "confirmed":
        _start_best_interests(session, context, opened)
    ends = ((opened.own.record.public_id, ()), (opened.other.record.public_id, ()))
    audit.note(session, context, actor, audit.Act(f"verdict_{step}", outcome, subject=public_id, records=ends))
    return state


def _start_best_interests(session: Session, context: Context, opened: Opened) -> None:
    """Start the clock against the owner of a found child: the child is located, so its best interests are decided."""
    for record in (opened.own.record, opened.other.record):
        if record.kind != "found":
            continue
        with wall.through(session, Door.ACTOR, Who(agency_id=record.agency_id)):
            is_child = release.standing(session, context, record).is_child
        if is_child:
            subject = clocks.Subject(record.agency_id, record.state, record.id, opened.pair.id)
            clocks.start(session, context, "best_interests", subject, hours=BEST_INTERESTS_HOURS, is_urgent=False)


def _said_now(session: Session, pair: Pair, score: Score) -> list[Verdict]:
    """Return the verdicts that count: since the last proposal, on the versions that are compared now."""
    verdicts = session.scalars(
        select(Verdict)
        .where(Verdict.pair_id == pair.id)
        .where(Verdict.low_version == score.low_version, Verdict.high_version == score.high_version)
        .order_by(Verdict.id)
    ).all()
    last = max((i for i, verdict in enumerate(verdicts) if verdict.step == "propose"), default=len(verdicts))
    return list(verdicts[last:])


def _step(actor: Actor, opened: Opened, said: Sequence[Verdict], outcome: str) -> tuple[str, str]:
    """Return the step this verdict is and the state it leads to."""
    proposal = said[0] if said else None
    confirmed_by = {verdict.agency_id for verdict in said if verdict.step == "confirm"}
    is_confirmation = (
        scope(Action.CONFIRM_VERDICT, actor.role) is not None
        and proposal is not None
        and proposal.outcome == outcome
        and outcome != "cannot_tell"
    )
    own, other = opened.own.record, opened.other.record
    if not is_confirmation or proposal is None:
        is_missing_side = own.kind == "missing" and other.kind == "found" and not opened.other.is_owner
        if is_missing_side and outcome != "cannot_tell":
            raise Conflict("the found side compares and proposes")
        if confirmed_by:
            raise Conflict("one side has confirmed already")
        return "propose", "open" if outcome == "cannot_tell" else "proposed"
    if proposal.user_id == actor.user_id:
        raise Conflict("a second person confirms")
    if own.agency_id in confirmed_by:
        raise Conflict("this side has confirmed already")
    if own.agency_id != proposal.agency_id and proposal.agency_id not in confirmed_by:
        raise Conflict("the proposing side's supervisor confirms first")
    if outcome == "different" or {own.agency_id, other.agency_id} <= confirmed_by | {own.agency_id}:
        return "confirm", "confirmed" if outcome == "same" else "refuted"
    return "confirm", "proposed"


def _move(session: Session, pair: Pair, state: str, expected_version: int) -> None:
    """Take the step if nobody was faster; of several at once one wins."""
    result = session.execute(
        update(Pair)
        .where(Pair.id == pair.id, Pair.version == expected_version)
        .values(state=state, version=expected_version + 1)
    )
    if isinstance(result, CursorResult) and result.rowcount != 1:
        raise VersionConflict("the pair changed in between")
