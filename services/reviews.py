"""Working candidate pairs: who sees a pair, and its evidence in words. Data flows to where the child is.

What is said of a pair is `services.verdicts`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, true, union
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.policy import REASONS_FROM, Action, FieldClass, View
from matching import BANDS, Evidence, EvidenceError, Explanation, decode_levels, explanations
from models import wall
from models.agency import Agency
from models.pair import Pair, Score
from models.record import Record
from services import audit, clocks, people, records, visibility
from services.actor import Actor, require
from services.context import Context
from services.records import LISTED, Shown
from services.visibility import Seen

PAGE = 50
READ_AHEAD = 200
BAND_STEP = 2**56  # above any id; a position is eight bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A pair as one of its owners sees it. Numbers and reasons only where the other record is seen at `identity`.

    `bits` is the sum of the reasons told; probability and amount are missing where some evidence may not be told.
    `is_rescore_due`: the evidence is another version's, so that numbers and reasons come with the next scoring only (of
    a decided pair: when the facts of a side change). Whose record it is or what is seen of it makes no difference.
    `worked_until`: how long it is somebody's by a lease.
    `withheld`: what keeps facts of the other record from the found side, as `visibility.withheld` says.
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
    reasons: tuple[Explanation, ...]
    is_rescore_due: bool
    worked_until: datetime | None
    withheld: str


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

    Strong before possible before weak, within a band those that have waited longest, whose clocks end first: bits would
    rank pairs whose numbers are not told. Of one's own records the names alone, nothing of the others, no reasons.
    Hidden pairs are read over until the page is full, so that its length tells nothing.
    """
    require(actor, Action.PROPOSE_VERDICT)
    opened = _in_order(session, context, actor, after=after, state=state, more_than=limit)
    page = opened[:limit]
    return _lines(session, context, actor, page), _position(page[-1].pair, page[-1].score) if len(opened) > limit else 0


def list_of_record(session: Session, context: Context, actor: Actor, record_id: UUID) -> list[Candidate]:
    """Return the pairs of one own record that exist for the actor, in whatever state, as lines of the list; `NotFound`
    for a record that is not one's own. At most a page: what waits stands first. Audited.
    """
    record = records.own(session, context, actor, record_id, Action.PROPOSE_VERDICT).record
    touches = or_(Pair.low == record.id, Pair.high == record.id)
    query = _owned(actor, context.clock.now()).where(touches).order_by(None)
    waits_first = case((Pair.state.in_(("open", "proposed")), 0), else_=1)
    rows = session.execute(query.order_by(waits_first, Score.band.desc(), Pair.id).limit(READ_AHEAD))
    page = _see(session, context, actor, [(row[0], row[1]) for row in rows])[:PAGE]
    return _lines(session, context, actor, page, subject=record_id)


def _lines(
    session: Session, context: Context, actor: Actor, page: Sequence[Opened], *, subject: UUID | None = None
) -> list[Candidate]:
    """Return pairs as lines of a list, with the names of own records alone; which were shown goes into the trail."""
    found = [_candidate(one, own, other, ()) for one, own, other in _show(session, context, page, facts=False)]
    shown = tuple(
        (end.id, (FieldClass.F0, *sorted(LISTED)) if end.is_owner else (FieldClass.F0,))
        for one in found
        for end in (one.own, one.other)
    )
    audit.note(session, context, actor, audit.Act("list_pairs", subject=subject, records=shown))
    return found


def _in_order(
    session: Session, context: Context, actor: Actor, *, after: int, state: str, more_than: int
) -> list[Opened]:
    """Return the pairs that exist for the actor behind a position in the list's order: more than so many, or all."""
    opened: list[Opened] = []
    ahead = min(READ_AHEAD, 4 * (more_than + 1))
    while len(opened) <= more_than:
        query = _owned(actor, context.clock.now()).where(_is_after(after), Pair.state == state)
        query = query.order_by(None).order_by(Score.band.desc(), Pair.id).limit(ahead)
        rows = [(row[0], row[1]) for row in session.execute(query)]
        opened += _see(session, context, actor, rows)
        if len(rows) < ahead:
            break
        after = _position(*rows[-1])
    return opened


