"""Random pairs for review, so that precision is also known for pairs that no person would open.

Each night a worker draws undecided pairs that the responsible agency may see by the same view as in
lists. The responsible agency gets a notification and no additional data. The pair is counted
separately (cube
`drawn_bands`).
"""

from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind, RecordStatus
from core.codes.review import MatchState
from core.policy.sharing.information_flow import KNOWLEDGE_BY_BAND
from core.policy.sharing.views import View
from core.policy.statistics import MAX_DRAWN_WAITING, PAIRS_DRAWN_PER_NIGHT
from matching import BANDS
from models.agencies.agency import Agency
from models.matching_runs.match import Match, Score
from models.records.record import Record
from models.statistics.stored_counts import DrawnPair
from services.foundation.context import Context
from services.sharing import match_knowledge, notifications, visibility
from services.sharing.notifications import NotificationSubject
from services.sharing.visibility import VisibleRecord

CANDIDATE_LIMIT = 50  # pairs whose view is computed at once
_CHANCE = random.SystemRandom()


def draw_pairs(session: Session, context: Context) -> int:
    """Draw the night's pairs for every agency and notify their responsible agencies; return their
    number.
    """
    every = session.scalars(select(Agency).order_by(Agency.id)).all()
    return sum(draw_pairs_of(session, context, agency) for agency in every)


def draw_pairs_of(session: Session, context: Context, agency: Agency) -> int:
    """Draw the night's pairs for one agency and notify it; return their number."""
    now, drawn_count = context.clock.now(), 0
    waiting = (
        select(func.count())
        .select_from(DrawnPair)
        .join(Match, Match.id == DrawnPair.match_id)
        .where(DrawnPair.agency_id == agency.id, Match.state == MatchState.OPEN)
    )
    left = MAX_DRAWN_WAITING - (session.scalar(waiting) or 0)
    for band, most in PAIRS_DRAWN_PER_NIGHT.items():
        drawn_pairs = _draw_of(session, agency, BANDS.index(band), min(most, left), now)
        left -= len(drawn_pairs)
        drawn_count += len(drawn_pairs)
        for pair, own in drawn_pairs:
            session.add(
                DrawnPair(
                    match_id=pair.id, agency_id=agency.id, band=BANDS.index(band), drawn_at=now
                )
            )
            notifications.notify_of_event(
                session,
                context,
                NotificationSubject(agency.id, own.record.id, pair.id),
                kind=NotificationKind.REVIEW_REQUEST,
            )
    session.flush()  # a pair of two agencies is drawn once
    return drawn_count


def _draw_of(
    session: Session, agency: Agency, band: int, most: int, now: datetime
) -> list[tuple[Match, VisibleRecord]]:
    """Return at most this many pairs of a band that the agency may review, with its own record."""
    if most <= 0:
        return []
    knowledge = KNOWLEDGE_BY_BAND[BANDS[band]]
    side = or_(
        and_(Record.id == Match.low, Match.low_known == knowledge),
        and_(Record.id == Match.high, Match.high_known == knowledge),
    )
    is_own = exists().where(Record.agency_id == agency.id, side)
    ids = session.scalars(
        select(Match.id)
        .join(Score, Score.id == Match.score_id)
        .where(
            Match.state == MatchState.OPEN, is_own, ~exists().where(DrawnPair.match_id == Match.id)
        )
    ).all()
    mixed = _CHANCE.sample(ids, len(ids))
    drawn_matches: list[tuple[Match, VisibleRecord]] = []
    for start in range(0, len(mixed), CANDIDATE_LIMIT):
        pairs = session.execute(
            select(Match, Score)
            .join(Score, Score.id == Match.score_id)
            .where(Match.id.in_(mixed[start : start + CANDIDATE_LIMIT]))
        ).all()
        ends = sorted({end for pair, _ in pairs for end in (pair.low, pair.high)})
        seen = {
            visible.record.id: visible
            for visible in visibility.records_with_view(
                session, visibility.agency_actor(agency), now=now, ids=ends
            )
        }
        for pair, score in sorted(pairs, key=lambda row: mixed.index(row[0].id)):
            own = _worked_by(seen.get(pair.low), seen.get(pair.high), pair, score)
            if own is not None:
                drawn_matches.append((pair, own))
            if len(drawn_matches) == most:
                return drawn_matches
    return drawn_matches


def _worked_by(
    left: VisibleRecord | None, right: VisibleRecord | None, pair: Match, score: Score
) -> VisibleRecord | None:
    """Return the agency's record of a pair; None if its people may not judge the pair.

    For a missing report and a found person of two agencies, the found side proposes.
    """
    if left is None or right is None:
        return None
    own, other_end = sorted(
        (left, right),
        key=lambda seen: (not seen.is_responsible, seen.record.kind != RecordKind.FOUND),
    )
    if (own.record.status, other_end.record.status) != (RecordStatus.OPEN, RecordStatus.OPEN):
        return None
    if (
        own.record.kind == RecordKind.MISSING
        and other_end.record.kind == RecordKind.FOUND
        and not other_end.is_responsible
    ):
        return None
    return own if match_knowledge.view_of(own, other_end, pair, score) > View.NONE else None
