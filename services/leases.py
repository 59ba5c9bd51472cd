"""A pair is one person's for a quarter of an hour, so that two people never work it at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from core.errors import Conflict
from core.policy import Action
from core.policy_review import LEASE_MINUTES
from models.pair import Pair
from services import audit, reviews
from services.actor import Actor, require
from services.context import Context


def take(session: Session, context: Context, actor: Actor, pair_id: UUID) -> datetime:
    """Take or extend the lease on a pair; return until when. `Conflict` while it is somebody else's."""
    require(actor, Action.PROPOSE_VERDICT)
    pair = reviews.find(session, context, actor, pair_id).pair
    now = context.clock.now()
    until = now + timedelta(minutes=LEASE_MINUTES)
    is_free = or_(Pair.leased_until.is_(None), Pair.leased_until <= now, Pair.leased_by == actor.user_id)
    session.execute(update(Pair).where(Pair.id == pair.id, is_free).values(leased_by=actor.user_id, leased_until=until))
    holder = session.execute(select(Pair.leased_by, Pair.leased_until).where(Pair.id == pair.id)).one()
    if holder.leased_by != actor.user_id:
        raise Conflict("somebody works this pair")
    audit.note(session, context, actor, audit.Act("lease_pair", subject=pair_id))
    return until


def give_back(session: Session, context: Context, actor: Actor, pair_id: UUID) -> None:
    """Give one's lease back; one that is not one's own stays."""
    require(actor, Action.PROPOSE_VERDICT)
    pair = reviews.find(session, context, actor, pair_id).pair
    own = update(Pair).where(Pair.id == pair.id, Pair.leased_by == actor.user_id)
    session.execute(own.values(leased_by=None, leased_until=None))
    audit.note(session, context, actor, audit.Act("return_pair", subject=pair_id))
