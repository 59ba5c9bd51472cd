"""Compute and store what the responsible agency of each record of a match may know about the match.

This happens when a match is scored and when a view changes. Lists, notifications, deadlines and
samples read the stored value. A decided match keeps its values. At `link` the responsible agency
knows only of a link. Links change once a day after own edits, so that edits cannot be used to learn
facts.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from core.codes.operations import JobKind
from core.codes.records import RecordKind, RecordStatus
from core.codes.review import MatchState
from core.policy.case.case_story import KINDS_WITHOUT_NOTIFICATION
from core.policy.sharing.information_flow import (
    KNOWLEDGE_BY_BAND,
    LINK_INTERVAL_HOURS,
    NOTIFY_FROM,
    MatchKnowledge,
)
from core.policy.sharing.views import MATCH_VIEW_FROM_BAND, View
from matching import BANDS, EvidenceError
from matching.model.evidence import stored_arrays
from matching.model.probability import WEAK_FROM
from models.agencies.agency import Agency
from models.matching_runs.match import Match, Score
from models.records.record import Record
from models.sql.in_list import in_values
from services.foundation import jobs
from services.foundation.context import Context
from services.sharing import flow_table, visibility
from services.sharing.flow_table import ScoreMask
from services.sharing.visibility import VisibleRecord

OPEN_STATES = (MatchState.OPEN, MatchState.PROPOSED)
LINK_INTERVAL = timedelta(hours=LINK_INTERVAL_HOURS)
_OPENS_FROM = BANDS.index(MATCH_VIEW_FROM_BAND)
Rows = Sequence[tuple[Match, Score]]
Levels = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.float32]


@dataclasses.dataclass(frozen=True, slots=True)
class ScoredMatch:
    """A scored pair from one side: the record of this side, and the record of the other side."""

    match: Match
    score: Score
    own: VisibleRecord
    other: VisibleRecord

    @property
    def end(self) -> str:
        """The end of the match that is this side's record: `low` or `high`."""
        return "low" if self.match.low == self.own.record.id else "high"


@dataclasses.dataclass(frozen=True, slots=True)
class MatchSide(ScoredMatch):
    """One side of a scored pair, with its view of the record of the other side."""

    view: View

    @property
    def known(self) -> MatchKnowledge:
        """What this side may know about the match, as stored."""
        return MatchKnowledge(getattr(self.match, f"{self.end}_known"))

    @property
    def last_notified(self) -> MatchKnowledge:
        """What this side was last notified of."""
        return MatchKnowledge(getattr(self.match, f"{self.end}_notified"))

    @property
    def version(self) -> int:
        """The version of this side's record that was scored."""
        return self.score.low_version if self.end == "low" else self.score.high_version


@dataclasses.dataclass(frozen=True, slots=True)
class SideToNotify:
    """A side to notify. `is_silent`: it has no view of the other record.

    `digest_at` is the time of the digest that counts the candidate; None if it is notified at once.
    """

    side: MatchSide
    known: MatchKnowledge
    is_silent: bool
    digest_at: datetime | None = None


def is_candidate() -> ColumnElement[bool]:
    """Return the condition that the evidence permitted at `link` makes a match a candidate."""
    return Score.link_band >= _OPENS_FROM


def view_of(own: VisibleRecord, other: VisibleRecord, match: Match, score: Score) -> View:
    """Return how far the responsible agency of one record of a scored pair sees the other
    record.
    """
    is_near = score.link_band >= _OPENS_FROM
    return visibility.view_in_match(
        own, other, is_candidate=is_near, state=match.state, kinds=score.kinds
    )


def current(side: MatchSide) -> MatchKnowledge:
    """Return what one side may know of a match now; `HIDDEN` if a bar hides the other record.

    An open match is hidden without a view of the other record, also before a job has stored this. A
    side that knew of a decided match keeps its knowledge when the other record is closed or hidden.
    """
    if side.other.is_barred:
        return MatchKnowledge.HIDDEN
    if side.match.state == MatchState.OPEN:
        if side.view is View.NONE:
            return MatchKnowledge.HIDDEN
        return side.known or known_scores_at(side.view, side.other.record.kind, side.score)
    return max(side.known, MatchKnowledge.HIDDEN if side.view is View.NONE else MatchKnowledge.WEAK)