def next_open(session: Session, context: Context, actor: Actor, public_id: UUID) -> UUID | None:
    """Return the open pair behind this one in the list's order, behind the last the first; None where it is the only
    one. Nothing of any record is opened. Audited.
    """
    require(actor, Action.PROPOSE_VERDICT)
    here = find(session, context, actor, public_id)
    audit.note(session, context, actor, audit.Act("next_pair", subject=public_id))
    for after in (_position(here.pair, here.score), 0):
        behind = _in_order(session, context, actor, after=after, state="open", more_than=1)
        found = next((one.pair.public_id for one in behind if one.pair.id != here.pair.id), None)
        if found is not None:
            return found
    return None


def _position(pair: Pair, score: Score) -> int:
    """Return a pair's place in the list as one number: how far its band is from the strongest, then its id."""
    return (len(BANDS) - score.band) * BAND_STEP + pair.id


def _is_after(position: int) -> ColumnElement[bool]:
    if not position:
        return true()
    from_strongest, pair_id = divmod(position, BAND_STEP)
    band = len(BANDS) - from_strongest
    return or_(Score.band < band, and_(Score.band == band, Pair.id > pair_id))


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


def is_known_to(session: Session, context: Context, actor: Actor, opened: Opened) -> bool:
    """Return whether a pair exists for an actor of its other side."""
    return bool(_see(session, context, actor, [(opened.pair, opened.score)]))


def find_confirmed(session: Session, context: Context, actor: Actor, record_ids: Iterable[int]) -> list[Opened]:
    """Return the confirmed pairs of these records that exist for the actor, by id."""
    ids = sorted(record_ids)
    touches = or_(Pair.low.in_(ids), Pair.high.in_(ids))
    rows = session.execute(_owned(actor, context.clock.now()).where(touches, Pair.state == "confirmed"))
    return _see(session, context, actor, [(row[0], row[1]) for row in rows])


def _see(session: Session, context: Context, actor: Actor, rows: Sequence[tuple[Pair, Score]]) -> list[Opened]:
    """Return the pairs that exist for the actor, each from its own side (the found one where both are own)."""
    ids = sorted({end for pair, _ in rows for end in (pair.low, pair.high)})
    seen = {one.record.id: one for one in visibility.look_at_all(session, actor, now=context.clock.now(), ids=ids)}
    opened = []
    for pair, score in rows:
        if pair.low not in seen or pair.high not in seen:
            continue  # the second wall does not even give a hidden one away
        ends = sorted((seen[pair.low], seen[pair.high]), key=lambda one: (not one.is_owner, one.record.kind != "found"))
        own, other = ends
        level = visibility.view_in_pair(own, other, band=BANDS[score.band], state=pair.state, kinds=score.kinds)
        if own.is_owner and level > View.NONE:
            reached = dataclasses.replace(other, view=level, classes=visibility.classes_at(actor, level))
            opened.append(Opened(pair, score, own, reached))
    return opened


def _show(
    session: Session, context: Context, opened: Sequence[Opened], *, facts: bool
) -> list[tuple[Opened, Shown, Shown]]:
    ends = [end for one in opened for end in (one.own, one.other)]
    if not facts:
        ends = [dataclasses.replace(end, classes=end.classes & LISTED if end.is_owner else frozenset()) for end in ends]
    shown = iter(records.show(session, context, ends))
    return [(one, next(shown), next(shown)) for one in opened]


def _candidate(one: Opened, own: Shown, other: Shown, reasons: tuple[Explanation, ...]) -> Candidate:
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
        worked_until=one.pair.leased_until,
        withheld=visibility.withheld(one.own, one.other),
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


def _reasons(session: Session, context: Context, one: Opened, own: Shown, other: Shown) -> tuple[Explanation, ...]:
    """Render the stored levels in words, from what may be seen of both records; nothing below `identity`."""
    if one.other.view < REASONS_FROM:
        return ()
    with wall.matching(session):  # how common a name is, rounded; the counts themselves stay behind the wall
        rarity = context.rarity.in_force(session, context.keys).rarity
    persons = [people.person_of(shown.said, ref="", kind=shown.kind) for shown in (own, other)]
    return explanations(_told(one), *persons, engine=context.engine, rarity=rarity)
