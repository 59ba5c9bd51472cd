"""Matches by hand: two desks that spoke by telephone each enter both references.

Entering and listing read no match, no other record and no other entry. So an answer cannot depend
on whether there is such a record. A job opens the match.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind
from core.codes.review import MatchState
from core.errors import Conflict, LimitReached
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.sharing.hand_matches import LIMIT_HOURS, PER_PERSON_A_DAY, VALID_DAYS
from core.policy.sharing.information_flow import MatchKnowledge
from core.published import published
from core.refusals import Refusal
from models.matching_runs.hand_match import HandMatch
from models.matching_runs.match import Match, Score
from models.records.record import Record
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import audit_log, jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.limits import rate_limits
from services.matching_runs import pair_scoring
from services.matching_runs.pair_scoring import ScoringResult
from services.records import register, repository
from services.sharing import events, match_knowledge, notifications, same_person_links
from services.sharing.notifications import NotificationSubject

VALID = timedelta(days=VALID_DAYS)


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class HandMatchEntry:
    """A reference that your desk entered, and until when it is valid."""

    reference: UUID
    entered_at: datetime
    valid_until: datetime


def enter(
    session: Session, context: Context, actor: Actor, record_id: UUID, reference: UUID
) -> None:
    """Store the reference of another record for an open record of the actor's agency. Audited.

    A job opens the match when the other desk has entered both references as well. Raise
    `LimitReached` for too many references in a day, `Conflict` for an own record that is closed or
    restricted, and `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.MATCH_BY_HAND
    ).record
    register.require_open(record)
    if repository.is_restricted(session, record):
        raise Conflict(Refusal.RECORD_IS_RESTRICTED)
    _check_limit(session, context, actor)
    session.add(
        HandMatch(
            record_id=record.id,
            agency_id=record.agency_id,
            user_id=actor.user_id,
            reference=reference,
            entered_at=context.clock.now(),
        )
    )
    session.flush()
    jobs.enqueue(session, context, JobKind.NOTIFY, [jobs.JobTarget(record_id=record.id)])
    audit_log.record_act(session, context, actor, "enter_hand_match", record_id, FieldClass.F0)


def list_entries(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[HandMatchEntry]:
    """Return the valid references that the agency entered for a record, newest first. Audited.

    An opened match ends no entry. Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.MATCH_BY_HAND
    ).record
    rows = session.scalars(
        select(HandMatch)
        .where(
            HandMatch.record_id == record.id,
            HandMatch.agency_id == record.agency_id,
            HandMatch.entered_at > context.clock.now() - VALID,
        )
        .order_by(HandMatch.id.desc())
    )
    entries = [
        HandMatchEntry(entry.reference, entry.entered_at, entry.entered_at + VALID)
        for entry in rows
    ]
    audit_log.record_act(session, context, actor, "list_hand_matches", record_id, FieldClass.F0)
    return entries


def open_matches(session: Session, context: Context, record_id: int) -> None:
    """Open the matches of a record whose references both desks entered. For workers.

    A match opens only if the table of events permits it for both desks. Until then the entries
    wait, and a later change of sharing or of a reporter check asks again.
    """
    entered_after = context.clock.now() - VALID
    low, high = aliased(Record), aliased(Record)
    entry_of_low, entry_of_high = aliased(HandMatch), aliased(HandMatch)
    rows = session.execute(
        select(low.id, high.id)
        .join(entry_of_low, entry_of_low.record_id == low.id)
        .join(high, high.public_id == entry_of_low.reference)
        .join(entry_of_high, entry_of_high.record_id == high.id)
        .where(
            low.id < high.id,
            or_(low.id == record_id, high.id == record_id),
            entry_of_high.reference == low.public_id,
            # an entry of a former responsible agency does not count
            entry_of_low.agency_id == low.agency_id,
            entry_of_high.agency_id == high.agency_id,
            entry_of_low.entered_at > entered_after,
            entry_of_high.entered_at > entered_after,
        )
        .distinct()
    ).all()
    for low_id, high_id in rows:
        scored = pair_scoring.score_pair(session, context, low_id, high_id)
        if scored is not None and _may_open(session, context, scored):
            _open(session, context, scored)


def _may_open(session: Session, context: Context, scored: ScoringResult) -> bool:
    """Return whether both responsible agencies may learn of the match once it is open.

    Two records that are linked as one child are no match.
    """
    (match,) = scored.matches
    linked = same_person_links.linked_matches(session, [match.low, match.high])
    if (match.low, match.high) in linked:
        return False
    link = int(MatchKnowledge.LINK)
    # neither is stored
    opened = Match(
        public_id=uuid4(),
        low=match.low,
        high=match.high,
        state=MatchState.OPEN,
        low_known=link,
        high_known=link,
    )
    score = Score(link_band=match.link_band, kinds=match.kinds)
    sides = list(match_knowledge.sides_of(session, context.clock.now(), [(opened, score)]))
    return len(sides) == 2 and all(
        events.may_learn_in_match(NotificationKind.HAND_MATCH, side) for side in sides
    )


def _open(session: Session, context: Context, scored: ScoringResult) -> None:
    """Store the match and notify both desks once.

    It is a match that the engine missed if the score does not show it to both of them.
    """
    pair_scoring.save_scores(session, context, scored)
    (ends,) = scored.matches
    match = session.scalars(
        select(Match).where(Match.low == ends.low, Match.high == ends.high)
    ).one()
    if match.state not in match_knowledge.OPEN_STATES:
        return
    if not match.is_by_hand and MatchKnowledge.HIDDEN in {match.low_known, match.high_known}:
        match.is_by_hand = True
        # the notification of the match by hand replaces that of a candidate
        match.low_notified = max(match.low_notified, int(MatchKnowledge.LINK))
        match.high_notified = max(match.high_notified, int(MatchKnowledge.LINK))
        match_knowledge.update_record_knowledge(session, context, match.low)
    responsible_agencies = select(Record.id, Record.agency_id).where(
        Record.id.in_([match.low, match.high])
    )
    for record_id, agency_id in session.execute(responsible_agencies).all():
        about = NotificationSubject(agency_id, record_id, match.id)
        notifications.notify_once(session, context, about, kind=NotificationKind.HAND_MATCH)


def _check_limit(session: Session, context: Context, actor: Actor) -> None:
    """Raise `LimitReached` if the person entered `PER_PERSON_A_DAY` references in `LIMIT_HOURS`."""
    locks.take_lock(session, Lock.QUOTA, actor.user_id or 0)
    now = context.clock.now()
    freed_at = rate_limits.freed_at(
        session,
        HandMatch.entered_at,
        HandMatch.user_id == actor.user_id,
        most=PER_PERSON_A_DAY,
        window=timedelta(hours=LIMIT_HOURS),
        now=now,
    )
    if freed_at is not None:
        raise LimitReached(
            "too many references in a day", retry_after_s=rate_limits.wait_s(freed_at, now)
        )