def silent(side: MatchSide) -> MatchKnowledge:
    """Return what a silent match may show one side of a record that it does not see; else `HIDDEN`.

    The responsible agency of an open found, tracing or preventive record gets a silent match of an
    open report. There is none of a found person.
    """
    own, other = side.own.record, side.other.record
    is_told = own.kind in KINDS_WITHOUT_NOTIFICATION and other.kind != RecordKind.FOUND
    if side.view is View.NONE and is_told and are_open(side):
        return KNOWLEDGE_BY_BAND[BANDS[side.score.link_band]]
    return MatchKnowledge.HIDDEN


def are_open(side: MatchSide) -> bool:
    """Return whether both records of a match are open."""
    return side.own.record.status == side.other.record.status == RecordStatus.OPEN


def known_scores_at(view: View, kind: str, score: Score) -> MatchKnowledge:
    """Return the knowledge of a match whose other record, of this kind, is seen at `view`.

    At `link` the result is `HIDDEN`. A link exists only after it is stored, because it must not
    follow each edit.
    """
    if view <= View.LINK:
        return MatchKnowledge.HIDDEN
    if view is View.FULL:
        return KNOWLEDGE_BY_BAND[BANDS[score.band]]
    return _masked(flow_table.score_mask(view, kind), [score])[0] or MatchKnowledge.HIDDEN


def update_knowledge(session: Session, context: Context, rows: Rows) -> list[SideToNotify]:
    """Compute and store what each side may know of scored pairs; return the sides to notify.

    A side is returned when it may know more than it was last notified of. Decided matches do not
    change. Matches with evidence of another engine version do not change either.
    """
    now = context.clock.now()
    by_mask: dict[ScoreMask, list[MatchSide]] = {}
    news: list[SideToNotify] = []
    for side in sides_of(
        session, now, [(match, score) for match, score in rows if match.state in OPEN_STATES]
    ):
        if side.view is View.FULL:
            _store_knowledge(side, KNOWLEDGE_BY_BAND[BANDS[side.score.band]])
        elif side.view > View.LINK:
            by_mask.setdefault(flow_table.score_mask(side.view, side.other.record.kind), []).append(
                side
            )
        elif _follows(side, now):
            _store_knowledge(
                side,
                MatchKnowledge.LINK
                if side.view is View.LINK and side.score.link_band
                else MatchKnowledge.HIDDEN,
            )
            hidden = KNOWLEDGE_BY_BAND[BANDS[side.score.link_band]]
            if side.view is View.NONE and hidden > side.last_notified and hidden >= NOTIFY_FROM:
                news.append(SideToNotify(side, hidden, is_silent=True))
        _keep_by_hand(side)
        news += _news(side) if side.view in {View.FULL, View.LINK} else []
    for mask, sides in by_mask.items():
        for side, knowledge in zip(
            sides, _masked(mask, [side.score for side in sides]), strict=True
        ):
            if knowledge is not None:
                _store_knowledge(side, knowledge)
            _keep_by_hand(side)
            news += _news(side)
    session.flush()
    return news


def update_record_knowledge(
    session: Session, context: Context, record_id: int
) -> list[SideToNotify]:
    """Update every open match of a record after a view or the other record may have changed."""
    rows = session.execute(
        select(Match, Score)
        .join(Score, Score.id == Match.score_id)
        .where(or_(Match.low == record_id, Match.high == record_id), Match.state.in_(OPEN_STATES))
        .order_by(Match.id)
    )
    return update_knowledge(session, context, [(row[0], row[1]) for row in rows])


def reset_notified(session: Session, record_id: int) -> None:
    """Reset the last notified knowledge of a record's open matches, as a view may have changed."""
    session.execute(
        update(Match)
        .where(or_(Match.low == record_id, Match.high == record_id), Match.state == MatchState.OPEN)
        .values(low_notified=0, high_notified=0)
    )


def start_links(session: Session, context: Context, matched: Mapping[int, int]) -> None:
    """Store the time of the first matching of records (id -> version), with or without links."""
    for version in sorted(set(matched.values())):
        ids = [
            record_id
            for record_id, matched_version in matched.items()
            if matched_version == version
        ]
        first = update(Record).where(Record.id.in_(ids), Record.links_at.is_(None))
        session.execute(first.values(links_version=version, links_at=context.clock.now()))


def plan_link_updates(session: Session, context: Context) -> None:
    """Enqueue the records whose links are due.

    Links are due if the record was edited since they were computed, and this was at least
    `LINK_INTERVAL` ago.
    """
    due = context.clock.now() - LINK_INTERVAL
    late = select(Record.id).where(
        Record.status == RecordStatus.OPEN,
        Record.links_at <= due,
        Record.links_version < Record.matched_version,
    )
    jobs.enqueue(
        session,
        context,
        JobKind.NOTIFY,
        [jobs.JobTarget(record_id=record_id) for record_id in session.scalars(late)],
    )


