"""Leases on matches: a match belongs to one person of each side for a quarter of an hour.

So two colleagues never work on it at once. The other side has a separate lease, so neither side
learns when the other works.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.errors import Conflict
from core.policy.actions import Action
from core.policy.review import LOCK_MINUTES
from core.refusals import Refusal
from models.matching_runs.match import Match
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.review import visible_matches
from services.review.visible_matches import MatchAccess


@dataclasses.dataclass(frozen=True, slots=True)
class _Lease:
    """The columns of a lease: its holder and its end."""

    by: InstrumentedAttribute[Any]
    until: InstrumentedAttribute[Any]


# end of the match with the own record -> its lease
_LEASES = {
    "low": _Lease(Match.low_leased_by, Match.low_leased_until),
    "high": _Lease(Match.high_leased_by, Match.high_leased_until),
}


def take_lock(session: Session, context: Context, actor: Actor, match_id: UUID) -> datetime:
    """Take or extend the lease of the actor's side on a match; return its end.

    Raise `Conflict` while a colleague has it. Raise `NotFound` for a match that the actor does not
    see. Audited.
    """
    opened = visible_matches.find_match(session, context, actor, match_id, Action.PROPOSE_DECISION)
    holder, until = _LEASES[opened.end].by, _LEASES[opened.end].until
    now = context.clock.now()
    ends_at = now + timedelta(minutes=LOCK_MINUTES)
    is_free = or_(until.is_(None), until <= now, holder == actor.user_id)
    session.execute(
        update(Match)
        .where(Match.id == opened.match.id, is_free)
        .values({holder: actor.user_id, until: ends_at})
    )
    if session.scalar(select(holder).where(Match.id == opened.match.id)) != actor.user_id:
        raise Conflict(Refusal.MATCH_IS_IN_WORK)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("lease_match", subject=match_id)
    )
    return ends_at


def release_lock(session: Session, context: Context, actor: Actor, match_id: UUID) -> None:
    """Release the actor's lease; the lease of a colleague stays.

    Raise `NotFound` for a match that the actor does not see. Audited.
    """
    opened = visible_matches.find_match(session, context, actor, match_id, Action.PROPOSE_DECISION)
    holder, until = _LEASES[opened.end].by, _LEASES[opened.end].until
    session.execute(
        update(Match)
        .where(Match.id == opened.match.id, holder == actor.user_id)
        .values({holder: None, until: None})
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("return_match", subject=match_id)
    )


def is_locked_for(opened: MatchAccess, actor: Actor, now: datetime) -> bool:
    """Return whether a colleague of the actor's side works on the match now."""
    lease = _LEASES[opened.end]
    holder = getattr(opened.match, lease.by.key)
    until = getattr(opened.match, lease.until.key)
    return until is not None and until > now and holder != actor.user_id