def _news(side: MatchSide) -> list[SideToNotify]:
    knowledge = side.known
    return (
        [SideToNotify(side, knowledge, is_silent=False)]
        if knowledge > side.last_notified and knowledge >= NOTIFY_FROM
        else []
    )


def _keep_by_hand(side: MatchSide) -> None:
    """Keep a match that two desks opened by hand in the list of a side that sees the other record.

    The score adds nothing to it: a link at `link`, else the lowest band.
    """
    if side.match.is_by_hand and side.view is not View.NONE:
        least = MatchKnowledge.LINK if side.view is View.LINK else MatchKnowledge.WEAK
        _store_knowledge(side, max(side.known, least))


def _store_knowledge(side: MatchSide, knowledge: MatchKnowledge) -> None:
    if side.known is not knowledge:
        setattr(side.match, f"{side.end}_known", int(knowledge))


def _masked(mask: ScoreMask, scores: Sequence[Score]) -> list[MatchKnowledge | None]:
    """Return the masked knowledge of each score; None for evidence of another engine version.

    `HIDDEN` if the match shares no permitted key or is too unlikely.
    """
    knowledge: list[MatchKnowledge | None] = [None] * len(scores)
    by_size: dict[int, list[tuple[int, Levels, Bits]]] = {}
    for number, score in enumerate(scores):
        with contextlib.suppress(EvidenceError):
            by_size.setdefault(score.population, []).append(
                (number, *stored_arrays([score.levels]))
            )
    for size, read in by_size.items():
        numbers, levels, bits = zip(*read, strict=True)
        masked = mask.scores(np.concatenate(levels), np.concatenate(bits), size)
        kinds = np.array([scores[number].key_kinds for number in numbers], np.int64)
        is_there = mask.is_brought(kinds, np.concatenate(levels)) & (
            masked.probability >= WEAK_FROM
        )
        for row, number in enumerate(numbers):
            knowledge[number] = (
                KNOWLEDGE_BY_BAND[BANDS[masked.band[row]]]
                if is_there[row]
                else MatchKnowledge.HIDDEN
            )
    return knowledge


def _follows(side: MatchSide, now: datetime) -> bool:
    """Return whether the links of a side's record may change now; if so, store its version and the
    time.

    They may change if the record was not edited since they were computed, or once in
    `LINK_INTERVAL` after an edit.
    """
    record = side.own.record
    if record.links_version == side.version:
        return True
    if record.links_at is not None and record.links_at > now - LINK_INTERVAL:
        return False
    record.links_version, record.links_at = side.version, now
    return True


def sides_of(session: Session, now: datetime, rows: Rows) -> Iterator[MatchSide]:
    """Yield both sides of scored pairs as each responsible agency sees them; one query per
    agency.
    """
    responsible_agencies = _responsible_agencies(session, rows)
    seen_by: dict[int, Mapping[int, VisibleRecord]] = {}
    agencies = {
        agency.id: agency
        for agency in session.scalars(
            select(Agency).where(Agency.id.in_(set(responsible_agencies.values())))
        )
    }
    for agency_id, agency in sorted(agencies.items()):
        own_ends = [
            (match.low, match.high)
            for match, _ in rows
            if agency_id
            in {responsible_agencies.get(match.low), responsible_agencies.get(match.high)}
        ]
        ids = sorted({end for ends in own_ends for end in ends})
        visible = visibility.records_with_view(
            session, visibility.agency_actor(agency), now=now, ids=ids
        )
        seen_by[agency_id] = {
            visible_record.record.id: visible_record for visible_record in visible
        }
    for match, score in rows:
        for end, other_end in ((match.low, match.high), (match.high, match.low)):
            own, other = (
                seen_by.get(responsible_agencies.get(end, 0), {}).get(record_id)
                for record_id in (end, other_end)
            )
            if own is not None and other is not None:
                yield MatchSide(match, score, own, other, view_of(own, other, match, score))


def _responsible_agencies(session: Session, rows: Rows) -> dict[int, int]:
    ids = sorted({end for match, _ in rows for end in (match.low, match.high)})
    agencies = session.execute(
        select(Record.id, Record.agency_id).where(in_values(session, Record.id, ids))
    )
    return {row.id: row.agency_id for row in agencies}
